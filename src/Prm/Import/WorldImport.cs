using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import;

/// <summary>
/// Imports a folder of CSV files: the format of the world files, or any other by a mapping. Rows are found again by their own ids, so a
/// second run adds nothing and an interrupted one is simply repeated. It adds and changes rows and never deletes any.
/// </summary>
public sealed class WorldImport(IDbContextFactory<PrmDbContext> contexts, SingleWriter writes, BusinessClock clock, Ids ids)
{
    /// <summary>Reads the folder and writes what it can; what it cannot is in the report with file, line, column and reason.</summary>
    /// <param name="folder">The folder; files of it that are missing are simply not imported.</param>
    /// <param name="options">The mapping, whether to write at all, and the seeding's shift.</param>
    /// <param name="progress">Told after every batch, or null.</param>
    /// <param name="cancellationToken">Stops between batches; those written stay.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The mapping file cannot be used; the message names line and key.</exception>
    public async Task<ImportReport> RunAsync(
        string folder, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var map = options.MapFile is null ? null : ImportMap.Load(options.MapFile);
        Known known;
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            known = await Known.ReadAsync(context, cancellationToken);
        }

        var runId = ids.Ulid();
        var run = new ImportRun(contexts, writes, runId, options, clock.GetUtcNow(), known, progress);
        foreach (var source in ImportPlan.Make(folder, map, run.Log))
        {
            await source.Table.ImportAsync(run, source, cancellationToken);
        }

        return run.Log.ToReport(runId, options.DryRun) with { Changes = run.Changes };
    }
}
