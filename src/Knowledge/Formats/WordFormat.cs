using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Reads a Word document as it is printed: without headers, footers, comments, table of contents, deleted and hidden text.</summary>
internal static class WordFormat
{
    /// <summary>Reads the document; its title is the text in the style Title, else that of its properties.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static string? Read(byte[] bytes, FormatLimits limits, BlockList blocks) => OfficePackage.Read(
        bytes, limits, (stream, settings) => WordprocessingDocument.Open(stream, true, settings), document =>
        {
            var main = document.MainDocumentPart ?? throw new InvalidDataException("the file is not a Word document, although its name ends in .docx");
            var body = main.Document.Body ?? throw new InvalidDataException("the document has no body");
            var walk = new Walk(new WordStyles(main.StyleDefinitionsPart?.Styles), WordPages.Of(body), blocks);
            walk.Read(body);
            return walk.Title ?? OfficeText.Title(document);
        });

    private sealed class Walk(WordStyles styles, WordPages pages, BlockList blocks)
    {
        /// <summary>The text of the first paragraph in the style Title.</summary>
        public string? Title { get; private set; }

        public void Read(OpenXmlElement container)
        {
            foreach (var element in container.ChildElements)
            {
                switch (element)
                {
                    case W.Paragraph paragraph:
                        Paragraph(paragraph);
                        break;
                    case W.Table table when !LaysOut(table):
                        Table(table);
                        break;
                    case AlternateContent alternate:
                        Read(OfficeText.Chosen(alternate));
                        break;
                    case not (W.DeletedRun or W.MoveFromRun or W.SectionProperties):
                        Read(element);
                        break;
                }
            }
        }

        private void Paragraph(W.Paragraph paragraph)
        {
            var text = new WordText(styles, pages);
            text.Append(paragraph);
            var style = styles.Of(paragraph);
            var level = paragraph.ParagraphProperties?.OutlineLevel?.Val?.Value ?? style.OutlineLevel;
            if (style.IsContents)
            {
                return;
            }

            if (level is >= 0 and < 9)
            {
                blocks.Heading(level.Value + 1, text.ToString(), id: null, text.Page);
            }
            else
            {
                Title ??= style.IsTitle && Documents.PlainText.Clean(text.ToString()) is { Length: > 0 } title ? title : null;
                blocks.Paragraph(text.ToString(), text.Page);
            }

            foreach (var box in text.TextBoxes)
            {
                Read(box);
            }
        }

        private void Table(W.Table table)
        {
            int? page = null;
            var rows = blocks.BeginTable(() => page);
            foreach (var row in OfficeText.Children<W.TableRow>(table).Where(row => !IsGone(row.TableRowProperties)))
            {
                var cells = new List<string>();
                page = null;
                foreach (var cell in OfficeText.Children<W.TableCell>(row))
                {
                    var text = new WordText(styles, pages);
                    text.AppendAll(cell);
                    page ??= text.Page;
                    var properties = cell.TableCellProperties;
                    var continues = properties?.VerticalMerge is { } merge && merge.Val?.Value != W.MergedCellValues.Restart
                        || properties?.HorizontalMerge is { } across && across.Val?.Value != W.MergedCellValues.Restart;
                    cells.Add(continues ? "" : text.ToString());
                    cells.AddRange(Enumerable.Repeat("", Math.Clamp(properties?.GridSpan?.Val?.Value ?? 1, 1, 63) - 1));
                }

                rows.Row(cells, row.TableRowProperties?.GetFirstChild<W.TableHeader>() is { } header && header.Val?.Value != W.OnOffOnlyValues.Off ? true : null);
            }

            rows.End();
        }

        private static bool IsGone(W.TableRowProperties? row) => row?.GetFirstChild<W.Deleted>() is not null || (row?.GetFirstChild<W.Hidden>() is { } hidden && OfficeText.IsOn(hidden));

        /// <summary>A table with headings in it arranges the page; it has no rows to read.</summary>
        private bool LaysOut(W.Table table) => table.Descendants<W.Paragraph>().Any(paragraph =>
            (paragraph.ParagraphProperties?.OutlineLevel?.Val?.Value ?? styles.Of(paragraph).OutlineLevel) is >= 0 and < 9 && paragraph.Descendants<W.Text>().Any());
    }
}
