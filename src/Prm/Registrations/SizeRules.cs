namespace CoSellBot.Prm.Registrations;

/// <summary>The rules about the numbers: R06, R14 and R16.</summary>
public static class SizeRules
{
    /// <summary>R06: a positive amount in a known currency, a close date ahead and not too far.</summary>
    public static RuleFinding? FieldsMustBeValid(RegistrationSnapshot snapshot, RuleSet rules)
    {
        var today = DateOnly.FromDateTime(snapshot.Now.UtcDateTime);
        return snapshot switch
        {
            { Amount.Minor: <= 0 } => Reject("R06", "The amount is not positive."),
            _ when !Currencies.IsKnown(snapshot.Amount.Currency) => Reject("R06", "The currency is not known."),
            // One day of grace: the day has already changed for someone east of Greenwich.
            _ when snapshot.ExpectedClose < today.AddDays(-1) => Reject("R06", "The close date is past."),
            _ when snapshot.ExpectedClose > today.AddMonths(rules.MaxMonthsAhead) => Reject("R06", "The close date is too far ahead."),
            _ => null,
        };
    }

    /// <summary>R14: too small is refused, above the tier's limit a person decides, and without a fresh rate too.</summary>
    public static RuleFinding? SizeDecidesWho(RegistrationSnapshot snapshot, RuleSet rules)
    {
        if (snapshot.InProgramme is not { } converted)
        {
            return new RuleFinding("R14", Verdict.Review, "No fresh exchange rate, so the size cannot be judged.");
        }

        var size = converted.Result.Major;
        return size < rules.Floor ? Reject("R14", $"Below the minimum of {rules.Currency} {rules.Floor}.")
            : size > rules.AutoLimit(snapshot.Tier) ? new RuleFinding("R14", Verdict.Review, NeedsTwo(size, rules)
                ? "Two people decide at this size."
                : "Above the tier's limit.")
            // Two people decide from the threshold on, whatever a tier's limit says.
            : NeedsTwo(size, rules) ? new RuleFinding("R14", Verdict.Review, "Two people decide at this size.")
            : null;
    }

    /// <summary>True when a size in the programme's currency asks for two people.</summary>
    public static bool NeedsTwo(decimal size, RuleSet rules) => size >= rules.RegionalThreshold;

    /// <summary>R16: many claims that lead to nothing look like questions about the vendor's pipeline, and a person looks at the next.</summary>
    public static RuleFinding? NobodyProbes(RegistrationSnapshot snapshot, RuleSet rules)
    {
        var activity = snapshot.Activity;
        RuleFinding Check(string reason) => new("R16", Verdict.Review, reason);
        return activity.PersonProbes >= rules.ProbesPerPerson ? Check($"{activity.PersonProbes} claims of this person in a day were not approved.")
            : activity.FirmProbes >= rules.ProbesPerFirm ? Check($"{activity.FirmProbes} claims of this firm in a day were not approved.")
            : activity.OpenClaims >= rules.OpenClaims ? Check($"The firm has {activity.OpenClaims} open claims.")
            : activity.ApprovedInYear >= FewestForARate && activity.ConvertedInYear * 100m < rules.ConversionFloor * activity.ApprovedInYear
                ? Check($"{activity.ConvertedInYear} of {activity.ApprovedInYear} approved claims of a year became a sale.")
            : null;
    }

    // A share of fewer says nothing.
    private const int FewestForARate = 20;

    private static RuleFinding Reject(string id, string reason) => new(id, Verdict.Reject, reason);
}
