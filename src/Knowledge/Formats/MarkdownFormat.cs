using System.Globalization;
using CoSellBot.Knowledge.Documents;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using MarkdownTable = Markdig.Extensions.Tables.Table;
using MarkdownRow = Markdig.Extensions.Tables.TableRow;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Reads Markdown. Raw HTML and code are left out: they can hide what people do not see.</summary>
internal static class MarkdownFormat
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UseGenericAttributes().Build();

    /// <summary>Reads the text. A heading's id and page are those in braces behind it.</summary>
    /// <returns>The YAML before the text; null when there is none.</returns>
    /// <exception cref="InvalidDataException">It is nested beyond reading, or has too much text.</exception>
    public static string? Read(string text, BlockList blocks)
    {
        blocks.CheckLength(text.Length);
        MarkdownDocument markdown;
        try
        {
            markdown = Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException failure)
        {
            throw new InvalidDataException("the Markdown is nested too deeply", failure);
        }

        foreach (var block in markdown)
        {
            switch (block)
            {
                case HeadingBlock heading:
                    var attributes = heading.TryGetAttributes();
                    var page = attributes?.Properties?.Find(property => property.Key == "page").Value;
                    blocks.Heading(
                        heading.Level, PlainText.Of(heading), attributes?.Id, int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);
                    break;
                case MarkdownTable table:
                    var rows = blocks.BeginTable(() => null);
                    foreach (var row in table.OfType<MarkdownRow>())
                    {
                        rows.Row(row.OfType<TableCell>().Select(cell => string.Join(' ', PlainText.Leaves(cell))), row.IsHeader);
                    }

                    rows.End();
                    break;
                default:
                    foreach (var leaf in PlainText.Leaves(block))
                    {
                        blocks.Paragraph(leaf, null);
                    }

                    break;
            }
        }

        return markdown.OfType<YamlFrontMatterBlock>().FirstOrDefault()?.Lines.ToString();
    }
}
