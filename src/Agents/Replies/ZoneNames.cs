using System.Collections.Frozen;
using System.Globalization;

namespace CoSellBot.Agents.Replies;

/// <summary>Short names of time zones as people write them; zones without one show their offset from UTC.</summary>
internal static class ZoneNames
{
    // The zone database of the platform gives long names only. Standard and summer, by zone.
    private static readonly FrozenDictionary<string, (string Standard, string Summer)> Names = new Dictionary<string, (string, string)>
    {
        ["Europe/London"] = ("GMT", "BST"),
        ["Europe/Dublin"] = ("GMT", "IST"),
        ["Europe/Lisbon"] = ("WET", "WEST"),
        ["America/New_York"] = ("EST", "EDT"),
        ["America/Toronto"] = ("EST", "EDT"),
        ["America/Chicago"] = ("CST", "CDT"),
        ["America/Denver"] = ("MST", "MDT"),
        ["America/Los_Angeles"] = ("PST", "PDT"),
        ["America/Vancouver"] = ("PST", "PDT"),
        ["Asia/Tokyo"] = ("JST", "JST"),
        ["Asia/Kolkata"] = ("IST", "IST"),
        ["Australia/Sydney"] = ("AEST", "AEDT"),
        ["Etc/UTC"] = ("UTC", "UTC"),
        ["UTC"] = ("UTC", "UTC"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> German = new Dictionary<string, string>
    {
        ["CET"] = "MEZ",
        ["CEST"] = "MESZ",
        ["WET"] = "WEZ",
        ["WEST"] = "WESZ",
        ["EET"] = "OEZ",
        ["EEST"] = "OESZ",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Eastern =
        FrozenSet.ToFrozenSet(["Europe/Athens", "Europe/Bucharest", "Europe/Helsinki", "Europe/Kyiv", "Europe/Riga", "Europe/Sofia", "Europe/Tallinn", "Europe/Vilnius"], StringComparer.Ordinal);

    /// <summary>The short name in a language; German has its own for Europe's zones.</summary>
    public static string Abbreviation(TimeZoneInfo zone, DateTimeOffset at, string language) =>
        Abbreviation(zone, at) is var name && language == "de" && German.TryGetValue(name, out var german) ? german : name;

    private static string Abbreviation(TimeZoneInfo zone, DateTimeOffset at)
    {
        var summer = zone.IsDaylightSavingTime(at);
        if (Names.TryGetValue(zone.Id, out var name))
        {
            return summer ? name.Summer : name.Standard;
        }

        var offset = zone.GetUtcOffset(at);
        return zone.Id.StartsWith("Europe/", StringComparison.Ordinal) && Eastern.Contains(zone.Id) ? summer ? "EEST" : "EET"
            : zone.Id.StartsWith("Europe/", StringComparison.Ordinal) && zone.BaseUtcOffset == TimeSpan.FromHours(1) ? summer ? "CEST" : "CET"
            : $"UTC{(offset < TimeSpan.Zero ? "-" : "+")}{offset.ToString(offset.Minutes == 0 ? "%h" : "h\\:mm", CultureInfo.InvariantCulture)}";
    }
}
