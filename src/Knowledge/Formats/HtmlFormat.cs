using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Text;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Reads a web page as its browser shows it without scripts and style sheets. Nothing it refers to is fetched.</summary>
internal static partial class HtmlFormat
{
    private const int MostElements = 1_000_000;
    private const int Deepest = 400;

    /// <summary>Reads the page; its title is that of its head, else its first first-level heading.</summary>
    /// <exception cref="InvalidDataException">It is not text in its charset, or too large or too deep a tree.</exception>
    public static string? Read(byte[] bytes, BlockList blocks)
    {
        // The parser flattens what is deeper than its limit, which would bring what is hidden into view: the guard and Walk refuse before that.
        var parser = new HtmlParser(new HtmlParserOptions { IsScripting = false, MaximumDepth = Deepest + 100, OnCreated = new Guard().Created });
        using var page = parser.ParseDocument(TextFormat.Decode(bytes, Charset(bytes)));
        new Walk(blocks).Read(page.Body);
        var title = Documents.PlainText.Clean(page.Title ?? "");
        return title.Length > 0 ? title : blocks.Blocks.OfType<Heading>().FirstOrDefault(heading => heading.Level == 1)?.Text;
    }

    /// <summary>The charset of a meta element near the beginning, as browsers look for it; null when there is none that is known.</summary>
    private static Encoding? Charset(byte[] bytes)
    {
        var beginning = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 4096));
        var name = MetaCharset().Match(Comment().Replace(beginning, "")).Groups[1].Value.ToLowerInvariant();
        // What says UTF-16 in single bytes is not, and what says Latin-1 is Windows-1252: https://encoding.spec.whatwg.org/#names-and-labels
        return name switch
        {
            "" or "utf-8" or "utf8" => null,
            _ when name.StartsWith("utf-16", StringComparison.Ordinal) => null,
            "iso-8859-1" or "latin1" or "us-ascii" or "ascii" => CodePagesEncodingProvider.Instance.GetEncoding(1252),
            _ => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? throw new InvalidDataException($"the page names the charset '{name}', which is not known"),
        };
    }

    /// <summary>Whether a browser without scripts shows the element and people read it as text.</summary>
    private static bool IsSeen(IElement element) =>
        element.LocalName is not ("script" or "style" or "template" or "noscript" or "nav" or "head" or "svg" or "math" or "iframe" or "object" or "canvas" or "audio" or "video"
            or "select" or "textarea" or "button" or "rt" or "rp" or "datalist")
        && !element.HasAttribute("hidden")
        && !string.Equals(element.GetAttribute("aria-hidden")?.Trim(), "true", StringComparison.OrdinalIgnoreCase)
        && !(element.LocalName == "dialog" && !element.HasAttribute("open"))
        && !(element.LocalName == "pre" && element.QuerySelector("code") is not null)
        && !(element.GetAttribute("style") is { } style && Invisible().IsMatch(StyleComment().Replace(style, "")));

    private static bool IsBlock(IElement element) =>
        element.LocalName is "p" or "div" or "li" or "ul" or "ol" or "dl" or "dt" or "dd" or "blockquote" or "pre" or "section" or "article" or "aside" or "main" or "header" or "footer"
            or "figure" or "figcaption" or "address" or "form" or "fieldset" or "legend" or "details" or "summary" or "dialog" or "hr" or "caption" or "center"
            or "table" or "thead" or "tbody" or "tfoot" or "tr" or "td" or "th";

    private static int HeadingLevel(IElement element) => element.LocalName is ['h', >= '1' and <= '6'] name ? name[1] - '0' : 0;

    private static void CheckDepth(int depth)
    {
        if (depth > Deepest)
        {
            throw new InvalidDataException("the page is nested too deeply");
        }
    }

    /// <summary>Stops the parser early: what it does for an element grows with the open ones.</summary>
    private sealed class Guard
    {
        private int _elements;
        private INode? _last;

        public void Created(IElement element, TextPosition position)
        {
            if (++_elements > MostElements)
            {
                throw new InvalidDataException("the page has too many elements");
            }

            // An element has no parent yet when it is created; the one before has.
            var depth = 0;
            for (var node = _last; node is not null; node = node.Parent)
            {
                CheckDepth(++depth);
            }

            _last = element;
        }
    }

    private sealed class Walk(BlockList blocks)
    {
        private readonly StringBuilder _line = new();

        public void Read(INode? node)
        {
            if (node is not null)
            {
                Visit(node, 0);
                Flush();
            }
        }

        private void Visit(INode node, int depth)
        {
            CheckDepth(depth);
            if (node is IText text)
            {
                blocks.CheckLength(_line.Length + text.Length);
                _line.Append(text.Data);
            }
            else if (node is IElement element && IsSeen(element))
            {
                Element(element, depth);
            }
        }

        private void Element(IElement element, int depth)
        {
            if (HeadingLevel(element) is > 0 and var level)
            {
                Flush();
                blocks.Heading(level, Text(element, depth), element.Id, page: null);
            }
            else if (element is IHtmlTableElement table && !LaysOut(table))
            {
                Flush();
                HtmlTable.Read(table, blocks, IsSeen, cell => Text(cell, depth));
            }
            else
            {
                var isBlock = IsBlock(element);
                Flush(isBlock);
                _line.Append(element.LocalName == "br" ? " " : "");
                foreach (var child in element.ChildNodes)
                {
                    Visit(child, depth + 1);
                }

                Flush(isBlock);
            }
        }

        private void Flush(bool now = true)
        {
            if (now)
            {
                blocks.Paragraph(_line.ToString(), page: null);
                _line.Clear();
            }
        }

        /// <summary>A table with headings or tables in it arranges the page; it has no rows to read.</summary>
        private static bool LaysOut(IElement table) => table.QuerySelector("table, h1, h2, h3, h4, h5, h6") is not null;

        private static string Text(INode node, int depth)
        {
            var text = new StringBuilder();
            Append(node, depth);
            return text.ToString();

            void Append(INode node, int depth)
            {
                CheckDepth(depth);
                foreach (var child in node.ChildNodes)
                {
                    if (child is IText words)
                    {
                        text.Append(words.Data);
                    }
                    else if (child is IElement element && IsSeen(element))
                    {
                        var apart = IsBlock(element) || element.LocalName == "br" ? " " : "";
                        text.Append(apart);
                        Append(element, depth + 1);
                        text.Append(apart);
                    }
                }
            }
        }
    }

    [GeneratedRegex("""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MetaCharset();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex StyleComment();

    [GeneratedRegex(@"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0*(?:\.0*)?(?:[a-z]+|%)?\s*(?:!|;|$))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Invisible();
}
