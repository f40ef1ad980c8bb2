#!/usr/bin/env dotnet
#:property PublishAot=false
#:include MakeWorld.World.cs
#:include MakeWorld.Deals.cs
// Writes the demo world: dotnet run samples/MakeWorld.cs [folder]. The tables are in MakeWorld.cast.txt; what is not
// there is drawn from a seeded generator, one stream a topic, so that the same tables always give the same bytes.
using System.Globalization;

var samples = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var world = new World(new Cast(Path.Combine(samples, "MakeWorld.cast.txt")));
world.Build();
world.Write(args.Length > 0 ? args[0] : Path.Combine(samples, "world"));

/// <summary>SplitMix64: small, seeded by a topic's name, the same on every machine.</summary>
internal sealed class Draw(string topic)
{
    private const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private ulong _state = topic.Aggregate(14695981039346656037UL, (hash, c) => unchecked((hash ^ c) * 1099511628211UL));

    public int Int(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));
    public bool Chance(int percent) => Int(1, 100) <= percent;
    public T Pick<T>(IReadOnlyList<T> list) => list[Int(0, list.Count - 1)];
    public string Code(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Crockford[Int(0, 31)]));
    public string Fill(string pattern) => string.Concat(pattern.Select(c => c switch { '#' => (char)('0' + Int(0, 9)), '?' => "ABDEFGHJNPQRSTUWXYZ"[Int(0, 18)], _ => c }));

    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        var list = items.ToArray();
        for (var i = list.Length - 1; i > 0; i--)
        {
            var j = Int(0, i);
            (list[i], list[j]) = (list[j], list[i]);
        }

        return list;
    }

    private ulong Next()
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}

/// <summary>The sections of MakeWorld.cast.txt.</summary>
internal sealed class Cast
{
    private readonly Dictionary<string, List<string[]>> _sections = [];

    public Cast(string path)
    {
        List<string[]> rows = [];
        foreach (var line in File.ReadAllLines(path).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line[0] == '[')
            {
                _sections[line[1..line.IndexOf(']', StringComparison.Ordinal)]] = rows = [];
            }
            else
            {
                rows.Add(line.Split('|'));
            }
        }
    }

    public IReadOnlyList<string[]> this[string section] => _sections[section];
    public string[] Row(string section, string key) => _sections[section].First(r => r[0] == key);
}

internal static class Format
{
    private const string Marked = "äöüßåøæéèêáàâíìóòôõúùçñãëï", Plain = "a,o,u,ss,a,o,ae,e,e,e,a,a,a,i,i,o,o,o,o,u,u,c,n,a,e,i";

    public static string Fold(string text) => string.Concat(text.Select(c => Marked.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal) is var i and >= 0
        ? char.IsUpper(c) ? Plain.Split(',')[i].ToUpperInvariant() : Plain.Split(',')[i]
        : c.ToString()));

    public static string Slug(string text) => string.Concat(Fold(text).ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
    public static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    public static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    public static string[] List(string text) => text.Split(';');

    public static string Cell(object? value) => value switch
    {
        null => "",
        bool b => b ? "true" : "false",
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime t => t.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        string s when s.AsSpan().IndexOfAny(",\"\r\n") >= 0 => $"\"{s.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => (string)value,
    };
}
