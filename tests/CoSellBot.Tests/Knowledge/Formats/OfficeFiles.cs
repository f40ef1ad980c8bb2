using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;

namespace CoSellBot.Tests.Knowledge.Formats;

/// <summary>Builds Office files: the package by the library, the XML of its parts by the test.</summary>
internal static class OfficeFiles
{
    private const string Word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    private const string Sheet = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    private const string Slide = "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";

    /// <summary>A Word document.</summary>
    public static byte[] Docx(string body, string styles = "", string? title = null, Action<MainDocumentPart>? more = null)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            document.PackageProperties.Title = title;
            var main = document.AddMainDocumentPart();
            Feed(main, $"<w:document {Word}><w:body>{body}</w:body></w:document>");
            Feed(main.AddNewPart<StyleDefinitionsPart>(), $"<w:styles {Word}>{styles}</w:styles>");
            more?.Invoke(main);
        }

        return stream.ToArray();
    }

    /// <summary>A presentation.</summary>
    /// <param name="slides">The shapes of each slide; one that begins with <c>hidden:</c> is hidden.</param>
    /// <param name="layout">The shapes of the layout all slides have.</param>
    public static byte[] Pptx(string[] slides, string layout = "")
    {
        using var stream = new MemoryStream();
        using (var document = PresentationDocument.Create(stream, PresentationDocumentType.Presentation))
        {
            var main = document.AddPresentationPart();
            SlideLayoutPart? layouts = null;
            var ids = new StringBuilder();
            foreach (var (index, shapes) in slides.Index())
            {
                var part = main.AddNewPart<SlidePart>($"s{index}");
                var isHidden = shapes.StartsWith("hidden:", StringComparison.Ordinal);
                Feed(part, $"<p:sld {Slide}{(isHidden ? " show=\"0\"" : "")}><p:cSld>{Tree(isHidden ? shapes[7..] : shapes)}</p:cSld></p:sld>");
                layouts = layouts is null ? part.AddNewPart<SlideLayoutPart>() : part.AddPart(layouts);
                ids.Append(System.Globalization.CultureInfo.InvariantCulture, $"<p:sldId id=\"{256 + index}\" r:id=\"s{index}\"/>");
                var notes = part.AddNewPart<NotesSlidePart>();
                Feed(notes, $"<p:notes {Slide}><p:cSld>{Tree(Shape("Speaker notes", 0, 0))}</p:cSld></p:notes>");
            }

            if (layouts is not null)
            {
                Feed(layouts, $"<p:sldLayout {Slide}><p:cSld>{Tree(layout)}</p:cSld></p:sldLayout>");
            }

            Feed(main, $"<p:presentation {Slide}><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx=\"9144000\" cy=\"6858000\"/><p:notesSz cx=\"1\" cy=\"1\"/></p:presentation>");
        }

        return stream.ToArray();

        static string Tree(string shapes) => $"<p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{shapes}</p:spTree>";
    }

    /// <summary>A shape with a paragraph a line.</summary>
    /// <param name="text">Its lines.</param>
    /// <param name="left">In tenths of a millimetre; negative with <paramref name="top"/> leaves the position to the layout.</param>
    /// <param name="top">In tenths of a millimetre.</param>
    /// <param name="place">The attributes of its placeholder.</param>
    /// <param name="attributes">More of its properties.</param>
    public static string Shape(string text, int left, int top, string? place = null, string attributes = "")
    {
        var transform = top < 0 ? "" : $"<a:xfrm><a:off x=\"{left * 3600}\" y=\"{top * 3600}\"/><a:ext cx=\"360000\" cy=\"360000\"/></a:xfrm>";
        return $"<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"\" {attributes}/><p:cNvSpPr/><p:nvPr>{(place is null ? "" : $"<p:ph {place}/>")}</p:nvPr></p:nvSpPr><p:spPr>{transform}</p:spPr>"
            + $"<p:txBody><a:bodyPr/>{string.Concat(text.Split('\n').Select(line => $"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>"))}</p:txBody></p:sp>";
    }

    /// <summary>A workbook.</summary>
    /// <param name="sheets">Each with its name, its state and what it holds.</param>
    /// <param name="shared">The shared strings.</param>
    /// <param name="formats">Format codes, used by the styles 1, 2 and so on.</param>
    /// <param name="properties">The workbook's properties.</param>
    public static byte[] Xlsx((string Name, string State, string Content)[] sheets, string shared = "", string[]? formats = null, string properties = "")
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            foreach (var (index, sheet) in sheets.Index())
            {
                Feed(book.AddNewPart<WorksheetPart>($"s{index}"), $"<worksheet {Sheet}>{sheet.Content}</worksheet>");
            }

            Feed(book.AddNewPart<SharedStringTablePart>(), $"<sst {Sheet}>{shared}</sst>");
            var codes = (formats ?? []).Index().Select(format => $"<numFmt numFmtId=\"{200 + format.Index}\" formatCode=\"{System.Security.SecurityElement.Escape(format.Item)}\"/>");
            var styles = (formats ?? []).Index().Select(format => $"<xf numFmtId=\"{200 + format.Index}\"/>");
            Feed(book.AddNewPart<WorkbookStylesPart>(), $"<styleSheet {Sheet}><numFmts>{string.Concat(codes)}</numFmts><cellXfs><xf numFmtId=\"0\"/>{string.Concat(styles)}<xf numFmtId=\"9\"/></cellXfs></styleSheet>");
            Feed(book, $"<workbook {Sheet}>{properties}<sheets>{string.Concat(sheets.Index().Select(sheet => $"<sheet name=\"{sheet.Item.Name}\" sheetId=\"{sheet.Index + 1}\" state=\"{sheet.Item.State}\" r:id=\"s{sheet.Index}\"/>"))}</sheets></workbook>");
        }

        return stream.ToArray();
    }

    /// <summary>A workbook of one sheet.</summary>
    public static byte[] Xlsx(string rows) => Xlsx([("Sheet", "visible", $"<sheetData>{rows}</sheetData>")]);

    /// <summary>The file with parts put in, or in place of those of the same name.</summary>
    public static byte[] With(byte[] file, params (string Name, byte[] Content)[] parts)
    {
        using var stream = new MemoryStream();
        stream.Write(file);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                zip.GetEntry(name)?.Delete();
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static void Feed(OpenXmlPart part, string xml)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(xml));
        part.FeedData(stream);
    }
}
