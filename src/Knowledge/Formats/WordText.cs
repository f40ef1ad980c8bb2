using System.Text;
using DocumentFormat.OpenXml;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace CoSellBot.Knowledge.Formats;

/// <summary>The text of a paragraph, or of all in a table's cell.</summary>
internal sealed class WordText(WordStyles styles, WordPages pages)
{
    private readonly StringBuilder _text = new();
    private bool _begun;

    /// <summary>The page its first character stands on; that of the place when there is none.</summary>
    public int? Page { get; private set; } = pages.Current;

    /// <summary>Text boxes anchored in the paragraph, each once; they are read after it.</summary>
    public List<W.TextBoxContent> TextBoxes { get; } = [];

    /// <summary>Adds the text of a paragraph.</summary>
    public void Append(W.Paragraph paragraph)
    {
        if (paragraph.ParagraphProperties?.PageBreakBefore is { } before && OfficeText.IsOn(before))
        {
            pages.NotedBreak();
        }

        Runs(paragraph, styles.Of(paragraph).IsHidden);
    }

    /// <summary>Adds the text of all paragraphs of a container, those of its tables and text boxes too.</summary>
    public void AppendAll(OpenXmlElement container)
    {
        foreach (var element in container.ChildElements)
        {
            switch (element)
            {
                case W.Paragraph paragraph:
                    _text.Append(' ');
                    Append(paragraph);
                    TextBoxes.ForEach(AppendAll);
                    TextBoxes.Clear();
                    break;
                case AlternateContent alternate:
                    AppendAll(OfficeText.Chosen(alternate));
                    break;
                case not (W.DeletedRun or W.MoveFromRun):
                    AppendAll(element);
                    break;
            }
        }
    }

    public override string ToString() => _text.ToString();

    private void Runs(OpenXmlElement container, bool isHidden)
    {
        foreach (var element in container.ChildElements)
        {
            switch (element)
            {
                case W.Run run:
                    Runs(run, IsHidden(run, isHidden));
                    break;
                case W.TextBoxContent box:
                    TextBoxes.AddRange(isHidden ? [] : [box]);
                    break;
                case AlternateContent alternate:
                    Runs(OfficeText.Chosen(alternate), isHidden);
                    break;
                case W.LastRenderedPageBreak:
                    pages.NotedBreak();
                    break;
                case W.Break line when line.Type?.Value == W.BreakValues.Page:
                    pages.HardBreak();
                    break;
                case W.DeletedRun or W.MoveFromRun or W.RubyContent or W.ParagraphProperties or W.RunProperties:
                    break;
                default:
                    Write(isHidden ? "" : Words(element));
                    Runs(element, isHidden);
                    break;
            }
        }
    }

    private static string Words(OpenXmlElement element) => element switch
    {
        W.Text text => text.Text,
        DocumentFormat.OpenXml.Math.Text formula => formula.Text,
        W.TabChar or W.Break or W.CarriageReturn or W.PositionalTab => " ",
        W.NoBreakHyphen => "-",
        _ => "",
    };

    private bool IsHidden(W.Run run, bool byParagraph) =>
        run.RunProperties?.Vanish is { } vanish
            ? OfficeText.IsOn(vanish)
            : byParagraph || styles.Of(run.RunProperties?.RunStyle?.Val?.Value).IsHidden;

    private void Write(string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            Page = _begun ? Page : pages.Current;
            _begun = true;
            pages.Filled();
        }

        _text.Append(text);
    }
}
