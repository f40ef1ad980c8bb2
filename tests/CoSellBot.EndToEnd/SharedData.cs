using Xunit.Abstractions;

namespace CoSellBot.EndToEnd;

/// <summary>Public data sets that may lie beside the checkout.</summary>
public static class SharedData
{
    /// <summary>A data set's folder, or null with a line that says what is missing.</summary>
    public static string? Find(string name, ITestOutputHelper output)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "CoSellBot.sln")))
        {
            root = root.Parent;
        }

        var folder = root?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data", name) : null;
        if (folder is not null && Directory.Exists(folder))
        {
            return folder;
        }

        output.WriteLine($"Skipped: needs ../shared/data/{name} beside the repository root.");
        return null;
    }
}
