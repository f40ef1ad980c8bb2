using System.Globalization;
using CoSellBot.Prm.Accounts;
using Xunit;

namespace CoSellBot.Tests.Prm.Accounts;

public class RegistrableDomainTests
{
    [Theory]
    [InlineData("acme.com", "acme.com")]
    [InlineData("WWW.Acme.COM.", "acme.com")]
    [InlineData("https://shop.acme.co.uk:8443/a?b=c#d", "acme.co.uk")]
    [InlineData("http://user:pw@acme.com/", "acme.com")]
    [InlineData("https://acme.com/@someone", "acme.com")]
    [InlineData("//cdn.acme.com/x", "acme.com")]
    [InlineData("jo.doe@mail.acme.de", "acme.de")]
    [InlineData("mailto:jo@acme.de", "acme.de")]
    [InlineData("Jo Doe <jo@acme.de>", "acme.de")]
    [InlineData("<https://acme.com|acme.com>", "acme.com")]
    [InlineData("\u200Bacme.com ", "acme.com")]
    [InlineData("müller.de", "xn--mller-kva.de")]
    [InlineData("MÜLLER.DE", "xn--mller-kva.de")]
    [InlineData("食狮.公司.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("acme。jp", "acme.jp")]
    [InlineData("my_host.acme.com", "acme.com")]
    [InlineData("contoso.example", "contoso.example")]
    [InlineData("shop.contoso.test", "contoso.test")]
    [InlineData("alice.github.io", "alice.github.io")]
    [InlineData("www.city.kobe.jp", "city.kobe.jp")]
    public void TryParse_Address_FindsWhatWasRegistered(string text, string domain)
    {
        Assert.True(RegistrableDomain.TryParse(text, out var found));
        Assert.Equal(domain, found);
        Assert.True(RegistrableDomain.TryParse(found, out var again));
        Assert.Equal(domain, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("acme")]
    [InlineData("localhost")]
    [InlineData("printer.local")]
    [InlineData("com")]
    [InlineData("co.uk")]
    [InlineData("github.io")]
    [InlineData("10.0.0.1")]
    [InlineData("http://10.0.0.1:8080/")]
    [InlineData("0x7f.1")]
    [InlineData("127.0.0.0x1")]
    [InlineData("[::1]")]
    [InlineData("http://[2001:db8::1]/")]
    [InlineData("::1")]
    [InlineData(".acme.com")]
    [InlineData("acme..com")]
    [InlineData("-acme.com")]
    [InlineData("ac me.com")]
    [InlineData("acme,com")]
    [InlineData("a@b@acme.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("n/a")]
    [InlineData("\uD83D.com")]
    [InlineData("a\0.")]
    [InlineData("my_company.com")]
    [InlineData("https://evil.c℀.acme.com")]
    public void TryParse_NoPublicOwner_IsFalse(string? text)
    {
        Assert.False(RegistrableDomain.TryParse(text, out var domain));
        Assert.Equal("", domain);
    }

    [Fact]
    public void TryParse_VeryLongText_IsFalse() => Assert.False(RegistrableDomain.TryParse(string.Concat(Enumerable.Repeat("a.", 50_000)) + "com", out _));

    [Theory]
    [InlineData("gmail.com", true)]
    [InlineData("web.de", true)]
    [InlineData("qq.com", true)]
    [InlineData("acme.com", false)]
    public void IsFreeMail_Domain_KnowsTheProviders(string domain, bool expected) => Assert.Equal(expected, RegistrableDomain.IsFreeMail(domain));

    [Theory]
    [InlineData("alice.github.io", true)]
    [InlineData("acme.myshopify.com", true)]
    [InlineData("acme.wixsite.com", true)]
    [InlineData("linkedin.com", true)]
    [InlineData("acme.co.uk", false)]
    [InlineData("acme.com", false)]
    [InlineData("city.kobe.jp", false)]
    public void IsSharedHost_Domain_IsOneWhereCustomersLive(string domain, bool expected) => Assert.Equal(expected, RegistrableDomain.IsSharedHost(domain));

    [Theory]
    [InlineData("acme.de", "DE")]
    [InlineData("acme.co.uk", "GB")]
    [InlineData("acme.com.br", "BR")]
    [InlineData("acme.com.co", "CO")]
    [InlineData("xn--80a.xn--p1ai", "RU")]
    [InlineData("acme.co", null)]
    [InlineData("acme.io", null)]
    [InlineData("acme.ai", null)]
    [InlineData("acme.me", null)]
    [InlineData("acme.tv", null)]
    [InlineData("acme.eu", null)]
    [InlineData("acme.com", null)]
    [InlineData("acme.xx", null)]
    [InlineData("", null)]
    public void Country_Domain_IsThatOfItsCountryCode(string domain, string? country) => Assert.Equal(country, RegistrableDomain.Country(domain));

    [SharedDataFact("public_suffix/tests.txt")]
    public void TheListsOwnTestsPass()
    {
        var idn = new IdnMapping();
        var checkedLines = 0;
        var failures = new List<string>();
        foreach (var line in File.ReadLines(SharedData.PathOf("public_suffix/tests.txt")).Where(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal)))
        {
            var parts = line.Split(' ');
            var expected = parts[1] == "null" ? "" : idn.GetAscii(parts[1]);
            var isFound = RegistrableDomain.TryParse(parts[0] == "null" ? null : parts[0], out var found);
            checkedLines++;
            if (found != expected || isFound != (expected.Length > 0))
            {
                failures.Add($"{line} -> '{found}'");
            }
        }

        Assert.Empty(failures);
        Assert.True(checkedLines > 50);
    }
}
