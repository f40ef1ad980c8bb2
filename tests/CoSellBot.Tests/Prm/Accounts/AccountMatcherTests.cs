using CoSellBot.Prm.Accounts;
using Xunit;

namespace CoSellBot.Tests.Prm.Accounts;

public class AccountMatcherTests
{
    private const string High = "high";
    private const string Grey = "grey";
    private const string Low = "low";

    // name | domain | country | postal code, of either side
    [Theory]
    [InlineData("Acme|acme.com", "Acme GmbH|https://www.acme.com/de|DE", High)]
    [InlineData("Contoso|contoso.com|US|98052", "Fabrikam|jo@contoso.com|DE|10115", High)]
    [InlineData("|contoso.com", "Fabrikam|contoso.com", High)]
    [InlineData("Contoso|jo@gmail.com", "Fabrikam|al@gmail.com", Low)]
    [InlineData("Contoso|contoso.github.io", "Fabrikam|contoso.github.io", Low)]
    [InlineData("Contoso|linkedin.com/company/contoso", "Fabrikam|linkedin.com/company/fabrikam", Low)]
    [InlineData("Acme GmbH||DE", "ACME g.m.b.h.||DE", High)]
    [InlineData("Müller GmbH||DE", "Mueller GmbH||DE", High)]
    [InlineData("Müller GmbH||DE", "Muller GmbH||DE", High)]
    [InlineData("Exxon Mobil Corp||US", "ExxonMobil||US", High)]
    [InlineData("Acme GmbH||DE|10115", "Acme GmbH||DE|80331", High)]
    [InlineData("Acme GmbH|acme.com|DE", "Acme GmbH|acme-group.net|DE", High)]
    [InlineData("Acme GmbH|acme.com|DE|10115", "Acme GmbH|acme-bau.de|DE|80331", Grey)]
    [InlineData("Acme GmbH|acme.com|DE|10115", "Acme GmbH|acme.net|DE|80331", Grey)]
    [InlineData("Acme GmbH||DE", "Acme Inc||US", Grey)]
    [InlineData("Acme GmbH|acme.de|DE|10115", "Acme Inc|acme-tools.com|US|10115", Grey)]
    [InlineData("Acme|acme.de", "Acme|acme.fr", Grey)]
    [InlineData("Acme", "ACME Inc.", Grey)]
    [InlineData("Acme GmbH||DE", "ACME Holding AG||DE", Grey)]
    [InlineData("Acme GmbH||DE|10115", "ACME Holding AG||DE|10115", Grey)]
    [InlineData("Contoso Robotics||DE", "Contoso Robtics||DE", Grey)]
    [InlineData("Contoso Robotics||DE|10115", "Contoso Robtics||DE|10115", Grey)]
    [InlineData("Hans Müller||DE", "Müller, Hans||DE", Grey)]
    [InlineData("Contoso||DE", "Contoso Robotics||DE", Grey)]
    [InlineData("Contoso Robotics|contoso.com|DE", "Contoso GmbH||DE", Grey)]
    [InlineData("Contoso Robotics", "Fabrikam Foods", Low)]
    [InlineData("Contoso Robotics||DE|10115", "Fabrikam Foods||DE|10115", Low)]
    [InlineData("Acme Group||DE", "Beta Group||DE", Low)]
    [InlineData("Windpark 12 GmbH||DE|10115", "Windpark 13 GmbH||DE|10115", Low)]
    [InlineData("Bank of China", "Bank of India", Low)]
    [InlineData("Visa||US", "Vista||US", Low)]
    [InlineData("International Business Machines", "IBM", Low)]
    [InlineData("International Business Machines||US|10504", "IBM||US|10504", Grey)]
    [InlineData("GmbH||DE|10115", "GmbH & Co. KG||DE|10115", Grey)]
    [InlineData("SAS||FR", "SAS||FR", Grey)]
    [InlineData("Holding AG||DE", "Contoso AG||DE", Low)]
    [InlineData("", "", Low)]
    public void Score_Pair_FallsInItsBand(string a, string b, string band)
    {
        var score = AccountMatcher.Score(Identity(a), Identity(b));
        Assert.Equal(band, score >= AccountMatcher.High ? High : score >= AccountMatcher.Low ? Grey : Low);
        Assert.Equal(score, AccountMatcher.Score(Identity(b), Identity(a)));
    }

    [Fact]
    public void AnEqualDomainIsEnoughWhateverElseDiffers()
    {
        string[] names = ["Contoso", "Fabrikam 12", "", "GmbH", "Fabrikam 13"];
        string?[] countries = [null, "DE", "US"];
        string?[] codes = [null, "10115", "98052"];
        var sides = (from n in names from c in countries from p in codes select new CompanyIdentity(n, "contoso.com", c, p)).ToList();
        Assert.All(from a in sides from b in sides select AccountMatcher.Score(a, b), s => Assert.True(s >= AccountMatcher.High));
    }

    [Fact]
    public void TheSameNameInTwoCountriesIsAlwaysForAPerson()
    {
        string?[] domains = [null, "contoso.de", "contoso.com", "other.org", "jo@gmail.com"];
        string?[] codes = [null, "10115", "98052"];
        var pairs =
            from d in domains
            from e in domains.Where(e => e is null || e != d)
            from p in codes
            from q in codes
            select AccountMatcher.Score(new("Contoso", d, "DE", p), new("Contoso", e, "US", q));
        Assert.All(pairs, s => Assert.InRange(s, AccountMatcher.Low, AccountMatcher.High - 1e-9));
    }

    [Fact]
    public void Match_Candidates_AreSortedBestFirstAndTiesKeepTheirOrder()
    {
        (string, CompanyIdentity)[] candidates = [("other", new("Fabrikam")), ("holding", new("Acme Holding AG", Country: "DE")), ("same", new("ACME GmbH", Country: "DE")), ("other too", new("Fabrikam"))];
        var found = AccountMatcher.Match(new("Acme GmbH", Country: "DE"), candidates);
        Assert.Equal(["same", "holding", "other", "other too"], found.Select(m => m.Item));
        Assert.Empty(AccountMatcher.Match(new("Acme"), Array.Empty<(int, CompanyIdentity)>()));
    }

    [Theory]
    [InlineData("Acme GmbH||DE", "ACME g.m.b.h.||DE")]
    [InlineData("Acme GmbH||DE", "Acme Inc||US")]
    [InlineData("Müller GmbH||DE", "Mueller")]
    [InlineData("Müller GmbH|müller.de|DE", "Muller")]
    [InlineData("Acme GmbH||DE", "ACME Holding AG||DE")]
    [InlineData("Hans Müller||DE", "Müller, Hans")]
    [InlineData("Quellwind GmbH||DE", "Quelwind||DE")] // a slip
    [InlineData("Quellwind GmbH||DE", "Quelwynd Maschinenbau||DE")]
    [InlineData("Quellwind Maschinenbau GmbH||DE", "The Quellwind Group")]
    [InlineData("|contoso.com", "Contoso GmbH||DE")]
    [InlineData("|acme-robotics.com", "Acme Robotics GmbH||DE")]
    [InlineData("AT&T|", "|att.com")]
    [InlineData("International Business Machines||US", "IBM||US")]
    [InlineData("Foo AS||NO", "Foo")]
    [InlineData("SAS||US", "SAS")]
    [InlineData("Fabrikam|contoso.com", "Whatever|sales@eu.contoso.com")]
    public void Of_TwoSpellings_ShareAKey(string a, string b) =>
        Assert.NotEmpty(AccountKeys.Of(Identity(a)).Intersect(AccountKeys.Of(Identity(b))));

    [Theory]
    [InlineData("Contoso|jo@gmail.com", "Fabrikam|al@gmail.com")]
    [InlineData("Acme Group", "Beta Group")]
    public void Of_NothingThatIdentifies_SharesNoKey(string a, string b) =>
        Assert.Empty(AccountKeys.Of(Identity(a)).Intersect(AccountKeys.Of(Identity(b))));

    [Fact]
    public void Of_Identity_GivesDistinctShortKeys()
    {
        var keys = AccountKeys.Of(new("Contoso Robotics GmbH", "contoso.com", "de"));
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Contains(new(AccountKeyKind.Domain, "contoso.com"), keys);
        Assert.Contains(new(AccountKeyKind.Name, "contoso robotics|DE"), keys);
        Assert.Contains(new(AccountKeyKind.NameOnly, "contoso robotics"), keys);
        Assert.Contains(new(AccountKeyKind.DomainStem, "contoso"), keys);
        Assert.All(AccountKeys.Of(new(string.Concat(Enumerable.Repeat("a𝒷 Acme🚀 ", 2_000)), null, "DE")), k => Assert.InRange(k.Key.Length, 1, 200));
    }

    [Theory]
    [InlineData("MARTHA", "MARHTA", 0.9611)]
    [InlineData("DIXON", "DICKSONX", 0.8133)]
    [InlineData("DWAYNE", "DUANE", 0.84)]
    [InlineData("same", "same", 1)]
    [InlineData("abc", "xyz", 0)]
    [InlineData("", "", 0)]
    [InlineData("a", "", 0)]
    public void JaroWinkler_PublishedPairs_GiveThePublishedValues(string a, string b, double expected)
    {
        Assert.Equal(expected, JaroWinkler.Similarity(a, b), 4);
        Assert.Equal(JaroWinkler.Similarity(a, b), JaroWinkler.Similarity(b, a));
    }

    private static CompanyIdentity Identity(string text)
    {
        var parts = text.Split('|');
        string? Part(int i) => parts.Length > i && parts[i].Length > 0 ? parts[i] : null;
        return new(parts[0], Part(1), Part(2), Part(3));
    }
}
