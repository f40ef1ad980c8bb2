using System.Globalization;
using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CoSellBot.Knowledge.Documents;

/// <summary>The words of Markdown as a reader sees them.</summary>
internal static class PlainText
{
    /// <summary>The text blocks inside a block, in order: paragraphs and list items. Code, tables of HTML and comments are none.</summary>
    public static IEnumerable<string> Leaves(Block block) => block switch
    {
        ParagraphBlock paragraph => [Of(paragraph)],
        ContainerBlock container => container.SelectMany(Leaves),
        _ => [],
    };

    /// <summary>The text of one block.</summary>
    public static string Of(LeafBlock block)
    {
        var text = new StringBuilder();
        Append(block.Inline, text);
        return Clean(text.ToString());
    }

    /// <summary>Without control and invisible characters; white space is one blank.</summary>
    public static string Clean(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                result.Append(result.Length > 0 && result[^1] != ' ' ? " " : "");
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format) && !IsNoCharacter(rune))
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString().TrimEnd();
    }

    // Code points that stand for no character; text with one cannot even be normalised.
    private static bool IsNoCharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    private static void Append(Inline? inline, StringBuilder text)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.ToString());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.ToString());
                break;
            case LineBreakInline:
                text.Append(' ');
                break;
            case ContainerInline container:
                foreach (var child in container)
                {
                    Append(child, text);
                }

                break;
        }
    }
}
