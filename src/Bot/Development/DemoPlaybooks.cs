using CoSellBot.Bot.Library;
using CoSellBot.Knowledge.Ingestion;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Storage;

namespace CoSellBot.Bot.Development;

/// <summary>The demo company's documents, read into the library at every start with their validity moved to today.</summary>
public sealed partial class DemoPlaybooks(WorldSeed seed, FolderIndexer indexer, LibraryOptions options, Tenant tenant, IConfiguration configuration, ILogger<DemoPlaybooks> log)
{
    /// <summary>Reads the folder; a file that is wrong is named in the log and left out.</summary>
    /// <exception cref="InvalidDataException">The folder's world.json cannot be read.</exception>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        // Into memory only: a library that is kept has documents of its own, and they would be forgotten for these.
        if (options is not { Folder: null, File: null, Qdrant: null } || DemoWorld.FolderOf(configuration["Seed:Playbooks"], "playbooks") is not { } folder)
        {
            return;
        }

        var report = await indexer.RunAsync(folder, tenant.Id, seed.ShiftOf(folder), null, cancellationToken);
        LogRead(report.Read, folder);
        foreach (var problem in report.Problems)
        {
            LogProblem(problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Read {Documents} playbook documents from {Folder}.")]
    private partial void LogRead(int documents, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A playbook document was left out. {Problem}.")]
    private partial void LogProblem(string problem);
}
