using System.Globalization;
using System.Text;

namespace CoSellBot.Prm.Accounts;

/// <summary>
/// Company names in two shapes: one to store and show, one to compare. Both are pure, never throw for any text, and give the same answer
/// on every machine; a change here changes stored keys, so bump <see cref="Version"/> and rebuild the key table.
/// </summary>
public static class CompanyName
{
    /// <summary>The version of the rules below; stored beside keys so that a later release knows to recompute them.</summary>
    public const int Version = 1;

    /// <summary>
    /// The name as people should see it: NFKC, single spaces, no control, invisible, tag or trade-mark characters and no broken surrogates.
    /// Case and diacritics stay. Applying it twice changes nothing.
    /// </summary>
    public static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                clean.Append(' ');
            }
            else if (!IsInvisible(rune) && rune.Value is not ('™' or '℠'))
            {
                clean.Append(rune.ToString());
            }
        }

        return string.Join(' ', clean.ToString().Normalize(NormalizationForm.FormKC).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>
    /// The name as it is compared: case folded, Latin and Greek diacritics stripped, <c>&amp;</c> read as "and", punctuation turned to spaces,
    /// "the" and legal forms removed at the edges (those of <paramref name="country"/> when it is known, else of any country).
    /// Empty only if the name is: "GmbH" alone stays "gmbh". Scripts other than Latin and Greek keep their letters.
    /// </summary>
    public static string Key(string name, string? country = null) => Key(name, country, expandUmlauts: false);

    /// <summary>As <see cref="Key(string, string?)"/> but ä, ö, ü, ø, å become ae, oe, ue, oe, aa: the loose key of "Müller" is the key of "Mueller".</summary>
    public static string LooseKey(string name, string? country = null) => Key(name, country, expandUmlauts: true);

    private static string Key(string name, string? country, bool expandUmlauts)
    {
        var shown = Normalize(name);
        var tokens = NameFolding.Tokens(shown, expandUmlauts);
        if (tokens.Count == 0)
        {
            // Only symbols, such as an emoji: the symbols are the name.
            return shown.ToLowerInvariant();
        }

        LegalForms.For(country).RemoveFrom(tokens);
        NameFolding.JoinSingleLetters(tokens);
        return string.Join(' ', tokens);
    }

    /// <summary>Characters nobody sees: they let two equal-looking names differ, and hide instructions inside a name.</summary>
    internal static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => true,
        _ => rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or 0xFFFD // joiners and fillers drawn as nothing
            or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF) // variation selectors, tags
            or (>= 0xFDD0 and <= 0xFDEF) || (rune.Value & 0xFFFE) == 0xFFFE, // noncharacters
    };
}
