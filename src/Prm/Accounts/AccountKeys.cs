using System.Text;

namespace CoSellBot.Prm.Accounts;

/// <summary>The keys by which an account is found again: stored in a table with the account, looked up by equality.</summary>
public static class AccountKeys
{
    private const int MaxLength = 200;
    private const int MinStem = 2;
    private const int MinSkeleton = 4;
    private const string Vowels = "aeiouy";

    /// <summary>
    /// The distinct keys of an identity, some ten of them; empty if nothing in it identifies a company. The same function makes the keys of the
    /// stored account and of the question, so two spellings meet if they share any key; meeting means "score them", not "the same".
    /// </summary>
    public static IReadOnlyList<AccountKey> Of(CompanyIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var profile = new AccountProfile(identity);
        var keys = new List<AccountKey>();
        if (profile.Domain is { } domain)
        {
            keys.Add(new(AccountKeyKind.Domain, domain));
            AddStem(keys, profile.Stem);
        }

        foreach (var form in profile.AtHome.Concat(profile.Anywhere))
        {
            keys.Add(new(AccountKeyKind.NameOnly, form.Key));
            if (form.Core.Length > 0)
            {
                AddName(keys, form, profile.Country);
            }
        }

        return [.. keys.Select(k => k with { Key = Cut(k.Key) }).Distinct()];
    }

    /// <summary>The keys without those that bridge a slip: for a look-up whose finds are taken and not scored or asked about.</summary>
    public static IEnumerable<AccountKey> WithoutSlips(CompanyIdentity identity) => Of(identity).Where(key => key.Kind != AccountKeyKind.Skeleton);

    private static string Cut(string key) =>
        key.Length <= MaxLength ? key : key[..(char.IsHighSurrogate(key[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];

    private static void AddName(List<AccountKey> keys, NameForm form, string? country)
    {
        if (country is not null)
        {
            keys.Add(new(AccountKeyKind.Name, $"{form.Key}|{country}"));
        }

        keys.Add(new(AccountKeyKind.NameTokens, form.Sorted));
        keys.Add(new(AccountKeyKind.NameTokens, string.Join(' ', form.Core)));
        AddStem(keys, form.Joined);
        AddStem(keys, string.Concat(form.Tokens.Where(t => t != "and")));
        AddStem(keys, string.Concat(form.Tokens.Where(form.Core.Contains)));
        if (form.Initials.Length > 0)
        {
            keys.Add(new(AccountKeyKind.Initials, form.Initials));
        }

        if (form.MayBeInitials)
        {
            keys.Add(new(AccountKeyKind.Initials, form.Joined));
        }

        var first = Skeleton(form.Tokens.First(form.Core.Contains));
        if (first.Length >= MinSkeleton)
        {
            keys.Add(new(AccountKeyKind.Skeleton, first));
        }
    }

    // Slips fall on vowels and doubled letters more than on anything else; the first letter always counts.
    private static string Skeleton(string word)
    {
        var kept = new StringBuilder(word.Length);
        foreach (var letter in word)
        {
            if (kept.Length == 0 || (!Vowels.Contains(letter) && kept[^1] != letter))
            {
                kept.Append(letter);
            }
        }

        return kept.ToString();
    }

    private static void AddStem(List<AccountKey> keys, string stem)
    {
        if (stem.Length >= MinStem)
        {
            keys.Add(new(AccountKeyKind.DomainStem, stem));
        }
    }
}
