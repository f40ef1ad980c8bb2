using System.Collections.Frozen;

namespace CoSellBot.Prm.Accounts;

/// <summary>One comparable form of a name with everything the comparison needs, computed once.</summary>
internal sealed class NameForm
{
    // Words that tell companies of one family apart, not families from each other.
    private static readonly FrozenSet<string> Common = (
        "and the group gruppe groupe grupo gruppo groep holding holdings beteiligungs beteiligung beteiligungen international intl worldwide global company " +
        "services service solutions vertriebs vertrieb verwaltungs verwaltung").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> PlaceWords = (
        "deutschland germany france frankreich espana spain italia italy uk usa us america americas europe european europa emea apac asia " +
        "austria oesterreich osterreich schweiz suisse switzerland nederland netherlands belgium polska poland india japan china brasil brazil canada australia")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Takes a key made by <see cref="CompanyName"/> with the forms of the same country.</summary>
    public NameForm(string key, string? country)
    {
        Key = key;
        Tokens = key.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Joined = string.Concat(Tokens);
        Sorted = string.Join(' ', Tokens.Order(StringComparer.Ordinal));
        var onlyLegalForm = LegalForms.For(country).Contains(Joined);
        Core = onlyLegalForm ? [] : [.. Tokens.Where(t => !Common.Contains(t) && !PlaceWords.Contains(t)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Places = string.Join(' ', Tokens.Where(PlaceWords.Contains).Order(StringComparer.Ordinal));
        Numbers = string.Join(' ', Tokens.Where(t => t.Any(char.IsDigit)).Order(StringComparer.Ordinal));
        Initials = MakeInitials(Tokens);
    }

    public string Key { get; }

    public string[] Tokens { get; }

    /// <summary>The key without spaces.</summary>
    public string Joined { get; }

    /// <summary>The words in alphabetical order.</summary>
    public string Sorted { get; }

    /// <summary>The distinguishing words in alphabetical order; empty when the name tells nobody apart ("GmbH", "Holding").</summary>
    public string[] Core { get; }

    /// <summary>The large places in the name: "Bank of China" is no relation of "Bank of India".</summary>
    public string Places { get; }

    /// <summary>The words with a digit in them: "Windpark 12" is not "Windpark 13", however alike the letters.</summary>
    public string Numbers { get; }

    /// <summary>First letters of three or more words; empty if there are fewer.</summary>
    public string Initials { get; }

    /// <summary>True when the name is one word short enough to be somebody's initials.</summary>
    public bool MayBeInitials => Tokens is [{ Length: >= 3 and <= 6 } word] && word.All(char.IsAsciiLetterLower);

    private static string MakeInitials(string[] tokens)
    {
        var words = tokens.Where(t => t != "and").ToArray();
        return words.Length is >= 3 and <= 8 && words.All(w => char.IsAsciiLetterLower(w[0])) ? string.Concat(words.Select(w => w[0])) : "";
    }
}
