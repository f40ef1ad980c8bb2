namespace CoSellBot.Prm.Accounts;

/// <summary>What a key was made of. Stored as a number: never renumber.</summary>
public enum AccountKeyKind
{
    /// <summary>The registrable domain, if it identifies a company.</summary>
    Domain = 1,

    /// <summary>The name key and the country: <c>contoso|DE</c>.</summary>
    Name = 2,

    /// <summary>The name key alone.</summary>
    NameOnly = 3,

    /// <summary>The words of the name in alphabetical order, with and without words such as "group".</summary>
    NameTokens = 4,

    /// <summary>The first label of the domain, or the name written as one: contoso.com meets "Contoso GmbH".</summary>
    DomainStem = 5,

    /// <summary>Three or more first letters, or a name that may be such letters: "IBM".</summary>
    Initials = 6,

    /// <summary>The consonants of the first telling word, doubles once: "Quellwind Maschinenbau" meets "Quelwind".</summary>
    Skeleton = 7,
}

/// <summary>One entry of the key table: accounts that share an entry are worth scoring against each other.</summary>
/// <param name="Kind">What the key was made of.</param>
/// <param name="Key">The text, compared by ordinal equality; at most 200 characters.</param>
public readonly record struct AccountKey(AccountKeyKind Kind, string Key);
