using System.Text.Json.Nodes;

namespace CoSellBot.Bot.Slack;

/// <summary>Blocks that stay together: a fact list, a paragraph, a row of a list with its buttons.</summary>
/// <param name="Blocks">The blocks in order.</param>
/// <param name="IsItem">True for a row of a list.</param>
internal sealed record SlackPart(IReadOnlyList<JsonObject> Blocks, bool IsItem = false)
{
    /// <summary>Its size as JSON.</summary>
    public int Characters { get; } = Blocks.Sum(SlackElements.Characters);
}

/// <summary>Cuts the content of a message into pages.</summary>
internal static class SlackPages
{
    private const int ItemsOnPage = 8;

    /// <summary>The content by pages; at least one. A part that is larger than any page stands on one alone.</summary>
    /// <param name="parts">The content in order.</param>
    /// <param name="blocks">The blocks one page may hold.</param>
    /// <param name="characters">The characters one page may hold.</param>
    public static IReadOnlyList<IReadOnlyList<SlackPart>> Pages(IEnumerable<SlackPart> parts, int blocks, int characters)
    {
        var pages = new List<List<SlackPart>> { new() };
        var (items, count, used) = (0, 0, 0);
        foreach (var part in parts)
        {
            var page = pages[^1];
            var isFull = (part.IsItem && items == ItemsOnPage) || count + part.Blocks.Count > blocks || used + part.Characters > characters;
            if (page.Count > 0 && isFull)
            {
                pages.Add(page = []);
                (items, count, used) = (0, 0, 0);
            }

            page.Add(part);
            (items, count, used) = (items + (part.IsItem ? 1 : 0), count + part.Blocks.Count, used + part.Characters);
        }

        return pages;
    }
}
