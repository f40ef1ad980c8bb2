using System.Globalization;

namespace CoSellBot.Bot.Slack;

/// <summary>Text of a limited length.</summary>
internal static class SlackText
{
    private const int LongestEscape = 5;

    /// <summary>The beginning of a text that is too long. No character a reader sees and no escape (<c>&amp;amp;</c>) is cut in two.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(text, end) is var next && next < longest)
        {
            end = next;
        }

        var ampersand = text.LastIndexOf('&', Math.Max(0, end - 1));
        var escape = ampersand < 0 ? -1 : text.IndexOf(';', ampersand);
        return (ampersand >= 0 && escape >= end && escape - ampersand < LongestEscape ? text[..ampersand] : text[..end]) + "…";
    }
}
