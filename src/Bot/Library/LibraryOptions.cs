using CoSellBot.Bot.Development;
using CoSellBot.Prm.Storage;
using Microsoft.Data.Sqlite;

namespace CoSellBot.Bot.Library;

/// <summary>Where the library's documents come from and where they are kept: settings <c>Knowledge:*</c> and <c>Qdrant:*</c>.</summary>
/// <param name="Folder">The folder that is watched; null when documents are taken in by hand, or are the demo's.</param>
/// <param name="File">The embedded library's file; null keeps it in memory.</param>
/// <param name="Qdrant">Qdrant's address; null for the embedded library.</param>
/// <param name="ApiKey">Qdrant's key, or null.</param>
/// <param name="Alias">The name behind which Qdrant's collections are exchanged.</param>
public sealed record LibraryOptions(string? Folder, string? File, Uri? Qdrant, string? ApiKey, string Alias)
{
    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static LibraryOptions From(IConfiguration configuration, IHostEnvironment environment, string connection)
    {
        var folder = Value("Knowledge:Folder");
        var isDemo = folder is null && environment.IsDevelopment() && DemoWorld.FolderOf(configuration["Seed:Playbooks"], "playbooks") is not null;
        var file = Value("Knowledge:File") ?? (isDemo ? null : BesideDatabase(connection));
        return Value("Knowledge:Index") switch
        {
            null or "embedded" => new LibraryOptions(folder, file, null, null, ""),
            "qdrant" => new LibraryOptions(folder, null, Address(), Value("Qdrant:ApiKey"), Value("Qdrant:Collection") ?? Knowledge.Qdrant.QdrantIndex.DefaultAlias),
            var other => throw new InvalidOperationException($"Knowledge:Index '{other}' is not known. Use embedded or qdrant."),
        };

        string? Value(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key]!.Trim();

        Uri Address() => Uri.TryCreate(Value("Qdrant:Endpoint"), UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || Value("Qdrant:ApiKey") is null)))
            ? new Uri(address.AbsoluteUri.TrimEnd('/') + "/")
            : throw new InvalidOperationException("Qdrant:Endpoint must be an address like https://qdrant.example:6333; a key is sent over https only.");
    }

    private static string? BesideDatabase(string connection)
    {
        if (Database.IsPostgres(connection))
        {
            return Path.Combine("data", "knowledge.db");
        }

        var settings = new SqliteConnectionStringBuilder(connection);
        return settings.Mode == SqliteOpenMode.Memory || settings.DataSource == ":memory:" ? null : Path.ChangeExtension(settings.DataSource, ".knowledge.db");
    }
}
