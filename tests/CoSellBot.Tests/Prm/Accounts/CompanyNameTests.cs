using System.Text;
using CoSellBot.Prm.Accounts;
using Xunit;

namespace CoSellBot.Tests.Prm.Accounts;

public class CompanyNameTests
{
    [Theory]
    [InlineData("  Acme \t\n GmbH ", "Acme GmbH")]
    [InlineData("Ac\u200Bme\u0000 Gm\u00ADbH", "Acme GmbH")]
    [InlineData("\u202EAcme\u202C", "Acme")]
    [InlineData("Ａｃｍｅ　ＧｍｂＨ", "Acme GmbH")]
    [InlineData("Acme™ Inc", "Acme Inc")]
    [InlineData("㈱トヨタ", "(株)トヨタ")]
    [InlineData("Mu\u0308ller", "Müller")]
    [InlineData("Acme\U000E0041\U000E0042", "Acme")]
    [InlineData("Acme❤\uFE0F", "Acme❤")]
    [InlineData("", "")]
    public void Normalize_Text_IsWhatPeopleShouldSee(string name, string shown) => Assert.Equal(shown, CompanyName.Normalize(name));

    [Theory]
    [InlineData("Acme GmbH", "DE", "acme")]
    [InlineData("ACME Gmbh", "DE", "acme")]
    [InlineData("acme g.m.b.h.", "DE", "acme")]
    [InlineData("Acme GmbH & Co. KG", "DE", "acme")]
    [InlineData("Acme GmbH und Co KG", "DE", "acme")]
    [InlineData("Acme GmbH&Co.KG", null, "acme")]
    [InlineData("Acme UG (haftungsbeschränkt)", "DE", "acme")]
    [InlineData("Acme Gesellschaft mit beschränkter Haftung", "DE", "acme")]
    [InlineData("Acme & Partner OG", "AT", "acme and partner")]
    [InlineData("Acme O.G.", "AT", "acme")]
    [InlineData("Acme e.K.", null, "acme")]
    [InlineData("Nestlé S.A.", "CH", "nestle")]
    [InlineData("Nestle SA", null, "nestle")]
    [InlineData("SA Power Networks", "AU", "sa power networks")]
    [InlineData("Banco SA Norte", "ES", "banco sa norte")]
    [InlineData("Vitamin C S.A.", "ES", "vitamin c")]
    [InlineData("AS Roma", null, "as roma")]
    [InlineData("Foo Co Bar Ltd", "GB", "foo co bar")]
    [InlineData("The Coca-Cola Company", "US", "coca cola")]
    [InlineData("Merck & Co., Inc.", "US", "merck")]
    [InlineData("Johnson & Johnson", "US", "johnson and johnson")]
    [InlineData("AT&T Inc.", "US", "at and t")]
    [InlineData("McDonald’s Corp.", "US", "mcdonalds")]
    [InlineData("I.B.M. Corporation", "US", "ibm")]
    [InlineData("J.P. Morgan", "US", "jp morgan")]
    [InlineData("Acme Sp. z o.o.", "PL", "acme")]
    [InlineData("Acme sp. z o. o. sp. k.", "PL", "acme")]
    [InlineData("Acme S.A. de C.V.", "MX", "acme")]
    [InlineData("Acme S. de R.L. de C.V.", "MX", "acme")]
    [InlineData("Acme s.r.o.", "CZ", "acme")]
    [InlineData("Acme spol. s r.o.", "CZ", "acme")]
    [InlineData("A/S Norden", "DK", "norden")]
    [InlineData("Acme (Pty) Ltd", "ZA", "acme")]
    [InlineData("Acme (P) Ltd.", "IN", "acme")]
    [InlineData("Acme Pvt. Ltd.", "IN", "acme")]
    [InlineData("Acme Pte Ltd", "SG", "acme")]
    [InlineData("PT Acme Tbk", "ID", "acme")]
    [InlineData("ООО «Ромашка»", "RU", "ромашка")]
    [InlineData("トヨタ自動車株式会社", "JP", "トヨタ自動車")]
    [InlineData("株式会社トヨタ", "JP", "トヨタ")]
    [InlineData("㈱トヨタ", "JP", "トヨタ")]
    [InlineData("华为技术有限公司", "CN", "华为技术")]
    [InlineData("삼성전자주식회사", "KR", "삼성전자")]
    [InlineData("(주)광주", "KR", "광주")]
    [InlineData("ガス", "JP", "ガス")]
    [InlineData("Groß & Söhne", "DE", "gross and sohne")]
    [InlineData("Żabka Łódź", "PL", "zabka lodz")]
    [InlineData("Ærø Œuvre İstanbul", null, "aero oeuvre istanbul")]
    [InlineData("ΑΛΦΑ Α.Ε.", "GR", "αλφα")]
    [InlineData("Άλφας", "GR", "αλφασ")]
    [InlineData("GmbH", "DE", "gmbh")]
    [InlineData("The Company", "US", "company")]
    [InlineData("Acme Inc", "DE", "acme")]
    [InlineData("Acme AB", "US", "acme ab")]
    [InlineData("Acme AB", null, "acme")]
    [InlineData("Acme AB", "XX", "acme")]
    [InlineData("3M Company", "US", "3m")]
    [InlineData("🚀", null, "🚀")]
    [InlineData("!!!", null, "!!!")]
    [InlineData("   ", null, "")]
    public void Key_Name_IsFoldedWithoutLegalForm(string name, string? country, string key) => Assert.Equal(key, CompanyName.Key(name, country));

    [Fact]
    public void LooseKeyOfUmlautsIsTheKeyOfTheirSpelledOutForm()
    {
        Assert.Equal("muller", CompanyName.Key("Müller GmbH", "DE"));
        Assert.Equal("mueller", CompanyName.LooseKey("MÜLLER GmbH", "DE"));
        Assert.Equal(CompanyName.Key("Mueller GmbH", "DE"), CompanyName.LooseKey("Mu\u0308ller GmbH", "DE"));
    }

    [Theory]
    [InlineData("\uD83D")]
    [InlineData("Acme \uDE00 GmbH")]
    [InlineData("\0\0\0")]
    [InlineData("\uFFFF\uFFFE\uFDD0")]
    [InlineData("&")]
    [InlineData("& & & GmbH")]
    [InlineData("株式会社")]
    [InlineData("'")]
    [InlineData("\u0301\u0301")]
    [InlineData("\uFDFA")]
    public void NothingThrows_HoweverBrokenTheName(string name)
    {
        foreach (var country in new[] { null, "DE", "", "??" })
        {
            var key = CompanyName.Key(name, country);
            Assert.Equal(CompanyName.Normalize(name).Length == 0, key.Length == 0);
            Assert.NotNull(AccountKeys.Of(new(name, name, country, name)));
            Assert.InRange(AccountMatcher.Score(new(name, name, country), new("Acme", "acme.com", "DE")), 0, 1);
        }
    }

    [Fact]
    public void RandomText_KeysAreStableAndNeverLost()
    {
        var random = new Random(7);
        for (var n = 0; n < 5_000; n++)
        {
            var text = new StringBuilder();
            for (var i = random.Next(12); i >= 0; i--)
            {
                _ = random.Next(4) switch
                {
                    0 => text.Append((char)random.Next(0x10000)),
                    1 => text.Append((char)random.Next(0x20, 0x250)),
                    2 => text.Append(" GmbH & Co."),
                    _ => text.Append((char)random.Next('a', 'z')),
                };
            }

            var shown = CompanyName.Normalize(text.ToString());
            Assert.Equal(shown, CompanyName.Normalize(shown));
            var key = CompanyName.Key(text.ToString(), "DE");
            Assert.Equal(shown.Length == 0, key.Length == 0);
            Assert.Equal(key, CompanyName.Key(shown, "DE"));
        }
    }
}
