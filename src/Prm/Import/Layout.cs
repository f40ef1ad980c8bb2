using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace CoSellBot.Prm.Import;

/// <summary>Where each of our columns is found in one file.</summary>
internal sealed partial class Layout
{
    private readonly FrozenDictionary<string, Place> places;

    private readonly string[] header;

    private Layout(FrozenDictionary<string, Place> places, string[] header)
    {
        this.places = places;
        this.header = header;
    }

    /// <summary>Reads the header; null when the file cannot be imported, which is then in the log.</summary>
    public static Layout? Read(ImportTable table, MapEntry? map, CsvRecord header, Action<string, string, ImportSeverity> report)
    {
        if (header.Fault is not null)
        {
            report("", header.Fault, ImportSeverity.Rejected);
            return null;
        }

        var usable = true;
        void Refuse(string column, string reason)
        {
            usable = false;
            report(column, reason, ImportSeverity.Rejected);
        }

        var source = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.Fields.Length; i++)
        {
            var name = header.Fields[i].Trim();
            if (!source.TryAdd(name, i))
            {
                Refuse(name, "The header names this column twice.");
            }
        }

        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var places = new Dictionary<string, Place>();
        foreach (var column in table.Columns)
        {
            var asked = map?.Columns.GetValueOrDefault(column);
            var names = asked is null ? [column] : asked.Contains('{', StringComparison.Ordinal) ? [.. Names().Matches(asked).Select(m => m.Groups[1].Value)] : new[] { asked };
            var missing = names.Where(name => !source.ContainsKey(name)).ToList();
            var fallback = map?.Defaults.GetValueOrDefault(column);
            if (missing.Count > 0 && (asked is not null || (fallback is null && table.Required.Contains(column))))
            {
                Refuse(missing[0], missing[0] == column ? "The column is missing." : $"The column is missing; the mapping takes {column} from it.");
                continue;
            }

            used.UnionWith(names);
            places[column] = new Place(
                asked is null || names.Contains(asked) ? names[0] : column,
                asked is not null && !names.Contains(asked) ? asked : null,
                [.. names.Select(name => (name, source.GetValueOrDefault(name, -1)))],
                map?.Values.GetValueOrDefault(column),
                fallback ?? "");
        }

        if (!usable && source.Count == 1 && source.Keys.First().Contains(';', StringComparison.Ordinal))
        {
            report("", "The values seem to be separated by ';'; only ',' is read.", ImportSeverity.Rejected);
        }

        foreach (var unknown in source.Keys.Where(name => !used.Contains(name)))
        {
            report(unknown, "Unknown column; its values were not imported.", ImportSeverity.Warning);
        }

        return usable ? new Layout(places.ToFrozenDictionary(StringComparer.Ordinal), header.Fields) : null;
    }

    /// <summary>The column as the file calls it.</summary>
    public string NameOf(string column) => places[column].Name;

    /// <summary>The column at a place of the file; empty beyond the header.</summary>
    public string NameAt(int index) => index >= 0 && index < header.Length ? header[index].Trim() : "";

    /// <summary>The value of one of our columns, and how it was read if not as it stands.</summary>
    public string Text(CsvRecord record, string column, out string? reading)
    {
        var place = places[column];
        reading = null;
        var text = place.Template is null ? Field(record, place.Sources[0].Index) : Fill(place, record);
        if (place.Values is { } values && text.Length > 0)
        {
            // The mapping's author knows what Won becomes; a near miss of a value, in the file or in the mapping, is worth telling.
            var key = values.ContainsKey(text) ? text : CloseWords.Find(text, values.Keys);
            var mapped = key is null ? text : values[key];
            if (!string.Equals(mapped, text, StringComparison.OrdinalIgnoreCase)
                && (!string.Equals(key, text, StringComparison.OrdinalIgnoreCase) || CloseWords.AreClose(text, mapped)))
            {
                reading = $"\"{text}\" was read as \"{mapped}\".";
            }

            text = mapped;
        }

        return text.Length > 0 ? text : place.Default;
    }

    private static string Field(CsvRecord record, int index) => index < 0 ? "" : record.Fields[index].Trim();

    // Half a key is no key: with a part missing the whole is empty.
    private static string Fill(Place place, CsvRecord record)
    {
        var text = place.Template!;
        foreach (var (name, index) in place.Sources)
        {
            var part = Field(record, index);
            if (part.Length == 0)
            {
                return "";
            }

            text = text.Replace($"{{{name}}}", part, StringComparison.Ordinal);
        }

        return text;
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Names();

    private sealed record Place(
        string Name, string? Template, (string Name, int Index)[] Sources, IReadOnlyDictionary<string, string>? Values, string Default);
}
