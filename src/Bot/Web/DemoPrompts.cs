using CoSellBot.Access;
using CoSellBot.Prm.Partners;

namespace CoSellBot.Bot.Web;

/// <summary>What a newcomer may try as a persona. Suggestions only; anything else may be typed.</summary>
internal static class DemoPrompts
{
    private static readonly string[] Cast = ["PER-LENA", "PER-JONAS", "PER-PRIYA", "PER-FELIX", "PER-ANJA"];

    public static int Rank(Person person) => Array.IndexOf(Cast, person.Id) is var at and >= 0 ? at : Cast.Length + (person.Role == Role.Rep ? 0 : 1);

    public static IReadOnlyList<string> For(PersonCard card) => card switch
    {
        { Person.Id: "PER-PRIYA" } => ["register fabrikam.co.uk for ledger, 45k, end of Q3", "status of our deals", "what is my limit?"],
        { Organization.Kind: OrganizationKind.Partner } => ["register contoso.com for Ledger, 20k EUR, end of September", "status of our deals", "is someone else on Contoso?", "what do I tell a bank that asks where the servers are?", "how long does protection last?"],
        { Person.Role: Role.Rep } => ["register Contoso with Nimbus for Ledger, 80k EUR, close end of September", "open opportunities at Contoso", "status of our deals"],
        _ => ["status of our deals", "who can approve what?", "who can read this?"],
    };
}
