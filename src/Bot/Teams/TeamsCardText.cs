using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// Text on its way into a card. Names come from people and from other systems, so nothing of theirs may reach a place where a
/// client reads markdown, mentions, links or date functions.
/// </summary>
internal static partial class TeamsCardText
{
    /// <summary>Visible text only, on one line.</summary>
    public static string Clean(string text) => ShownText.Clean(text);

    /// <summary>The paragraphs of a text, without empty ones.</summary>
    public static IEnumerable<string> Paragraphs(string text) => ShownText.Paragraphs(text);

    /// <summary>Clean text for the titles of buttons, inputs and choices, which cannot be broken into runs.</summary>
    public static string Label(string text, int most)
    {
        var label = Apart(Cut(Clean(text), most));
        return label.Length == 0 ? ShownText.Ellipsis : Cut(label, most);
    }

    /// <summary>The beginning of a clean text: see <see cref="ShownText.Cut"/>.</summary>
    public static string Cut(string text, int most) => Pieces(text, most, int.MaxValue).First();

    /// <summary>A clean text in pieces of at most so many characters and so many bytes of JSON.</summary>
    public static IEnumerable<string> Pieces(string text, int most, int bytes) => ShownText.Pieces(text, most, bytes, Bytes);

    /// <summary>True when no client can see more than words in the text, so that it may stand where markdown is read.</summary>
    public static bool IsInert(string text) => !Lively().IsMatch(text);

    /// <summary>True when a client would turn some of a plain message into a link or a mention.</summary>
    public static bool MayBecomeLink(string text) => Linkish().IsMatch(text);

    /// <summary>Text for a property that a client may read as markdown and that has no literal form.</summary>
    public static string Escape(string text) => Special().Replace(text, @"\$&");

    /// <summary>Text for a property that a client may read as speech markup.</summary>
    public static string Spoken(string text) => Clean(Apart(Markup().Replace(text, " ")));

    /// <summary>A block of literal text. Clients interpret date functions even here, so their two braces go into runs of their own.</summary>
    public static JsonObject Block(string text, TextLook look = default, string spacing = "default")
    {
        var inlines = new JsonArray();
        var start = 0;
        foreach (Match match in DateFunction().Matches(text))
        {
            inlines.Add(Run(text[start..(match.Index + 1)], look));
            start = match.Index + 1;
        }

        inlines.Add(Run(text[start..], look));
        return new JsonObject { ["type"] = "RichTextBlock", ["spacing"] = spacing, ["inlines"] = inlines };
    }

    /// <summary>What the strictest JSON writer makes of a text, with room for the runs that functions are broken into.</summary>
    public static int Bytes(ReadOnlySpan<char> text)
    {
        var bytes = 0;
        foreach (var character in text)
        {
            bytes += character switch
            {
                '{' => 50,
                '"' or '&' or '\'' or '+' or '<' or '>' or '\\' or '`' or < ' ' or > '~' => 6,
                _ => 1,
            };
        }

        return bytes;
    }

    private static string Apart(string text) => Braces().Replace(text, "{ ");

    private static JsonObject Run(string text, TextLook look)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = text };
        if (look.Strong)
        {
            run["weight"] = "bolder";
        }

        if (look.Size is { } size)
        {
            run["size"] = size;
        }

        if (look.Subtle)
        {
            run["isSubtle"] = true;
        }

        return run;
    }

    // Markdown, HTML, entities, functions; list marks at the start; addresses and names of hosts, which clients make into links.
    [GeneratedRegex(@"[\[\]()*_#<>`~{}|\\]|&[#\p{L}]|^\s*([-+=]|\d+[.)])|\.\p{L}|://|www\.|mailto:", RegexOptions.IgnoreCase)]
    private static partial Regex Lively();

    [GeneratedRegex(@"://|www\.|mailto:|<", RegexOptions.IgnoreCase)]
    private static partial Regex Linkish();

    [GeneratedRegex(@"[\[\]()*_#<>`~{}|\\!&]|(?<=:)/|(?<=www)\.", RegexOptions.IgnoreCase)]
    private static partial Regex Special();

    [GeneratedRegex(@"\{(?=\{)")]
    private static partial Regex Braces();

    [GeneratedRegex("[<>&]")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\{(?=\{\s*(DATE|TIME))", RegexOptions.IgnoreCase)]
    private static partial Regex DateFunction();
}

/// <summary>How a run of text looks.</summary>
internal readonly record struct TextLook(bool Strong = false, bool Subtle = false, string? Size = null);
