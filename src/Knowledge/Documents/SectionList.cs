using System.Text.RegularExpressions;
using CoSellBot.Knowledge.Formats;

namespace CoSellBot.Knowledge.Documents;

/// <summary>Makes sections of what a file holds: a heading begins one, its paragraphs are cut into sentences, a table's row is one sentence.</summary>
internal static partial class SectionList
{
    // A button carries it.
    private const int LongestId = 80;

    /// <summary>The sections, in order, each with an id of its own.</summary>
    /// <param name="blocks">What the file holds.</param>
    /// <param name="head">Its language, and the words sections are asked as.</param>
    /// <param name="idsAreChosen">True where an author writes ids by hand: two alike are then a mistake.</param>
    /// <exception cref="InvalidDataException">There is no text, or two sections have one id.</exception>
    public static IReadOnlyList<KnowledgeSection> Of(IReadOnlyList<Block> blocks, FrontMatter head, bool idsAreChosen)
    {
        var sections = new List<KnowledgeSection>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var hasHeadings = blocks.OfType<Heading>().Any();
        Heading? heading = null;
        var above = new List<Heading>();
        var paragraphs = new List<IReadOnlyList<string>>();
        int? page = null;
        foreach (var block in blocks)
        {
            if (block is Heading next)
            {
                Close();
                above.RemoveAll(outer => outer.Level >= next.Level);
                above.Add(next);
                (heading, page) = (next, next.Page);
                continue;
            }

            page ??= block.Page;
            var sentences = block switch
            {
                Paragraph paragraph => Sentences.Split(paragraph.Text, head.Language),
                TableRow row => Row(row),
                _ => [],
            };
            if (sentences.Count > 0)
            {
                paragraphs.Add(sentences);
            }
        }

        Close();
        return sections.Count > 0 ? sections : throw new InvalidDataException("there is no text");

        void Close()
        {
            // What stands before the first heading has no place to cite; a text without any is cited by its title.
            if (paragraphs.Count > 0 && (heading is not null || !hasHeadings))
            {
                sections.Add(Section(heading, page, paragraphs, head, ids, idsAreChosen) with { Above = [.. above.SkipLast(1).Select(outer => outer.Text)] });
            }

            (paragraphs, page) = ([], null);
        }
    }

    private static KnowledgeSection Section(Heading? heading, int? page, List<IReadOnlyList<string>> paragraphs, FrontMatter head, Dictionary<string, int> ids, bool idsAreChosen)
    {
        var text = heading?.Text ?? PlainText.Clean(head.Title);
        var numbered = Numbered().Match(text);
        var id = (heading?.Id ?? (numbered.Success ? numbered.Groups[1].Value : text)).Replace('#', '-');
        id = id.Length > LongestId ? id[..(char.IsHighSurrogate(id[LongestId - 1]) ? LongestId - 1 : LongestId)].TrimEnd() : id;
        ids[id] = ids.GetValueOrDefault(id) + 1;
        if (ids[id] > 1)
        {
            // Headings may well be alike; an id was given to be told apart by.
            id = idsAreChosen && heading?.Id is not null
                ? throw new InvalidDataException($"two sections are called '{id}'")
                : $"{id} ({ids[id]})";
        }

        var words = head.AskedAs.TryGetValue(id, out var languages) ? languages.Values.SelectMany(list => list).Select(PlainText.Clean).ToList() : [];
        return new KnowledgeSection(id, numbered.Success ? text[numbered.Length..] : text, numbered.Success ? numbered.Groups[1].Value : null, page, paragraphs, words);
    }

    // A cell is never quoted without what it stands for: "Tier: Gold; Discount: 22 %".
    private static IReadOnlyList<string> Row(TableRow row)
    {
        var cells = row.Cells.Select((cell, at) => (Cell: cell, Name: at < row.Header.Count ? row.Header[at] : "")).Where(pair => pair.Cell.Any(char.IsLetterOrDigit))
            .Select(pair => pair.Name.Length > 0 ? $"{pair.Name}: {pair.Cell}" : pair.Cell).ToList();
        return cells.Count > 0 ? [string.Join("; ", cells)] : [];
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)*)\.?\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
