using System.Text.RegularExpressions;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace CoSellBot.Knowledge.Formats;

/// <summary>What a style says of a text.</summary>
/// <param name="OutlineLevel">0 to 8 for a heading, 9 for body text, null when nothing says.</param>
/// <param name="IsHidden">Whether the text is hidden.</param>
/// <param name="IsTitle">Whether it is the document's title.</param>
/// <param name="IsContents">Whether it is a line of a table of contents.</param>
internal sealed record WordStyle(int? OutlineLevel, bool IsHidden, bool IsTitle, bool IsContents);

/// <summary>The styles of a document, each with what it takes from those it is based on.</summary>
internal sealed partial class WordStyles
{
    private const int LongestChain = 50;
    private static readonly WordStyle None = new(null, false, false, false);
    private readonly Dictionary<string, W.Style> _styles = [];
    private readonly Dictionary<string, WordStyle> _resolved = [];
    private readonly string? _default;

    public WordStyles(W.Styles? styles)
    {
        foreach (var style in styles?.Elements<W.Style>() ?? [])
        {
            if (style.StyleId?.Value is { } id)
            {
                _styles.TryAdd(id, style);
                _default ??= style.Default?.Value == true && style.Type?.Value == W.StyleValues.Paragraph ? id : null;
            }
        }
    }

    /// <summary>The style of a paragraph.</summary>
    public WordStyle Of(W.Paragraph paragraph) => Of(paragraph.ParagraphProperties?.ParagraphStyleId?.Val?.Value ?? _default);

    /// <summary>A style by its id.</summary>
    public WordStyle Of(string? id)
    {
        if (id is null)
        {
            return None;
        }

        if (!_resolved.TryGetValue(id, out var style))
        {
            _resolved[id] = style = Resolve(id);
        }

        return style;
    }

    private WordStyle Resolve(string id)
    {
        // Files written by programs use Word's own styles without defining them; their ids are English then.
        if (!_styles.ContainsKey(id))
        {
            return None with { OutlineLevel = Level(BuiltInId(), id), IsTitle = id == "Title" };
        }

        int? level = null;
        bool? hidden = null;
        var names = new List<string>();
        var next = id;
        // Styles based on one another in a circle are damage; Word reads the file all the same.
        for (var i = 0; i < LongestChain && next is not null && _styles.TryGetValue(next, out var style); i++)
        {
            // Word keeps the English name of its own styles in the file, whatever it shows.
            names.Add(style.StyleName?.Val?.Value?.ToLowerInvariant() ?? "");
            level ??= style.StyleParagraphProperties?.OutlineLevel?.Val?.Value ?? Level(BuiltInName(), names[^1]);
            hidden ??= style.StyleRunProperties?.Vanish is { } vanish ? OfficeText.IsOn(vanish) : null;
            next = style.BasedOn?.Val?.Value;
        }

        return new WordStyle(level, hidden == true, names.Contains("title"), names.Exists(name => Contents().IsMatch(name)));
    }

    private static int? Level(Regex pattern, string name) => pattern.Match(name) is { Success: true } match ? match.Groups[1].Value[0] - '1' : null;

    [GeneratedRegex("^Heading([1-9])$", RegexOptions.CultureInvariant)]
    private static partial Regex BuiltInId();

    [GeneratedRegex("^heading ([1-9])$", RegexOptions.CultureInvariant)]
    private static partial Regex BuiltInName();

    [GeneratedRegex("^toc [1-9]$", RegexOptions.CultureInvariant)]
    private static partial Regex Contents();
}
