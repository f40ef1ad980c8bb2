using DocumentFormat.OpenXml;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Counts pages while a document is read, from the breaks its author set and those Word noted when it last laid the document out.</summary>
internal sealed class WordPages
{
    private readonly bool _areKnown;
    private int _page = 1;

    // Word notes its own break after one that was set: two marks, one new page.
    private bool _atTop = true;

    private WordPages(bool areKnown) => _areKnown = areKnown;

    /// <summary>The page being read; null for a document without any break, which may be a page or a book that Word never saw.</summary>
    public int? Current => _areKnown ? _page : null;

    public static WordPages Of(OpenXmlElement body) => new(body.Descendants().Any(element =>
        element is W.LastRenderedPageBreak or W.PageBreakBefore || (element is W.Break line && line.Type?.Value == W.BreakValues.Page)));

    /// <summary>Text was read, so the page is no longer empty.</summary>
    public void Filled() => _atTop = false;

    /// <summary>A break that was set; two of them leave a page empty.</summary>
    public void HardBreak()
    {
        _page++;
        _atTop = true;
    }

    /// <summary>A break that only says where a page begins.</summary>
    public void NotedBreak()
    {
        _page += _atTop ? 0 : 1;
        _atTop = true;
    }
}
