using System.Globalization;
using System.Text;

namespace CoSellBot.Prm.Accounts;

/// <summary>An identity made ready for keys and scores: parsed once, compared many times. Not for use by two threads at once.</summary>
internal sealed class AccountProfile
{
    private static readonly IdnMapping Idn = new();

    private readonly string name;

    public AccountProfile(CompanyIdentity identity)
    {
        if (RegistrableDomain.TryParse(identity.Domain, out var domain) && !RegistrableDomain.IsFreeMail(domain) && !RegistrableDomain.IsSharedHost(domain))
        {
            Domain = domain;
            Stem = MakeStem(domain);
        }

        Country = ReadCountry(identity.Country) ?? (Domain is null ? null : RegistrableDomain.Country(Domain));
        PostalCode = ReadPostalCode(identity.PostalCode);
        name = identity.Name;
    }

    /// <summary>The registrable domain; null when there is none that identifies a company.</summary>
    public string? Domain { get; }

    /// <summary>The domain's first label as the letters of a name would be; empty without a domain.</summary>
    public string Stem { get; } = "";

    /// <summary>The country given, else that of the domain.</summary>
    public string? Country { get; }

    public string? PostalCode { get; }

    /// <summary>The name read with the legal forms of its country: plain, and with expanded umlauts if that differs.</summary>
    public NameForm[] AtHome => field ??= Forms(name, Country);

    /// <summary>The name read with the legal forms of all countries.</summary>
    public NameForm[] Anywhere => field ??= Country is null ? AtHome : Forms(name, null);

    private static NameForm[] Forms(string name, string? country)
    {
        var key = CompanyName.Key(name, country);
        var loose = Ascii.IsValid(name) ? key : CompanyName.LooseKey(name, country);
        return key.Length == 0 ? [] : key == loose ? [new(key, country)] : [new(key, country), new(loose, country)];
    }

    private static string MakeStem(string domain)
    {
        var label = domain[..domain.IndexOf('.', StringComparison.Ordinal)];
        try
        {
            label = Idn.GetUnicode(label);
        }
        catch (ArgumentException)
        {
            // Not valid punycode: compared as it is written.
        }

        return string.Concat(NameFolding.Tokens(CompanyName.Normalize(label), expandUmlauts: false));
    }

    private static string? ReadCountry(string? country) => country?.Trim().ToUpperInvariant() switch
    {
        "UK" => "GB",
        "EL" => "GR",
        [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] code => code,
        _ => null,
    };

    private string? ReadPostalCode(string? code)
    {
        var text = string.Concat((code ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        if (text.Length > 2 && text.StartsWith(Country ?? "?", StringComparison.Ordinal) && char.IsAsciiDigit(text[2]))
        {
            text = text[2..]; // DE-10115
        }

        return text.Length < 3 ? null : Country == "US" && text.Length == 9 ? text[..5] : text; // 98052-6399 is 98052
    }
}
