using System.Globalization;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Sla;

namespace CoSellBot.Prm.Registrations;

/// <summary>A published number of the programme, as imported.</summary>
public sealed class EngagementRule
{
    /// <summary>The setting's name.</summary>
    public required string Key { get; init; }

    /// <summary>The value as written.</summary>
    public required string Value { get; set; }
}

/// <summary>One publication of the programme's numbers; never altered, so that a decision can be replayed by the numbers of its day.</summary>
public sealed class PublishedRules
{
    /// <summary>Counts publications.</summary>
    public required int Version { get; init; }

    /// <summary>When it came into force.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>Who published it: a person, or <c>import</c>.</summary>
    public required string PublishedBy { get; init; }

    /// <summary>All numbers by name, as JSON.</summary>
    public required string Numbers { get; init; }
}

/// <summary>A party the vendor must not sell to.</summary>
public sealed class DeniedParty
{
    /// <summary>Stable id of the list it comes from.</summary>
    public required string Id { get; init; }

    /// <summary>The name on the list.</summary>
    public required string Name { get; set; }

    /// <summary>The name in the form companies are compared by.</summary>
    public required string NameKey { get; set; }

    /// <summary>ISO country, or null for any.</summary>
    public string? Country { get; set; }
}

/// <summary>The programme's published numbers, one version of them. Amounts are in the programme currency's major units.</summary>
public sealed record RuleSet
{
    /// <summary>Counts publications.</summary>
    public int Version { get; init; } = 1;

    /// <summary>ISO 4217 code thresholds compare in.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Smallest deal the programme takes.</summary>
    public decimal Floor { get; init; } = 2_000;

    /// <summary>Deals from here on need two people.</summary>
    public decimal RegionalThreshold { get; init; } = 250_000;

    /// <summary>Largest deal rules may approve, by tier; a tier not listed always needs a person.</summary>
    public IReadOnlyDictionary<string, decimal> AutoLimits { get; init; } =
        new Dictionary<string, decimal> { ["Registered"] = 0, ["Silver"] = 25_000, ["Gold"] = 50_000, ["Platinum"] = 150_000 };

    /// <summary>Protection from approval.</summary>
    public int ProtectionDays { get; init; } = 90;

    /// <summary>One extension.</summary>
    public int ExtensionDays { get; init; } = 30;

    /// <summary>Extensions at most.</summary>
    public int MaxExtensions { get; init; } = 2;

    /// <summary>An extension asks for something that happened within so many days.</summary>
    public int ActivityDays { get; init; } = 30;

    /// <summary>A direct deal idle for longer no longer counts.</summary>
    public int IdleDays { get; init; } = 180;

    /// <summary>Time a person has to decide, in business days.</summary>
    public int DecisionBusinessDays { get; init; } = 2;

    /// <summary>Time a partner has to answer a question, in business days.</summary>
    public int AnswerBusinessDays { get; init; } = 5;

    /// <summary>Time for the second of two approvals, in business days.</summary>
    public int StepBusinessDays { get; init; } = 1;

    /// <summary>Time until somebody takes a dispute in hand, in business days.</summary>
    public int DisputeAnswerBusinessDays { get; init; } = 1;

    /// <summary>Time until a dispute is ruled, in business days.</summary>
    public int DisputeRulingBusinessDays { get; init; } = 4;

    /// <summary>Latest close date ahead, in months.</summary>
    public int MaxMonthsAhead { get; init; } = 18;

    /// <summary>Month the fiscal year starts in, 1 to 12.</summary>
    public int FiscalYearStartMonth { get; init; } = 1;

    /// <summary>From this probability on two names are one company.</summary>
    public double MatchHigh { get; init; } = AccountMatcher.High;

    /// <summary>From this probability on a person has to look whether they are.</summary>
    public double MatchLow { get; init; } = AccountMatcher.Low;

    /// <summary>Product families that ask for a certified person; <c>*</c> is all of them.</summary>
    public IReadOnlyList<string> CertificateFamilies { get; init; } = ["*"];

    /// <summary>What follows when nobody is certified: <see cref="Verdict.Review"/> or <see cref="Verdict.Reject"/>.</summary>
    public Verdict CertificateMissing { get; init; } = Verdict.Review;

    /// <summary>ISO countries nothing is sold to.</summary>
    public IReadOnlyList<string> EmbargoedCountries { get; init; } = ["CU", "IR", "KP", "SY"];

    /// <summary>Claims of one person within a day that were not approved, from which on a person looks at the next.</summary>
    public int ProbesPerPerson { get; init; } = 19;

    /// <summary>The same for a whole firm.</summary>
    public int ProbesPerFirm { get; init; } = 39;

    /// <summary>Open claims a firm may hold before a person looks at the next.</summary>
    public int OpenClaims { get; init; } = 200;

    /// <summary>Share of the last year's approvals, in percent, that must have become sales; 0 asks for none.</summary>
    public decimal ConversionFloor { get; init; }

    /// <summary>The largest amount rules may approve for a tier.</summary>
    public decimal AutoLimit(string tier) => AutoLimits.GetValueOrDefault(tier, 0);

    /// <summary>Time until a partner gets in touch with a lead, in business hours.</summary>
    public int LeadTouchHours { get; init; } = 4;

    /// <summary>Time until a partner works on a lead it took, in business days.</summary>
    public int LeadProgressBusinessDays { get; init; } = 2;

    /// <summary>Time a partner has to have a refusal looked at again, in business days.</summary>
    public int AppealBusinessDays { get; init; } = 5;

    /// <summary>What a proof counts when the order of receipt is contested, by kind; the customer's choice is no matter of points.</summary>
    public IReadOnlyDictionary<ProofKind, int> EvidencePoints { get; init; } = new Dictionary<ProofKind, int>
    {
        [ProofKind.Meeting] = 3,
        [ProofKind.WrittenNeed] = 2,
        [ProofKind.Demo] = 3,
        [ProofKind.Rfp] = 2,
        [ProofKind.Contract] = 2,
        [ProofKind.Local] = 1,
        [ProofKind.ListOnly] = 0,
    };

    /// <summary>The lead in points that wins; less is shared.</summary>
    public int EvidenceLead { get; init; } = 3;

    /// <summary>What a proof of a kind counts.</summary>
    public int PointsFor(ProofKind kind) => EvidencePoints.GetValueOrDefault(kind);

    /// <summary>The setting that holds the points of a kind: <c>evidence_written_need</c>.</summary>
    public static string PointsKey(ProofKind kind) => "evidence_" + string.Concat(kind.ToString().Select((letter, i) =>
        char.IsUpper(letter) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    /// <summary>The working time there is for what a clock measures.</summary>
    public TimeSpan TimeFor(ClockKind kind, BusinessCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return kind == ClockKind.LeadTouch ? TimeSpan.FromHours(LeadTouchHours) : calendar.StandardDay * BusinessDays(kind);
    }

    private int BusinessDays(ClockKind kind) => kind switch
    {
        ClockKind.LeadProgress => LeadProgressBusinessDays,
        ClockKind.Answer => AnswerBusinessDays,
        ClockKind.RegionalStep => StepBusinessDays,
        ClockKind.DisputeAnswer => DisputeAnswerBusinessDays,
        ClockKind.DisputeRuling => DisputeRulingBusinessDays,
        _ => DecisionBusinessDays,
    };

    /// <summary>True when a family asks for a certified person.</summary>
    public bool NeedsCertificate(string family) => CertificateFamilies.Contains("*") || CertificateFamilies.Contains(family, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads stored settings; a missing one keeps its default, an unknown one counts for nothing.</summary>
    /// <exception cref="FormatException">A value cannot be read.</exception>
    public static RuleSet From(IEnumerable<EngagementRule> rules) => From(rules.ToDictionary(rule => rule.Key, rule => rule.Value, StringComparer.OrdinalIgnoreCase));

    /// <summary>The same from names and values.</summary>
    /// <exception cref="FormatException">A value cannot be read.</exception>
    public static RuleSet From(IReadOnlyDictionary<string, string> numbers)
    {
        var map = new Dictionary<string, string>(numbers, StringComparer.OrdinalIgnoreCase);
        var standard = new RuleSet();
        decimal Number(string key, decimal fallback) => map.TryGetValue(key, out var text)
            ? decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture)
            : fallback;
        int Whole(string key, int fallback) => (int)Number(key, fallback);
        IReadOnlyList<string> Words(string key, IReadOnlyList<string> fallback) => map.TryGetValue(key, out var text)
            ? text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : fallback;
        var limits = map.Where(pair => pair.Key.StartsWith("auto_limit_", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key["auto_limit_".Length..], pair => Number(pair.Key, 0), StringComparer.OrdinalIgnoreCase);
        return new RuleSet
        {
            Version = Whole("rule_set_version", standard.Version),
            Currency = map.GetValueOrDefault("programme_currency", standard.Currency),
            Floor = Number("floor_usd", standard.Floor),
            RegionalThreshold = Number("regional_threshold_usd", standard.RegionalThreshold),
            AutoLimits = limits.Count > 0 ? limits : standard.AutoLimits,
            ProtectionDays = Whole("protection_days", standard.ProtectionDays),
            ExtensionDays = Whole("extension_days", standard.ExtensionDays),
            MaxExtensions = Whole("max_extensions", standard.MaxExtensions),
            ActivityDays = Whole("activity_days", standard.ActivityDays),
            IdleDays = Whole("idle_days", standard.IdleDays),
            DecisionBusinessDays = Whole("decision_business_days", standard.DecisionBusinessDays),
            AnswerBusinessDays = Whole("answer_business_days", standard.AnswerBusinessDays),
            StepBusinessDays = Whole("step_business_days", standard.StepBusinessDays),
            DisputeAnswerBusinessDays = Whole("dispute_answer_business_days", standard.DisputeAnswerBusinessDays),
            LeadTouchHours = Whole("lead_touch_hours", standard.LeadTouchHours),
            LeadProgressBusinessDays = Whole("lead_progress_business_days", standard.LeadProgressBusinessDays),
            DisputeRulingBusinessDays = Whole("dispute_ruling_business_days", standard.DisputeRulingBusinessDays),
            MaxMonthsAhead = Whole("max_months_ahead", standard.MaxMonthsAhead),
            FiscalYearStartMonth = Whole("fiscal_year_start_month", standard.FiscalYearStartMonth),
            MatchHigh = (double)Number("t_hi", (decimal)standard.MatchHigh),
            MatchLow = (double)Number("t_lo", (decimal)standard.MatchLow),
            CertificateFamilies = Words("certificate_families", standard.CertificateFamilies),
            CertificateMissing = map.GetValueOrDefault("certificate_missing", "Review") switch
            {
                var word when word.Equals("Review", StringComparison.OrdinalIgnoreCase) => Verdict.Review,
                var word when word.Equals("Reject", StringComparison.OrdinalIgnoreCase) => Verdict.Reject,
                _ => throw new FormatException("certificate_missing is Review or Reject."),
            },
            EmbargoedCountries = Words("embargoed_countries", standard.EmbargoedCountries),
            ProbesPerPerson = Whole("probes_per_person", standard.ProbesPerPerson),
            ProbesPerFirm = Whole("probes_per_firm", standard.ProbesPerFirm),
            OpenClaims = Whole("open_claims", standard.OpenClaims),
            ConversionFloor = Number("conversion_floor", standard.ConversionFloor),
            AppealBusinessDays = Whole("appeal_business_days", standard.AppealBusinessDays),
            EvidencePoints = standard.EvidencePoints.ToDictionary(pair => pair.Key, pair => Whole(PointsKey(pair.Key), pair.Value)),
            EvidenceLead = Whole("evidence_lead", standard.EvidenceLead),
        };
    }

    /// <summary>Null when the numbers make sense, else the name of the first that does not.</summary>
    public string? FirstFault() =>
        !Currencies.IsKnown(Currency) ? "programme_currency"
        : Floor < 0 ? "floor_usd"
        : RegionalThreshold < 0 ? "regional_threshold_usd"
        : AutoLimits.FirstOrDefault(limit => limit.Value < 0) is { Key: { } tier } ? $"auto_limit_{tier}"
        : ProtectionDays < 1 ? "protection_days"
        : ExtensionDays < 0 ? "extension_days"
        : MaxExtensions < 0 ? "max_extensions"
        : ActivityDays < 0 ? "activity_days"
        : IdleDays < 0 ? "idle_days"
        : DecisionBusinessDays < 1 ? "decision_business_days"
        : AnswerBusinessDays < 1 ? "answer_business_days"
        : StepBusinessDays < 1 ? "step_business_days"
        : DisputeAnswerBusinessDays < 1 ? "dispute_answer_business_days"
        : LeadTouchHours < 1 ? "lead_touch_hours"
        : LeadProgressBusinessDays < 1 ? "lead_progress_business_days"
        : DisputeRulingBusinessDays < 1 ? "dispute_ruling_business_days"
        : MaxMonthsAhead < 1 ? "max_months_ahead"
        : FiscalYearStartMonth is < 1 or > 12 ? "fiscal_year_start_month"
        : MatchHigh is <= 0 or > 1 ? "t_hi"
        : MatchLow < 0 || MatchLow > MatchHigh ? "t_lo"
        : ProbesPerPerson < 1 ? "probes_per_person"
        : ProbesPerFirm < 1 ? "probes_per_firm"
        : OpenClaims < 1 ? "open_claims"
        : ConversionFloor is < 0 or > 100 ? "conversion_floor"
        : AppealBusinessDays < 1 ? "appeal_business_days"
        : EvidencePoints.Where(pair => pair.Value < 0).Select(pair => PointsKey(pair.Key)).FirstOrDefault() is { } fault ? fault
        : EvidenceLead < 1 ? "evidence_lead"
        : null;
}
