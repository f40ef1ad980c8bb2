using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CoSellBot.Prm.Import;

/// <summary>How one foreign file becomes rows of one table.</summary>
/// <param name="Table">The table: "accounts".</param>
/// <param name="From">The file in the imported folder.</param>
/// <param name="Columns">Our column to the file's, or to a text with <c>{column}</c> in it.</param>
/// <param name="Values">By our column: the file's value to ours.</param>
/// <param name="Defaults">By our column: the value where the file has none.</param>
internal sealed record MapEntry(
    string Table, string From, IReadOnlyDictionary<string, string> Columns, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values,
    IReadOnlyDictionary<string, string> Defaults);

/// <summary>A mapping file. Every key in it is known, or it is refused: a misspelt key must not silently map nothing.</summary>
internal sealed record ImportMap(string? Include, IReadOnlyList<MapEntry> Entries)
{
    /// <exception cref="InvalidDataException">The file is no mapping; the message names the line and the key.</exception>
    public static ImportMap Load(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            var root = yaml.Documents.Count == 1 ? yaml.Documents[0].RootNode : throw new InvalidDataException($"{path} is not one YAML document.");
            return new Reader(path).Read(root);
        }
        catch (YamlException failure)
        {
            throw new InvalidDataException($"{path} line {failure.Start.Line} is not YAML: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The mapping cannot be read: {failure.Message}", failure);
        }
    }

    private sealed class Reader(string path)
    {
        private static readonly string[] EntryKeys = ["from", "columns", "values", "defaults"];

        public ImportMap Read(YamlNode root)
        {
            string? include = null;
            var entries = new List<MapEntry>();
            foreach (var (key, value) in Pairs(root, "the mapping"))
            {
                switch (key)
                {
                    case "include":
                        include = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Text(value, "include"));
                        _ = Directory.Exists(include) ? 0 : throw Wrong(value, $"there is no folder {include} to include");
                        break;
                    case "files":
                        entries.AddRange(Pairs(value, "files").SelectMany(pair => Entries(pair.Key, pair.Value)));
                        break;
                    default:
                        throw Unknown(value, key, "the mapping", ["include", "files"]);
                }
            }

            return new ImportMap(include, entries);
        }

        // One table may be made of several files: then a list stands where else the one entry does.
        private IEnumerable<MapEntry> Entries(string name, YamlNode node)
        {
            var table = ImportTables.All.FirstOrDefault(table => table.Name == name)
                ?? throw Unknown(node, name, "files", ImportTables.All.Select(table => table.Name));
            return node is YamlSequenceNode several ? [.. several.Select(one => Entry(table, one))] : [Entry(table, node)];
        }

        private MapEntry Entry(ImportTable table, YamlNode node)
        {
            var where = $"files.{table.Name}";
            var parts = Pairs(node, where).ToDictionary(pair => pair.Key, pair => pair.Value);
            if (parts.Keys.FirstOrDefault(key => !EntryKeys.Contains(key)) is { } unknown)
            {
                throw Unknown(parts[unknown], unknown, where, EntryKeys);
            }

            var from = parts.TryGetValue("from", out var file) ? Text(file, $"{where}.from") : $"{table.Name}.csv";
            if (from != Path.GetFileName(from))
            {
                throw Wrong(node, $"{where}.from is \"{from}\": write a file name; it is looked for in the imported folder");
            }

            return new MapEntry(
                table.Name, from, Columns(parts, "columns", table, Text), Columns<IReadOnlyDictionary<string, string>>(parts, "values", table, Texts),
                Columns(parts, "defaults", table, Text));
        }

        private Dictionary<string, T> Columns<T>(Dictionary<string, YamlNode> parts, string part, ImportTable table, Func<YamlNode, string, T> read)
        {
            var columns = new Dictionary<string, T>();
            var where = $"files.{table.Name}.{part}";
            foreach (var (column, value) in parts.TryGetValue(part, out var node) ? Pairs(node, where) : [])
            {
                columns[column] = table.Columns.Contains(column) ? read(value, $"{where}.{column}") : throw Unknown(value, column, where, table.Columns);
            }

            return columns;
        }

        private Dictionary<string, string> Texts(YamlNode node, string where)
        {
            var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (key, value) in Pairs(node, where))
            {
                if (!texts.TryAdd(key, Text(value, $"{where}.{key}")))
                {
                    throw Wrong(value, $"{where} has \"{key}\" twice");
                }
            }

            return texts;
        }

        private IEnumerable<(string Key, YamlNode Value)> Pairs(YamlNode node, string where) => node is YamlMappingNode map
            ? map.Children.Select(child => (Text(child.Key, where), child.Value))
            : throw Wrong(node, $"{where} must be a list of \"key: value\"");

        private string Text(YamlNode node, string where) => node is YamlScalarNode scalar
            ? scalar.Value ?? ""
            : throw Wrong(node, $"{where} must be a single value");

        private InvalidDataException Unknown(YamlNode node, string key, string where, IEnumerable<string> known) =>
            Wrong(node, $"{where} has no key \"{key}\"; it has {string.Join(", ", known)}");

        private InvalidDataException Wrong(YamlNode node, string what) => new($"{path} line {node.Start.Line}: {what}.");
    }
}
