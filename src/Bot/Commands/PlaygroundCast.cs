using Microsoft.VisualBasic.FileIO;

namespace CoSellBot.Bot.Commands;

/// <summary>One user of the simulator.</summary>
/// <param name="UserId">The id Teams gives the user towards the bot.</param>
/// <param name="Name">The name shown.</param>
/// <param name="ObjectId">The Microsoft Entra object id: with the tenant, what a person is found by.</param>
/// <param name="Email">The address.</param>
/// <param name="Linked">False for somebody made up to fill the simulator's list.</param>
internal sealed record PlaygroundUser(string UserId, string Name, string ObjectId, string Email, bool Linked);

/// <summary>Who is in the simulator: one person of a world and colleagues, never strangers, since the simulator gives everybody the same tenant.</summary>
/// <param name="Vendor">The vendor's name.</param>
/// <param name="Firm">The name of the person's firm.</param>
/// <param name="TenantId">The Microsoft 365 tenant of that firm.</param>
/// <param name="Suffix">What tells this firm's places from the vendor's; empty for the vendor.</param>
/// <param name="Current">The person to be.</param>
/// <param name="Others">Five others: same region first, then in the order of the file, then made-up ones.</param>
internal sealed record PlaygroundCast(string Vendor, string Firm, string TenantId, string Suffix, PlaygroundUser Current, IReadOnlyList<PlaygroundUser> Others)
{
    // Fewer than five users and the simulator ends without a word.
    private const int OthersNeeded = 5;

    /// <summary>Finds the people in a world's files.</summary>
    /// <exception cref="InvalidDataException">The person cannot be somebody in Teams; the message is for the person at the terminal.</exception>
    public static PlaygroundCast Read(string world, string personId)
    {
        var people = Rows(world, "people.csv", "person_id", "name", "email", "org_id", "region", "teams_aad_object_id");
        var organizations = Rows(world, "organizations.csv", "org_id", "kind", "name", "teams_tenant_id");
        var self = people.Find(row => row["person_id"] == personId) ?? throw new InvalidDataException($"There is no person '{personId}' in {Path.Combine(world, "people.csv")}.");
        if (self["teams_aad_object_id"].Length == 0)
        {
            throw new InvalidDataException($"{personId} has no teams_aad_object_id, so Teams cannot say who it is.");
        }

        var firm = organizations.Find(row => row["org_id"] == self["org_id"]);
        if (firm is null || firm["teams_tenant_id"].Length == 0)
        {
            throw new InvalidDataException($"{self["org_id"]}, the firm of {personId}, has no teams_tenant_id in {Path.Combine(world, "organizations.csv")}.");
        }

        var colleagues = people
            .Where(row => row["org_id"] == self["org_id"] && row["person_id"] != personId && row["teams_aad_object_id"].Length > 0)
            .OrderBy(row => row["region"] == self["region"] ? 0 : 1)
            .Take(OthersNeeded)
            .Select(User)
            .ToList();
        var guests = Enumerable.Range(1, OthersNeeded - colleagues.Count)
            .Select(i => new PlaygroundUser($"29:guest-{i}", $"Guest {i} (not linked)", $"unlinked-{i}", $"guest-{i}@unlinked.invalid", Linked: false));
        return new PlaygroundCast(
            organizations.Find(row => row["kind"] == "vendor")?["name"] ?? firm["name"],
            firm["name"],
            firm["teams_tenant_id"],
            firm["kind"] == "vendor" ? "" : $"-{Short(firm["org_id"], "ORG-")}",
            User(self),
            [.. colleagues, .. guests]);
    }

    private static PlaygroundUser User(Dictionary<string, string> row) =>
        new($"29:{Short(row["person_id"], "PER-")}", row["name"], row["teams_aad_object_id"], row["email"], Linked: true);

    private static string Short(string id, string prefix) =>
        (id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? id[prefix.Length..] : id).ToLowerInvariant();

    private static List<Dictionary<string, string>> Rows(string world, string name, params string[] columns)
    {
        var path = Path.Combine(world, name);
        try
        {
            using var parser = new TextFieldParser(path) { Delimiters = [","], HasFieldsEnclosedInQuotes = true };
            var header = parser.ReadFields() ?? [];
            if (columns.Except(header).FirstOrDefault() is { } missing)
            {
                throw new InvalidDataException($"{path} has no column {missing}.");
            }

            var rows = new List<Dictionary<string, string>>();
            while (parser.ReadFields() is { } fields)
            {
                rows.Add(columns.ToDictionary(column => column, column => fields.ElementAtOrDefault(Array.IndexOf(header, column))?.Trim() ?? ""));
            }

            return rows;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or MalformedLineException)
        {
            throw new InvalidDataException($"{path} cannot be read.", wrong);
        }
    }
}
