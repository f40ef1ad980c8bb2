using Xunit;

namespace CoSellBot.Tests.Prm.Accounts;

/// <summary>Public data sets kept beside the repository, not in it: <c>../shared/data</c>.</summary>
internal static class SharedData
{
    public static string? Folder { get; } = Find();

    public static string PathOf(string relative) => Path.Combine(Folder ?? throw new InvalidOperationException("No shared data here."), relative);

    private static string? Find()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "CoSellBot.sln")))
        {
            root = root.Parent;
        }

        var folder = root?.Parent is null ? null : Path.Combine(root.Parent.FullName, "shared", "data");
        return Directory.Exists(folder) ? folder : null;
    }
}

/// <summary>A fact that is skipped, and says so, where the file it reads from <c>../shared/data</c> is absent.</summary>
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string file)
    {
        if (SharedData.Folder is null || !File.Exists(SharedData.PathOf(file)))
        {
            Skip = $"Needs ../shared/data/{file} beside the repository root.";
        }
    }
}
