using System.Text;

namespace CoSellBot.Evals.Components;

/// <summary>Public data beside the repository. It is no part of the project and may be missing.</summary>
internal static class SharedData
{
    /// <summary>The folder that has <c>CoSellBot.sln</c>, from the binaries upwards.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The file's path; null, with a line that says so, when it is not on this machine.</summary>
    public static string? Find(string path, TextWriter output)
    {
        var file = Path.Combine(Root, "..", "shared", "data", path);
        if (File.Exists(file))
            return file;
        output.WriteLine($"   Skipped: ../shared/data/{path} is not on this machine.");
        return null;
    }

    /// <summary>Rows of a CSV file with quoted fields, the header left out.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(string file)
    {
        var text = File.ReadAllText(file);
        var row = new List<string>();
        var field = new StringBuilder();
        var (quoted, first) = (false, true);
        foreach (var c in text.EndsWith('\n') ? text : text + '\n')
        {
            if (c == '"')
            {
                // A doubled quote inside quotes closes and opens at once, and stands for one.
                if (!quoted && field.Length > 0)
                    field.Append('"');
                quoted = !quoted;
            }
            else if (quoted || c is not (',' or '\n' or '\r'))
            {
                field.Append(c);
            }
            else if (c != '\r')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == ',')
                    continue;
                if (!first && row.Count > 1)
                    yield return row;
                (row, first) = ([], false);
            }
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CoSellBot.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("CoSellBot.sln is not above the binaries.");
    }
}
