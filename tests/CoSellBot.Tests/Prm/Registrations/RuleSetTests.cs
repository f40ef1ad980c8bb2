using System.Globalization;
using CoSellBot.Prm.Registrations;
using Xunit;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>The programme's numbers: how they are read and which make no sense.</summary>
public class RuleSetTests
{
    [Fact]
    public void Without_settings_the_documented_numbers_are_in_force()
    {
        var rules = RuleSet.From([]);

        Assert.Equal((1, "USD", 2_000m, 250_000m), (rules.Version, rules.Currency, rules.Floor, rules.RegionalThreshold));
        Assert.Equal((90, 30, 2, 30, 180), (rules.ProtectionDays, rules.ExtensionDays, rules.MaxExtensions, rules.ActivityDays, rules.IdleDays));
        Assert.Equal((2, 5, 18, 1), (rules.DecisionBusinessDays, rules.AnswerBusinessDays, rules.MaxMonthsAhead, rules.FiscalYearStartMonth));
        Assert.Equal((0.95, 0.5, Verdict.Review, 19, 39, 200, 0m), (rules.MatchHigh, rules.MatchLow, rules.CertificateMissing, rules.ProbesPerPerson, rules.ProbesPerFirm, rules.OpenClaims, rules.ConversionFloor));
        Assert.Equal((0m, 25_000m, 50_000m, 150_000m, 0m), (rules.AutoLimit("Registered"), rules.AutoLimit("Silver"), rules.AutoLimit("Gold"), rules.AutoLimit("Platinum"), rules.AutoLimit("Diamond")));
        Assert.Equal(["*"], rules.CertificateFamilies);
        Assert.Equal(["CU", "IR", "KP", "SY"], rules.EmbargoedCountries);
        Assert.Null(rules.FirstFault());
    }

    [Fact]
    public void Each_setting_is_read_by_its_name_in_any_case()
    {
        var rules = RuleSet.From(new Dictionary<string, string>
        {
            ["RULE_SET_VERSION"] = "7", ["programme_currency"] = "EUR", ["floor_usd"] = "1,500.50", ["regional_threshold_usd"] = "90000", ["protection_days"] = "60", ["extension_days"] = "15",
            ["max_extensions"] = "1", ["activity_days"] = "20", ["idle_days"] = "100", ["decision_business_days"] = "3", ["answer_business_days"] = "4", ["max_months_ahead"] = "12",
            ["fiscal_year_start_month"] = "4", ["t_hi"] = "0.9", ["t_lo"] = "0.4", ["certificate_families"] = "LEDGER; ATLAS;", ["certificate_missing"] = "reject", ["embargoed_countries"] = "XX",
            ["probes_per_person"] = "5", ["probes_per_firm"] = "6", ["open_claims"] = "7", ["conversion_floor"] = "8", ["auto_limit_gold"] = "1000", ["unknown_number"] = "words",
        });

        Assert.Equal((7, "EUR", 1_500.50m, 90_000m), (rules.Version, rules.Currency, rules.Floor, rules.RegionalThreshold));
        Assert.Equal((60, 15, 1, 20, 100), (rules.ProtectionDays, rules.ExtensionDays, rules.MaxExtensions, rules.ActivityDays, rules.IdleDays));
        Assert.Equal((3, 4, 12, 4), (rules.DecisionBusinessDays, rules.AnswerBusinessDays, rules.MaxMonthsAhead, rules.FiscalYearStartMonth));
        Assert.Equal((0.9, 0.4, Verdict.Reject, 5, 6, 7, 8m), (rules.MatchHigh, rules.MatchLow, rules.CertificateMissing, rules.ProbesPerPerson, rules.ProbesPerFirm, rules.OpenClaims, rules.ConversionFloor));
        // A list of limits is the whole list, and a tier is found however it is written.
        Assert.Equal((1_000m, 0m), (rules.AutoLimit("Gold"), rules.AutoLimit("Silver")));
        Assert.Equal(["LEDGER", "ATLAS"], rules.CertificateFamilies);
        Assert.Equal((true, true, false), (rules.NeedsCertificate("LEDGER"), rules.NeedsCertificate("atlas"), rules.NeedsCertificate("SIGNAL")));
        Assert.True(new RuleSet().NeedsCertificate("SIGNAL"));
        Assert.Equal(["XX"], rules.EmbargoedCountries);
        Assert.Equal(60, RuleSet.From([new EngagementRule { Key = "Protection_Days", Value = "60" }]).ProtectionDays);
    }

    [Theory]
    [InlineData("floor_usd", "much")]
    [InlineData("protection_days", "")]
    [InlineData("certificate_missing", "Approve")]
    public void A_value_that_cannot_be_read_is_a_failure(string name, string value) =>
        Assert.Throws<FormatException>(() => RuleSet.From(new Dictionary<string, string> { [name] = value }));

    [Theory]
    [InlineData("programme_currency", "EUR", "XYZ")]
    [InlineData("floor_usd", "0", "-0.01")]
    [InlineData("regional_threshold_usd", "0", "-1")]
    [InlineData("auto_limit_Gold", "0", "-1")]
    [InlineData("protection_days", "1", "0")]
    [InlineData("extension_days", "0", "-1")]
    [InlineData("max_extensions", "0", "-1")]
    [InlineData("activity_days", "0", "-1")]
    [InlineData("idle_days", "0", "-1")]
    [InlineData("decision_business_days", "1", "0")]
    [InlineData("answer_business_days", "1", "0")]
    [InlineData("max_months_ahead", "1", "0")]
    [InlineData("fiscal_year_start_month", "1", "0")]
    [InlineData("fiscal_year_start_month", "12", "13")]
    [InlineData("t_hi", "1", "1.01")]
    [InlineData("t_hi", "0.5", "0")]
    [InlineData("t_lo", "0", "-0.1")]
    [InlineData("t_lo", "0.95", "0.96")]
    [InlineData("probes_per_person", "1", "0")]
    [InlineData("probes_per_firm", "1", "0")]
    [InlineData("open_claims", "1", "0")]
    [InlineData("conversion_floor", "0", "-1")]
    [InlineData("conversion_floor", "100", "101")]
    public void The_first_number_that_makes_no_sense_is_named(string name, string good, string bad)
    {
        string? Fault(string value) => RuleSet.From(new Dictionary<string, string> { [name] = value }).FirstFault();

        Assert.Null(Fault(good));
        Assert.Equal(name, Fault(bad));
    }

    [Fact]
    public void Numbers_are_read_the_same_in_every_language()
    {
        var here = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(0.75, RuleSet.From(new Dictionary<string, string> { ["t_hi"] = "0.75" }).MatchHigh);
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }
}
