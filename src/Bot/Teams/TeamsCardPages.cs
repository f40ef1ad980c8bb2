using System.Text.Json.Nodes;

namespace CoSellBot.Bot.Teams;

/// <summary>One piece of a card's content: a fact, a paragraph, a row of a list or of buttons.</summary>
/// <param name="Element">The element.</param>
/// <param name="IsItem">True for a row of a list.</param>
internal sealed record CardPart(JsonObject Element, bool IsItem = false)
{
    /// <summary>Its size in the strictest JSON, which is ASCII, and the comma.</summary>
    public int Bytes { get; } = TeamsCardPages.BytesOf(Element) + 1;
}

/// <summary>Cuts the content of a card into pages. The same reply gives the same pages for every reader and at every press.</summary>
internal static class TeamsCardPages
{
    private const int ItemsOnPage = 8;
    private const int LinesOnPage = 24;

    /// <summary>The content by pages; at least one.</summary>
    /// <param name="parts">The content in order.</param>
    /// <param name="bytes">What one page may hold.</param>
    public static IReadOnlyList<IReadOnlyList<CardPart>> Pages(IEnumerable<CardPart> parts, int bytes)
    {
        var pages = new List<List<CardPart>> { new() };
        var (items, lines, used) = (0, 0, 0);
        foreach (var part in parts)
        {
            var page = pages[^1];
            var isFull = part.IsItem ? items == ItemsOnPage : lines == LinesOnPage;
            if (page.Count > 0 && (isFull || used + part.Bytes > bytes))
            {
                pages.Add(page = []);
                (items, lines, used) = (0, 0, 0);
            }

            page.Add(part);
            used += part.Bytes;
            (items, lines) = part.IsItem ? (items + 1, lines) : (items, lines + 1);
        }

        return pages;
    }

    /// <summary>How long a node is in the strictest JSON.</summary>
    public static int BytesOf(JsonNode node) => node.ToJsonString().Length;
}
