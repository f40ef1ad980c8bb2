using System.Globalization;
using System.Text;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Bot.Turns;

/// <summary>Text on its way to people, whatever the channel: what can be seen of it, cut where a reader sees a border.</summary>
internal static class ShownText
{
    /// <summary>What stands for words that are not there.</summary>
    public const string Ellipsis = "\u2026";

    private static readonly ReadingContext English = ReadingContext.From("en-GB", "Etc/UTC");

    /// <summary>A text of ours without values.</summary>
    public static string Words(string key) => Words(key, new Dictionary<string, Term>());

    /// <summary>A text of ours.</summary>
    public static string Words(string key, IReadOnlyDictionary<string, Term> terms) => Texts.Shipped.Format(key, terms, English);

    /// <summary>Visible text only, on one line: see <see cref="ChatText.Clean"/>.</summary>
    public static string Clean(string text) => ChatText.Clean(text);

    /// <summary>The paragraphs of a text, without empty ones.</summary>
    public static IEnumerable<string> Paragraphs(string text) => text.Split('\n').Select(Clean).Where(line => line.Length > 0);

    /// <summary>Clean text for titles of buttons, inputs and choices: never empty, never longer.</summary>
    public static string Label(string text, int most) => Cut(Clean(text), most) is { Length: > 0 } label ? label : Ellipsis;

    /// <summary>The beginning of a clean text, ended by an ellipsis when there was more. Never cuts within what a reader sees as one character.</summary>
    public static string Cut(string text, int most) => Pieces(text, most).First();

    /// <summary>A clean text in pieces of at most so many characters; an ellipsis stands on both sides of each cut.</summary>
    public static IEnumerable<string> Pieces(string text, int most) => Pieces(text, most, int.MaxValue, part => part.Length);

    /// <summary>The same, where the channel's writing of a text must not become too long either.</summary>
    /// <param name="text">Clean text.</param>
    /// <param name="most">The most characters of a piece.</param>
    /// <param name="bytes">The most that a piece may cost.</param>
    /// <param name="cost">What a part of the text costs, up to six a character for usual ones.</param>
    public static IEnumerable<string> Pieces(string text, int most, int bytes, Func<ReadOnlySpan<char>, int> cost)
    {
        if (text.Length <= most && cost(text) <= bytes)
        {
            yield return text;
            yield break;
        }

        const int Marks = 14; // both ellipses, as JSON writes them
        var (start, used) = (0, 0);
        for (var at = 0; at < text.Length;)
        {
            var length = NextLength(text, at, Math.Min(most - 2, (bytes - Marks) / 6));
            var next = cost(text.AsSpan(at, length));
            if (at > start && (at - start + length > most - 2 || used + next > bytes - Marks))
            {
                yield return Piece(text, start, at);
                (start, used) = (at, 0);
            }

            (at, used) = (at + length, used + next);
        }

        yield return Piece(text, start, text.Length);
    }

    /// <summary>A text that JSON can carry: half a surrogate pair cannot be written, everything else stays as it is.</summary>
    public static string Transportable(string value) => string.Concat(value.EnumerateRunes().Select(rune => rune.ToString()));

    private static string Piece(string text, int start, int end) =>
        $"{(start > 0 ? Ellipsis : null)}{text[start..end].TrimEnd()}{(end < text.Length ? Ellipsis : null)}";

    // A chain of jamo or prefix signs is one "character" of any length; only then a cut falls between code points.
    private static int NextLength(string text, int at, int most)
    {
        var length = StringInfo.GetNextTextElementLength(text, at);
        return length <= most ? length : Rune.GetRuneAt(text, at).Utf16SequenceLength;
    }
}
