namespace CoSellBot.Knowledge.Documents;

/// <summary>A row of a table as one sentence, so that a cell is never quoted without what it stands for.</summary>
internal static class TableText
{
    /// <summary>The row with its headings: <c>Tier: Gold; Discount: 22 %</c>; empty when all cells are.</summary>
    public static string Of(IReadOnlyList<string> header, IReadOnlyList<string> cells) => string.Join("; ", cells
        .Select((cell, at) => (Cell: cell, Name: at < header.Count ? header[at] : ""))
        .Where(pair => pair.Cell.Any(char.IsLetterOrDigit)).Select(pair => pair.Name.Length > 0 ? $"{pair.Name}: {pair.Cell}" : pair.Cell));
}
