using System.Text.RegularExpressions;

namespace CoSellBot.Evals.Scenarios;

/// <summary>A message as it stood in a place at some moment.</summary>
/// <param name="Seq">Order of writing; an update has a new one.</param>
/// <param name="Id">The message.</param>
/// <param name="Place">Where: a room, or <c>dm:PER-…</c>.</param>
/// <param name="Author">The person, or empty for the bot.</param>
/// <param name="Text">The words as a person reads them there.</param>
/// <param name="Buttons">Values and labels of its buttons.</param>
internal sealed partial record Said(long Seq, string Id, string Place, string Author, string Text, IReadOnlyDictionary<string, string> Buttons)
{
    /// <summary>True when the bot said it.</summary>
    public bool IsBot => Author.Length == 0;

    /// <summary>True when these words stand in it, whatever case they have and however they are broken into lines.</summary>
    public bool Has(string words) => Line(Text).Contains(Line(words), StringComparison.OrdinalIgnoreCase);

    /// <summary>The id under which a place is kept: <c>dm</c> is somebody's.</summary>
    public static string PlaceOf(string person, string place) => place == "dm" ? $"dm:{person}" : place;

    // Where one channel has two paragraphs another has one line, and spaces that do not break are spaces.
    private static string Line(string text) => Blank().Replace(text, " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
