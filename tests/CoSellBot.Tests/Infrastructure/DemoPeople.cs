using CoSellBot.Bot.Development;
using Microsoft.VisualBasic.FileIO;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>The people and rooms of the demo world as Teams and Slack know them. PER-LENA is "lena" here.</summary>
internal static class DemoPeople
{
    private const string Prefix = "PER-";
    private static readonly Lazy<List<Dictionary<string, string>>> People = new(() => Rows("people.csv"));
    private static readonly Lazy<Dictionary<string, Dictionary<string, string>>> Firms = new(() => Rows("organizations.csv").ToDictionary(row => row["org_id"]));
    private static readonly Lazy<Dictionary<string, string>> FirmIds = new(() => People.Value.ToDictionary(row => NameOf(row["person_id"]), row => row["org_id"]));

    private static readonly Lazy<Dictionary<string, IReadOnlyList<string>>> Places = new(() => Rows("places.csv")
        .ToDictionary(row => row["place_id"], IReadOnlyList<string> (row) => [.. row["members"].Split(';').Select(NameOf)]));

    /// <summary>Everybody.</summary>
    public static IEnumerable<string> All => FirmIds.Value.Keys;

    /// <summary>Who is in which room of the web page, by its id.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Rooms => Places.Value;

    /// <summary>The short name of a person's id.</summary>
#pragma warning disable CA1308 // Their accounts are written so.
    public static string NameOf(string personId) => personId[Prefix.Length..].ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>The id of a person.</summary>
    public static string IdOf(string who) => Prefix + who.ToUpperInvariant();

    /// <summary>The Microsoft 365 tenant; the vendor's for whoever is not in the demo world.</summary>
    public static string TeamsTenantOf(string who) => FirmOf(who)["teams_tenant_id"];

    /// <summary>The Slack workspace; the vendor's for whoever is not in the demo world.</summary>
    public static string SlackTeamOf(string who) => FirmOf(who)["slack_team_id"];

    private static Dictionary<string, string> FirmOf(string who) => Firms.Value[FirmIds.Value.GetValueOrDefault(who, "ORG-HALVOR")];

    private static List<Dictionary<string, string>> Rows(string file)
    {
        using var parser = new TextFieldParser(Path.Combine(DemoWorld.FolderOf(null, "world")!, file)) { Delimiters = [","], HasFieldsEnclosedInQuotes = true };
        var columns = parser.ReadFields()!;
        var rows = new List<Dictionary<string, string>>();
        while (parser.ReadFields() is { } fields)
        {
            rows.Add(columns.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second));
        }

        return rows;
    }
}
