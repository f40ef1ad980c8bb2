using System.Globalization;

namespace CoSellBot.Prm.Registrations;

/// <summary>A published number of the programme, as stored and imported.</summary>
public sealed class EngagementRule
{
    /// <summary>The setting's name.</summary>
    public required string Key { get; init; }

    /// <summary>The value as written.</summary>
    public required string Value { get; set; }
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

    /// <summary>A direct deal idle for longer no longer counts.</summary>
    public int IdleDays { get; init; } = 180;

    /// <summary>Time a person has to decide, in business days.</summary>
    public int DecisionBusinessDays { get; init; } = 2;

    /// <summary>Latest close date ahead, in months.</summary>
    public int MaxMonthsAhead { get; init; } = 18;

    /// <summary>Month the fiscal year starts in, 1 to 12.</summary>
    public int FiscalYearStartMonth { get; init; } = 1;

    /// <summary>The largest amount rules may approve for a tier.</summary>
    public decimal AutoLimit(string tier) => AutoLimits.GetValueOrDefault(tier, 0);

    /// <summary>Reads stored settings; a missing one keeps its default.</summary>
    /// <exception cref="FormatException">A value is no number.</exception>
    public static RuleSet From(IEnumerable<EngagementRule> rules)
    {
        var map = rules.ToDictionary(rule => rule.Key, rule => rule.Value, StringComparer.OrdinalIgnoreCase);
        var standard = new RuleSet();
        decimal Number(string key, decimal fallback) => map.TryGetValue(key, out var text)
            ? decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture)
            : fallback;
        int Whole(string key, int fallback) => (int)Number(key, fallback);
        var limits = map.Where(pair => pair.Key.StartsWith("auto_limit_", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key["auto_limit_".Length..], pair => Number(pair.Key, 0));
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
            IdleDays = Whole("idle_days", standard.IdleDays),
            DecisionBusinessDays = Whole("decision_business_days", standard.DecisionBusinessDays),
            MaxMonthsAhead = Whole("max_months_ahead", standard.MaxMonthsAhead),
            FiscalYearStartMonth = Whole("fiscal_year_start_month", standard.FiscalYearStartMonth),
        };
    }
}
