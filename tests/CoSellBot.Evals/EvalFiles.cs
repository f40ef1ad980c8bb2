namespace CoSellBot.Evals;

/// <summary>Where the checkout and the public data beside it lie.</summary>
internal static class EvalFiles
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CoSellBot.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("CoSellBot.sln is not above the program.");
    }
}
