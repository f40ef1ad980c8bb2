using System.Text;
using System.Text.Json;
using CoSellBot.Agents.Understanding;
using CoSellBot.Tests.Prm.Accounts;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

/// <summary>Names with letters that only look like Latin ones.</summary>
public class LookAlikeTests
{
    [Theory]
    [InlineData("C\u043Entoso", true)] // Cyrillic o
    [InlineData("\u0391cme GmbH", true)] // Greek Alpha
    [InlineData("\uD835\uDC02ontoso", true)] // mathematical C
    [InlineData("Contoso", false)]
    [InlineData("Société Générale Œuvres", false)]
    [InlineData("Łódź Zażółć", false)]
    [InlineData("株式会社ABC商事", false)]
    [InlineData("Ромашка", false)] // one alphabet throughout
    [InlineData("3M", false)]
    public void A_name_that_mixes_alphabets_is_told_from_one_that_does_not(string name, bool mixes) => Assert.Equal(mixes, Scripts.MixesAlphabets(name));

    [SharedDataFact("badinput_confusables/confusables.json")]
    public void Every_letter_that_Unicode_lists_as_like_a_Latin_one_is_noticed()
    {
        var listed = JsonSerializer.Deserialize<Dictionary<string, List<Dictionary<string, string>>>>(File.ReadAllText(SharedData.PathOf("badinput_confusables/confusables.json")))!;
        var alike = Enumerable.Range('A', 26).Concat(Enumerable.Range('a', 26)).SelectMany(letter => listed.GetValueOrDefault(((char)letter).ToString()) ?? [])
            .Select(other => other["c"]).Where(other => other.EnumerateRunes().Count() == 1).Select(other => other.EnumerateRunes().First())
            // Signs and digits are seen to be none; Latin letters with marks and full-width ones are Latin.
            .Where(rune => Rune.IsLetter(rune) && rune.Value > 0x24F && rune.Value is not ((>= 0xFF00 and <= 0xFF5E) or (>= 0x1E00 and <= 0x1EFF))).ToList();
        Assert.True(alike.Count > 300);
        Assert.Empty(alike.Where(rune => !Scripts.MixesAlphabets($"Cont{rune}so")).Select(rune => $"U+{rune.Value:X4}"));
    }
}
