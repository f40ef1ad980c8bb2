using DocumentFormat.OpenXml.Packaging;
using A = DocumentFormat.OpenXml.Drawing;
using P = DocumentFormat.OpenXml.Presentation;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Reads a presentation as it is shown: without hidden slides, speaker notes, footers and what lies beside the slide. Charts and diagrams are not read.</summary>
internal static class SlidesFormat
{
    /// <summary>Reads the slides, each a page; the presentation's title is that of its first slide, else that of its properties.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static string? Read(byte[] bytes, FormatLimits limits, BlockList blocks) => OfficePackage.Read(
        bytes, limits, (stream, settings) => PresentationDocument.Open(stream, true, settings), document =>
        {
            var main = document.PresentationPart ?? throw new InvalidDataException("the file is not a presentation, although its name ends in .pptx");
            var size = main.Presentation.SlideSize;
            var shapes = new SlideShapes(size?.Cx?.Value ?? 9_144_000, size?.Cy?.Value ?? 6_858_000);
            string? title = null;
            var page = 0;
            foreach (var id in main.Presentation.SlideIdList?.Elements<P.SlideId>() ?? [])
            {
                // Hidden slides count: PowerPoint numbers them too.
                page++;
                if (id.RelationshipId?.Value is { } relation && main.GetPartById(relation) is SlidePart slide && slide.Slide.Show?.Value != false)
                {
                    Slide(shapes.Of(slide), page, blocks);
                    title ??= blocks.Blocks is [Heading first, ..] ? first.Text : null;
                }
            }

            return title ?? OfficeText.Title(document);
        });

    private static void Slide(IReadOnlyList<SlideShape> shapes, int page, BlockList blocks)
    {
        var title = string.Join(' ', shapes.Where(shape => shape.IsTitle).SelectMany(Texts));
        var isTitled = title.Length > 0;
        blocks.Heading(2, isTitled ? title : shapes.SelectMany(Texts).FirstOrDefault("") is { Length: > 0 } first ? first : FirstCell(shapes), id: null, page);
        foreach (var shape in shapes.Where(shape => !shape.IsTitle))
        {
            foreach (var text in Texts(shape))
            {
                // The first text of a slide without a title was its heading.
                blocks.Paragraph(isTitled ? text : "", page);
                isTitled = true;
            }

            if (Table(shape) is { } table)
            {
                Table(table, page, blocks);
            }
        }
    }

    private static IEnumerable<string> Texts(SlideShape shape) =>
        (shape.Element as P.Shape)?.TextBody?.Elements<A.Paragraph>().Select(Text).Where(text => !string.IsNullOrWhiteSpace(text)) ?? [];

    private static A.Table? Table(SlideShape shape) => (shape.Element as P.GraphicFrame)?.Descendants<A.Table>().FirstOrDefault();

    private static string FirstCell(IEnumerable<SlideShape> shapes) =>
        shapes.Select(Table).OfType<A.Table>().SelectMany(table => table.Descendants<A.Paragraph>()).Select(Text).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text), "");

    private static void Table(A.Table table, int page, BlockList blocks)
    {
        var rows = blocks.BeginTable(() => page);
        bool? heads = table.TableProperties?.FirstRow?.Value == true ? true : null;
        foreach (var row in table.Elements<A.TableRow>())
        {
            rows.Row(row.Elements<A.TableCell>().Select(cell => cell.HorizontalMerge?.Value == true || cell.VerticalMerge?.Value == true
                ? ""
                : string.Join(' ', cell.TextBody?.Elements<A.Paragraph>().Select(Text) ?? [])), heads);
        }

        rows.End();
    }

    private static string Text(A.Paragraph paragraph) => string.Concat(paragraph.ChildElements.Select(child => child switch
    {
        A.Run run => run.Text?.Text,
        A.Field field => field.Text?.Text,
        A.Break => " ",
        _ => string.Concat(child.Descendants<DocumentFormat.OpenXml.Math.Text>().Select(formula => formula.Text)),
    }));
}
