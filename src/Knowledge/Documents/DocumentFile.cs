using System.Globalization;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace CoSellBot.Knowledge.Documents;

/// <summary>Reads a Markdown file with YAML front matter into a document. Raw HTML is left out: it can hide what people do not see.</summary>
internal static partial class DocumentFile
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UseGenericAttributes().Build();

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The file.</param>
    /// <param name="tenantId">Whose document it is.</param>
    /// <param name="shiftDays">Days added to its validity, for demo documents.</param>
    /// <exception cref="InvalidDataException">The file is no document; the message says why.</exception>
    public static KnowledgeDocument Parse(string text, string tenantId, int shiftDays)
    {
        var markdown = Markdown.Parse(text, Pipeline);
        var head = FrontMatter.Parse(markdown.OfType<YamlFrontMatterBlock>().FirstOrDefault()?.Lines.ToString() ?? throw new InvalidDataException("there is no front matter"));
        var sections = Sections(markdown, head);
        if (head.AskedAs.Keys.FirstOrDefault(id => sections.TrueForAll(section => section.Id != id)) is { } unknown)
        {
            throw new InvalidDataException($"asked_as names the section '{unknown}', which is not there");
        }

        return new KnowledgeDocument
        {
            TenantId = tenantId,
            Id = head.Document,
            Title = PlainText.Clean(head.Title),
            Version = head.Version,
            Language = head.Language,
            ValidFrom = head.From.AddDays(shiftDays),
            ValidUntil = head.Until.AddDays(shiftDays),
            IsWithdrawn = head.Withdrawn,
            Audience = head.ToAudience(),
            Countries = head.Countries,
            OwnerPersonId = head.Owner,
            Subject = head.ToSubject(),
            Sections = sections,
        };
    }

    private static List<KnowledgeSection> Sections(ContainerBlock markdown, FrontMatter head)
    {
        var sections = new List<KnowledgeSection>();
        HeadingBlock? heading = null;
        var paragraphs = new List<IReadOnlyList<string>>();
        foreach (var block in markdown)
        {
            if (block is HeadingBlock next)
            {
                Close();
                heading = next;
            }
            else
            {
                paragraphs.AddRange(block is Table table
                    ? Rows(table).Select(row => (IReadOnlyList<string>)[row])
                    : PlainText.Leaves(block).Select(leaf => Sentences.Split(leaf, head.Language)).Where(sentences => sentences.Count > 0));
            }
        }

        Close();
        return sections.Count > 0 ? sections : throw new InvalidDataException("there is no text");

        void Close()
        {
            // What stands before the first heading has no place to cite; a text without any is cited by its title.
            if (paragraphs.Count > 0 && (heading is not null || !markdown.OfType<HeadingBlock>().Any()))
            {
                var section = heading is null ? new KnowledgeSection("text", PlainText.Clean(head.Title), null, null, paragraphs, []) : Section(heading, paragraphs, head);
                if (sections.Exists(other => other.Id == section.Id))
                {
                    // Headings may well be alike; an id was given to be told apart by.
                    section = heading?.TryGetAttributes()?.Id is null ? section with { Id = Free(section.Id) } : throw new InvalidDataException($"two sections are called '{section.Id}'");
                }

                sections.Add(section);
            }

            paragraphs = [];
        }

        string Free(string id) => Enumerable.Range(2, sections.Count + 1).Select(number => $"{id} ({number})").First(name => sections.TrueForAll(other => other.Id != name));
    }

    // A row is read with its headings: "Tier: Gold; Discount: 22 %".
    private static IEnumerable<string> Rows(Table table)
    {
        var rows = table.OfType<TableRow>().Select(row => (row.IsHeader, Cells: row.OfType<TableCell>().Select(cell => string.Join(' ', PlainText.Leaves(cell))).ToList())).ToList();
        var header = rows.Find(row => row.IsHeader).Cells ?? [];
        return rows.Where(row => !row.IsHeader).Select(row => TableText.Of(header, row.Cells)).Where(text => text.Length > 0);
    }

    private static KnowledgeSection Section(HeadingBlock heading, List<IReadOnlyList<string>> paragraphs, FrontMatter head)
    {
        var text = PlainText.Of(heading);
        var numbered = Numbered().Match(text);
        var attributes = heading.TryGetAttributes();
        var page = attributes?.Properties?.Find(property => property.Key == "page").Value;
        var id = attributes?.Id ?? (numbered.Success ? numbered.Groups[1].Value : text);
        var words = head.AskedAs.TryGetValue(id, out var languages) ? languages.Values.SelectMany(list => list).ToList() : [];
        return new KnowledgeSection(
            id.Replace('#', '-'), numbered.Success ? text[numbered.Length..] : text, numbered.Success ? numbered.Groups[1].Value : null,
            int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, paragraphs, words);
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)*)\.?\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
