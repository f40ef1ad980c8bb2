namespace CoSellBot.Prm.Accounts;

/// <summary>What is known about who a company is, as typed or imported; nothing need be normalised.</summary>
/// <param name="Name">The company's name; may be empty when only a domain is known.</param>
/// <param name="Domain">A domain, URL or e-mail address of the company.</param>
/// <param name="Country">ISO 3166 two-letter country; "UK" is read as GB.</param>
/// <param name="PostalCode">Postal code of the address the company is known by.</param>
public sealed record CompanyIdentity(string Name, string? Domain = null, string? Country = null, string? PostalCode = null);
