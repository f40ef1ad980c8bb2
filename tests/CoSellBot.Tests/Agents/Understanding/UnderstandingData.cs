namespace CoSellBot.Tests.Agents.Understanding;

/// <summary>Where the tests find the intents and the public data beside the repository.</summary>
internal static class UnderstandingData
{
    public static string IntentsFolder => Path.Combine(Root, "prompts", "intents");

    /// <summary>A file of ../shared/data, or null when the data is not on this machine.</summary>
    public static string? Shared(string path)
    {
        var file = Path.Combine(Root, "..", "shared", "data", path);
        return File.Exists(file) ? file : null;
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CoSellBot.sln")))
                folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("CoSellBot.sln is not above the test binaries.");
        }
    }
}
