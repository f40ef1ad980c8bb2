using System.Globalization;
using System.Text;

namespace CoSellBot.Prm.Accounts;

/// <summary>Finds the host in what people paste: a bare domain, a URL, an e-mail address, a Slack or mail link.</summary>
internal static class HostName
{
    private const int MaxText = 2048;
    private static readonly IdnMapping Idn = new();

    /// <summary>The host in lower-case punycode with at least two valid labels; false for addresses by number and for anything else.</summary>
    public static bool TryFind(string text, out string host)
    {
        host = "";
        if (text.Length > MaxText)
        {
            return false;
        }

        var candidate = Authority(Unwrap(Visible(text)));
        if (candidate.Length == 0 || !TryToAscii(candidate, out var ascii))
        {
            return false;
        }

        var labels = ascii.Split('.');
        if (ascii.Length > 253 || labels.Length < 2 || !labels.All(IsLabel) || EndsInNumber(labels[^1]))
        {
            return false;
        }

        host = ascii;
        return true;
    }

    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!CompanyName.IsInvisible(rune))
            {
                visible.Append(rune.ToString());
            }
        }

        return visible.ToString().Trim();
    }

    /// <summary>"Jo &lt;jo@acme.com&gt;", "&lt;https://acme.com|acme.com&gt;" and quotes.</summary>
    private static string Unwrap(string text)
    {
        var open = text.LastIndexOf('<');
        if (open >= 0 && text.EndsWith('>'))
        {
            text = text[(open + 1)..^1];
        }

        var bar = text.IndexOf('|', StringComparison.Ordinal);
        text = (bar > 0 ? text[..bar] : text).Trim(' ', '"', '\'', '“', '”', ',', ';', '(', ')');
        return text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? text["mailto:".Length..] : text;
    }

    private static string Authority(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var isUrl = scheme > 0 && text.AsSpan(0, scheme).IndexOfAnyExcept(SchemeCharacters) < 0;
        var start = isUrl ? scheme + 3 : text.StartsWith("//", StringComparison.Ordinal) ? 2 : 0;
        var rest = text[start..];

        // Cut by hand and before any Unicode mapping: a character such as ℀ turns into "a/c" later and must not move the end of the host.
        var end = rest.AsSpan().IndexOfAny("/\\?#");
        var authority = end < 0 ? rest : rest[..end];
        var at = authority.LastIndexOf('@');
        if (!isUrl && at != authority.IndexOf('@', StringComparison.Ordinal))
        {
            return "";
        }

        var host = authority[(at + 1)..];
        var colon = host.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            host = host.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? host[..colon] : "";
        }

        return host.EndsWith('.') ? host[..^1] : host;
    }

    private static bool TryToAscii(string host, out string ascii)
    {
        try
        {
            ascii = Idn.GetAscii(host).ToLowerInvariant();
            return true;
        }
        catch (ArgumentException)
        {
            ascii = "";
            return false;
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && label[0] != '-' && label[^1] != '-';

    // As browsers decide whether a host is an IPv4 address in one of its spellings: 10.0.0.1, 0x7f.1.
    private static bool EndsInNumber(string label) => label.All(char.IsAsciiDigit) || label.StartsWith("0x", StringComparison.Ordinal);

    private static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
}
