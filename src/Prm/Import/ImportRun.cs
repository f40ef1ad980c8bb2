using System.Data;
using System.Text.Json;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import;

/// <summary>One run of the import: what it was asked, what it knows, how it writes.</summary>
internal sealed class ImportRun(
    IDbContextFactory<PrmDbContext> contexts, SingleWriter writes, string id, ImportOptions options, DateTimeOffset now, Known known,
    IProgress<ImportProgress>? progress)
{
    public ImportOptions Options => options;

    /// <summary>When the run began, by the business clock.</summary>
    public DateTimeOffset Now => now;

    public Known Known => known;

    public ProblemLog Log { get; } = new();

    public IProgress<ImportProgress>? Progress => progress;

    /// <summary>By table and key: where a row was read.</summary>
    public Dictionary<string, Dictionary<string, (string File, int Line)>> Places { get; } = [];

    /// <summary>What it does to each row, where one person ordered it.</summary>
    public List<RowChange> Changes { get; } = [];

    /// <summary>Receipt numbers of this run, to the registration that has each.</summary>
    public Dictionary<long, string> Receipts { get; } = [];

    /// <summary>Claims of this run that ask for protection.</summary>
    public List<(long Receipt, string Id, string Key)> Protected { get; } = [];

    /// <summary>A context to look at the model with.</summary>
    public PrmDbContext CreateContext() => contexts.CreateDbContext();

    /// <summary>Runs work in one transaction when the writer's turn comes; a dry run reads in it and saves nothing.</summary>
    /// <exception cref="PrmException"><see cref="PrmFailure.Forbidden"/> while the records are an older copy that no operator has accepted.</exception>
    public Task<T> WriteAsync<T>(Func<PrmDbContext, Task<T>> work, CancellationToken cancellationToken) => writes.RunAsync(
        async token =>
        {
            await using var context = await contexts.CreateDbContextAsync(token);
            await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, token);
            if (!options.DryRun)
            {
                await RestoreGate.PassAsync(context, token);
            }

            var result = await work(context);
            if (!options.DryRun)
            {
                await context.SaveChangesAsync(token);
                await transaction.CommitAsync(token);
            }

            return result;
        },
        cancellationToken);

    /// <summary>Adds the audit and the feed row of a file; they share the transaction of its last rows.</summary>
    /// <exception cref="PrmException"><see cref="PrmFailure.Conflict"/> when a person ordered other changes than these.</exception>
    public void Record(PrmDbContext context, FileReport counts, bool interrupted)
    {
        if (options is { DryRun: false, By: { Key: { } key, Mark: { } mark } })
        {
            if (interrupted)
            {
                return;
            }

            if (mark != RowChange.MarkOf(Changes))
            {
                throw new PrmException(PrmFailure.Conflict, "The rows are not as they were shown.", code: "rows.changed");
            }

            LedgerRows.Remember(context, key, mark, $"import/{counts.File}", now);
        }

        context.Add(new AuditEntry
        {
            At = now,
            ActorPersonId = options.By?.Actor.PersonId ?? "import",
            Channel = options.By?.Actor.Channel ?? "Import",
            MessageId = options.By?.Actor.MessageId ?? id,
            Action = "import.file",
            EntityRef = $"import/{counts.File}",
            After = JsonSerializer.Serialize(new
            {
                table = counts.Table,
                read = counts.Read,
                added = counts.Added,
                updated = counts.Updated,
                unchanged = counts.Unchanged,
                rejected = counts.Rejected,
                warnings = counts.Warnings,
                corrected = counts.Corrected,
                shiftDays = options.ShiftDays,
                map = options.MapFile is null ? null : Path.GetFileName(options.MapFile),
                interrupted,
                changes = options.By is null ? null : Changes,
            }),
        });
        context.Add(new ChangeRow { At = now, Kind = "import.file", EntityId = counts.File, IdempotencyKey = options.By?.Key });
    }
}
