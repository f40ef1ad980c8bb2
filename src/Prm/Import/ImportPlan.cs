namespace CoSellBot.Prm.Import;

/// <summary>Which files of a folder become what, in which order.</summary>
internal static class ImportPlan
{
    private static readonly string[] PassedOver = ["world.json", "places.csv"];

    /// <exception cref="DirectoryNotFoundException">The folder, or the one a mapping includes, is not there.</exception>
    public static IReadOnlyList<ImportSource> Make(string folder, ImportMap? map, ProblemLog log)
    {
        var files = FilesOf(folder);
        var included = map?.Include is { } include ? FilesOf(include) : [];
        var entries = map?.Entries ?? [];
        var taken = new HashSet<string>(entries.Select(entry => entry.From), StringComparer.OrdinalIgnoreCase);
        var sources = new List<ImportSource>();
        foreach (var table in ImportTables.All)
        {
            var name = $"{table.Name}.csv";
            if (included.Remove(name, out var supplement))
            {
                sources.Add(new ImportSource(table, supplement, null));
            }

            foreach (var entry in entries.Where(entry => entry.Table == table.Name))
            {
                if (files.TryGetValue(entry.From, out var path))
                {
                    sources.Add(new ImportSource(table, path, entry));
                }
                else
                {
                    log.Add(new ImportProblem(entry.From, 0, "", $"The mapping makes {table.Name} of it, but the folder has no such file.", ImportSeverity.Warning));
                }
            }

            if (!taken.Contains(name) && entries.All(entry => entry.Table != table.Name) && files.Remove(name, out var own))
            {
                sources.Add(new ImportSource(table, own, null));
            }
        }

        foreach (var file in files.Where(file => !taken.Contains(file.Key)).Concat(included).Select(file => file.Key).Order(StringComparer.Ordinal))
        {
            if (PassedOver.Contains(file, StringComparer.OrdinalIgnoreCase)
                || file.StartsWith("README", StringComparison.OrdinalIgnoreCase) || file.StartsWith("truth", StringComparison.OrdinalIgnoreCase))
            {
                log.Notes.Add($"{file}: passed over; it is not part of the import.");
            }
            else
            {
                log.Add(new ImportProblem(file, 0, "", "Unknown file; nothing of it was imported.", ImportSeverity.Warning));
            }
        }

        return sources;
    }

    private static Dictionary<string, string> FilesOf(string folder)
    {
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            // Two names that differ in case only: the second is reported under its full path.
            if (!files.TryAdd(Path.GetFileName(path), path))
            {
                files[path] = path;
            }
        }

        return files;
    }
}
