namespace CoSellBot.Prm.Accounts;

/// <summary>A candidate with how likely it is the company asked about.</summary>
/// <param name="Item">The caller's own object: an account, an id.</param>
/// <param name="Identity">The identity it was scored by.</param>
/// <param name="Score">0 to 1; compare with <see cref="AccountMatcher.High"/> and <see cref="AccountMatcher.Low"/>.</param>
public sealed record AccountMatch<T>(T Item, CompanyIdentity Identity, double Score);

/// <summary>
/// The one answer to "is this the same company?" for import, gazetteer, rules and mapping. The score is a probability from added evidence in bits
/// (Fellegi–Sunter): fixed weights rather than learned ones, so that a verdict can be replayed and explained years later.
/// A parent and its subsidiary are not the same company: their names reach the grey band at most.
/// </summary>
public static class AccountMatcher
{
    /// <summary>From here on: the same company. Without an equal domain only the same name in the same country or at the same postal code gets here.</summary>
    public const double High = 0.95;

    /// <summary>From here to <see cref="High"/> a person decides; below: another company.</summary>
    public const double Low = 0.50;

    // Bits. A pair that shares a key is the same company about once in 64 times before any evidence is read.
    private const double Prior = -6;

    // Outweighs everything that can speak against it at once: the prior, another name, another country or postal code.
    private const double DomainSame = 21;
    private const double DomainDifferent = -2;
    private const double DomainDifferentSuffix = -1;

    private const double NameSame = 10;
    private const double NameNear = 7.5;
    private const double NameFamily = 6.5;
    private const double NameDomainOfOther = 6;
    private const double NameContained = 4.5;
    private const double NameAlike = 4;
    private const double NameInitials = 3;
    private const double NameDifferent = -6;

    private const double CountrySame = 2.5;
    private const double CountryDifferent = -1.5;

    // Read only when the countries do not differ: 10115 is Berlin and New York.
    private const double PostalCodeSame = 3;
    private const double PostalCodeDifferent = -1.5;

    // 0.941: as far as names that are not the same letters can go without an equal domain.
    private const double GreyCap = 4;

    /// <summary>The probability, 0 to 1, that both are one company; the order of the two does not matter.</summary>
    public static double Score(CompanyIdentity a, CompanyIdentity b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Score(new AccountProfile(a), new AccountProfile(b));
    }

    /// <summary>All candidates with their scores, best first; equal scores keep the order they came in.</summary>
    public static IReadOnlyList<AccountMatch<T>> Match<T>(CompanyIdentity query, IEnumerable<(T Item, CompanyIdentity Identity)> candidates)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(candidates);
        var asked = new AccountProfile(query);
        return [.. candidates
            .Select(c => new AccountMatch<T>(c.Item, c.Identity, Score(asked, new AccountProfile(c.Identity))))
            .OrderByDescending(m => m.Score)];
    }

    /// <summary>True when a company's name and a registrable domain have nothing in common: neither the words, nor a part of them, nor their first letters.</summary>
    public static bool NamesAreStrangers(string name, string domain, string? country)
    {
        var (named, hosted) = (new AccountProfile(new CompanyIdentity(name, null, country)), new AccountProfile(new CompanyIdentity("", domain, country)));
        return NameComparison.Compare(named, hosted) > NameLevel.DomainOfOther
            && NameComparison.Compare(named, new AccountProfile(new CompanyIdentity(hosted.Stem, null, country))) == NameLevel.Different;
    }

    private static double Score(AccountProfile a, AccountProfile b)
    {
        var name = NameComparison.Compare(a, b);
        var domainSame = a.Domain is not null && a.Domain == b.Domain;
        var bits = Prior + Domain(a, b) + Weight(name) + CountryAndPostalCode(a, b);
        if (name != NameLevel.Same && !domainSame)
        {
            bits = Math.Min(bits, GreyCap);
        }

        return 1 / (1 + Math.Pow(2, -bits));
    }

    private static double Domain(AccountProfile a, AccountProfile b) =>
        a.Domain is null || b.Domain is null ? 0
        : a.Domain == b.Domain ? DomainSame
        : a.Stem == b.Stem ? DomainDifferentSuffix
        : DomainDifferent;

    private static double CountryAndPostalCode(AccountProfile a, AccountProfile b)
    {
        var country = a.Country is null || b.Country is null ? 0 : a.Country == b.Country ? CountrySame : CountryDifferent;
        var postalCode = a.PostalCode is null || b.PostalCode is null || country < 0 ? 0
            : a.PostalCode == b.PostalCode ? PostalCodeSame
            : PostalCodeDifferent;
        return country + postalCode;
    }

    private static double Weight(NameLevel level) => level switch
    {
        NameLevel.Same => NameSame,
        NameLevel.Near => NameNear,
        NameLevel.Family => NameFamily,
        NameLevel.DomainOfOther => NameDomainOfOther,
        NameLevel.Contained => NameContained,
        NameLevel.Alike => NameAlike,
        NameLevel.Initials => NameInitials,
        NameLevel.Different => NameDifferent,
        _ => 0,
    };
}
