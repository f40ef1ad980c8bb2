using System.Collections.Frozen;

namespace CoSellBot.Prm.Accounts;

/// <summary>The part of an address a company registered: "https://shop.acme.co.uk/x" and "jo@acme.co.uk" are both acme.co.uk.</summary>
public static class RegistrableDomain
{
    private static readonly FrozenSet<string> FreeMail = Words("free_mail.txt");
    private static readonly FrozenSet<string> SharedHosts = Words("shared_hosts.txt");

    // Names for use inside a house or by machines; .example and .test stay, since sample data is written with them.
    private static readonly FrozenSet<string> NotPublic =
        new[] { "local", "localhost", "localdomain", "internal", "intranet", "lan", "home", "corp", "workgroup", "invalid", "onion", "arpa" }.ToFrozenSet(StringComparer.Ordinal);

    // Country codes sold to everybody; an address there says nothing about the country.
    private static readonly FrozenSet<string> Generic =
        "ac ag ai am bz cc cd cf cx co dj eu fm ga gd gg gl gq io la ly me ml ms mu nr nu pn pw sc sh st su sx tf tk to tv vc vg vu ws"
            .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> OtherScripts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["xn--p1ai"] = "RU",
        ["xn--j1amh"] = "UA",
        ["xn--90ais"] = "BY",
        ["xn--90a3ac"] = "RS",
        ["xn--90ae"] = "BG",
        ["xn--qxam"] = "GR",
        ["xn--fiqs8s"] = "CN",
        ["xn--fiqz9s"] = "CN",
        ["xn--j6w193g"] = "HK",
        ["xn--kpry57d"] = "TW",
        ["xn--kprw13d"] = "TW",
        ["xn--3e0b707e"] = "KR",
        ["xn--o3cw4h"] = "TH",
        ["xn--h2brj9c"] = "IN",
        ["xn--mgberp4a5d4ar"] = "SA",
        ["xn--mgbaam7a8h"] = "AE",
        ["xn--wgbh1c"] = "EG",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// Reads a bare domain, URL or e-mail address. <paramref name="domain"/> is lower-case punycode, and unchanged by reading it again.
    /// False for numeric addresses, single labels, names without a public owner (localhost, a public suffix itself) and anything that is no address.
    /// </summary>
    public static bool TryParse(string? text, out string domain)
    {
        domain = "";
        if (text is null || !HostName.TryFind(text, out var host) || NotPublic.Contains(LastLabel(host)))
        {
            return false;
        }

        var suffix = PublicSuffixes.SuffixLength(host, out _);
        if (suffix >= host.Length)
        {
            return false;
        }

        var registrable = host[(host.LastIndexOf('.', host.Length - suffix - 2) + 1)..];
        domain = registrable.Contains('_', StringComparison.Ordinal) ? "" : registrable;
        return domain.Length > 0;
    }

    /// <summary>True for providers of mailboxes to everybody: such a domain does not identify a company.</summary>
    public static bool IsFreeMail(string domain) => FreeMail.Contains(domain);

    /// <summary>True below a host that gives names to its customers (the list's PRIVATE part) or where each company has only a page (linkedin.com).</summary>
    public static bool IsSharedHost(string domain)
    {
        PublicSuffixes.SuffixLength(domain, out var isPrivate);
        return isPrivate || SharedHosts.Contains(domain);
    }

    /// <summary>The ISO 3166 country of a country-code domain; null for generic ones, among them the country codes sold to everybody (io, co, ai, tv, eu).</summary>
    public static string? Country(string domain)
    {
        var last = LastLabel(domain);
        if (OtherScripts.TryGetValue(last, out var country))
        {
            return country;
        }

        // com.co is for companies in Colombia, though co is for everybody.
        var isGeneric = Generic.Contains(last) && !domain.EndsWith($".com.{last}", StringComparison.Ordinal);
        return last.Length != 2 || isGeneric || !PublicSuffixes.IsTopLevel(last) ? null : last == "uk" ? "GB" : last.ToUpperInvariant();
    }

    private static string LastLabel(string host) => host[(host.LastIndexOf('.') + 1)..];

    private static FrozenSet<string> Words(string file) => EmbeddedList.Lines(file).SelectMany(l => l.Split(' ')).ToFrozenSet(StringComparer.Ordinal);
}
