using System.Globalization;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace CoSellBot.Knowledge.Documents;

/// <summary>Reads a Markdown file with YAML front matter into a document. Raw HTML is left out: it can hide what people do not see.</summary>
internal static partial class DocumentFile
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UseGenericAttributes().Build();

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
                paragraphs.AddRange(PlainText.Leaves(block).Select(leaf => Sentences.Split(leaf, head.Language)).Where(sentences => sentences.Count > 0));
            }
        }

        Close();
        return sections.Count > 0 ? sections : throw new InvalidDataException("there is no text under a heading");

        void Close()
        {
            // What stands before the first heading has no place to cite.
            if (heading is not null && paragraphs.Count > 0)
            {
                var section = Section(heading, paragraphs, head);
                sections.Add(sections.TrueForAll(other => other.Id != section.Id) ? section : throw new InvalidDataException($"two sections are called '{section.Id}'"));
            }

            paragraphs = [];
        }
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
