using System.Globalization;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import;

/// <summary>A batch inside its transaction. What is said here is kept only when the transaction is.</summary>
internal sealed class BatchContext<T>(PrmDbContext context, ImportRun run, IReadOnlyList<Pending<T>> rows, CancellationToken cancellation)
    where T : class
{
    private readonly HashSet<Pending<T>> rejected = [];
    private readonly List<Action> words = [];

    public PrmDbContext Context => context;

    public ImportRun Run => run;

    public CancellationToken Cancellation => cancellation;

    /// <summary>The rows nothing speaks against so far.</summary>
    public IEnumerable<Pending<T>> Rows => rows.Where(row => !rejected.Contains(row));

    /// <summary>What is stored under the keys of the batch.</summary>
    public required IReadOnlyDictionary<string, T> Stored { get; init; }

    public List<T> New { get; } = [];

    public List<T> Changed { get; } = [];

    public int Unchanged { get; set; }

    public int Rejected => rejected.Count;

    public void Reject(Pending<T> row, string column, string reason)
    {
        rejected.Add(row);
        words.Add(() => row.Row.Reject(column, reason));
    }

    public void Warn(Pending<T> row, string column, string reason) => words.Add(() => row.Row.Warn(column, reason));

    public void Speak()
    {
        words.ForEach(word => word());
        words.Clear();
    }
}

/// <summary>Writes the rows of one file in batches.</summary>
internal sealed class TableWriter<T>
    where T : class
{
    private readonly Table<T> table;
    private readonly ImportRun run;
    private readonly FileTally tally;
    private readonly List<(string Key, string Parent)> waiting = [];
    private Func<T, object?>[]? keyParts;
    private string firstKey = "";

    public TableWriter(Table<T> table, ImportRun run, FileTally tally)
    {
        this.table = table;
        this.run = run;
        this.tally = tally;
        Places = run.Places.TryGetValue(table.Name, out var places) ? places : run.Places[table.Name] = [];
    }

    public string File => tally.File;

    /// <summary>Where the rows of this table were read, in this file and others of the run.</summary>
    public Dictionary<string, (string File, int Line)> Places { get; }

    public string KeyOf(T entity)
    {
        if (keyParts is null)
        {
            using var context = run.CreateContext();
            var properties = context.Model.FindEntityType(typeof(T))!.FindPrimaryKey()!.Properties;
            firstKey = properties[0].Name;
            keyParts = [.. properties.Select(property => (Func<T, object?>)(row => property.PropertyInfo!.GetValue(row)))];
        }

        return keyParts.Length == 1
            ? (string)keyParts[0](entity)!
            : string.Join('\u001F', keyParts.Select(part => Convert.ToString(part(entity), CultureInfo.InvariantCulture)));
    }

    /// <summary>Remembers a row that refers to one not yet read.</summary>
    public void Watch(string key, T entity)
    {
        if (table.Tree is { } tree && tree.Parent(entity) is { } parent && !tree.IsKnown(run.Known, parent))
        {
            waiting.Add((key, parent));
        }
    }

    public async Task WriteAsync(IReadOnlyList<Pending<T>> rows, bool last, CancellationToken cancellationToken)
    {
        try
        {
            var batch = await run.WriteAsync(async context => await ApplyAsync(context, rows, last, cancellationToken), cancellationToken);
            batch.Speak();
            foreach (var row in batch.Rows)
            {
                table.Learn?.Invoke(run.Known, row.Entity);
            }
        }
        // What one person ordered is taken as a whole or not at all.
        catch (DbUpdateException failure) when (rows.Count > 1 && run.Options.By is null && failure.IsRefusal())
        {
            // One row is to blame: find it by writing them one at a time.
            foreach (var row in rows)
            {
                await WriteAsync([row], last: false, cancellationToken);
            }

            await (last ? WriteAsync([], last: true, cancellationToken) : Task.CompletedTask);
        }
        catch (DbUpdateException failure) when (rows.Count == 1 && run.Options.By is null && failure.IsRefusal())
        {
            rows[0].Row.Reject("", $"The database refused it: {failure.InnerException?.Message ?? failure.Message}");
            tally.Rejected++;
            await (last ? WriteAsync([], last: true, cancellationToken) : Task.CompletedTask);
        }
    }

    /// <summary>Leaves word of a file that was not read to its end.</summary>
    public Task InterruptAsync() => run.WriteAsync(
        context =>
        {
            run.Record(context, tally.ToReport(), interrupted: true);
            return Task.FromResult(0);
        },
        CancellationToken.None);

    private async Task<BatchContext<T>> ApplyAsync(PrmDbContext context, IReadOnlyList<Pending<T>> rows, bool last, CancellationToken cancellationToken)
    {
        var batch = new BatchContext<T>(context, run, rows, cancellationToken) { Stored = await StoredAsync(context, rows, cancellationToken) };
        foreach (var row in rows)
        {
            if (table.Owner is { } owner && batch.Stored.TryGetValue(row.Key, out var stored) && owner(stored) != owner(row.Entity))
            {
                batch.Reject(row, table.Columns[0], "The id belongs to another organisation's row.");
            }
        }

        await (table.Complete?.Invoke(batch) ?? Task.CompletedTask);
        var lived = await LivedAsync(context, batch, cancellationToken);
        foreach (var row in batch.Rows)
        {
            Compare(batch, row, lived);
        }

        await (table.Follow?.Invoke(batch) ?? Task.CompletedTask);
        if (run.Options.By is not null)
        {
            run.Changes.AddRange(batch.New.Select(row => RowChange.Of(context.Entry(row), isNew: true)));
            run.Changes.AddRange(batch.Changed.Select(row => RowChange.Of(context.Entry(row), isNew: false)));
        }

        if (!run.Options.DryRun)
        {
            await context.SaveChangesAsync(cancellationToken);
        }

        if (last)
        {
            await EndAsync(context, batch, cancellationToken);
        }

        // From here on only the commit can fail, and the audit row wants the final counts.
        tally.Added += batch.New.Count;
        tally.Updated += batch.Changed.Count;
        tally.Unchanged += batch.Unchanged;
        tally.Rejected += batch.Rejected;
        if (last)
        {
            batch.Speak();
            run.Record(context, tally.ToReport(), interrupted: false);
        }

        return batch;
    }

    private async Task<Dictionary<string, T>> StoredAsync(PrmDbContext context, IReadOnlyList<Pending<T>> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var column = firstKey;
        var firsts = rows.Select(row => (string)keyParts![0](row.Entity)!).Distinct().ToList();
        var stored = await context.Set<T>().Where(row => firsts.Contains(EF.Property<string>(row, column))).ToListAsync(cancellationToken);
        return stored.ToDictionary(KeyOf);
    }

    private async Task<HashSet<string>> LivedAsync(PrmDbContext context, BatchContext<T> batch, CancellationToken cancellationToken)
    {
        if (table.AuditName is not { } name || batch.Stored.Count == 0)
        {
            return [];
        }

        var references = batch.Stored.Keys.Select(key => $"{name}/{key}").ToList();
        var lived = await context.Set<AuditEntry>().Where(entry => references.Contains(entry.EntityRef))
            .Select(entry => entry.EntityRef).Distinct().ToListAsync(cancellationToken);
        return [.. lived.Select(reference => reference[(name.Length + 1)..])];
    }

    private static void Compare(BatchContext<T> batch, Pending<T> row, HashSet<string> lived)
    {
        if (!batch.Stored.TryGetValue(row.Key, out var stored))
        {
            batch.Context.Add(row.Entity);
            batch.New.Add(row.Entity);
            return;
        }

        var entry = batch.Context.Entry(stored);
        entry.CurrentValues.SetValues(row.Entity);
        if (entry.State == EntityState.Unchanged)
        {
            batch.Unchanged++;
        }
        else if (lived.Contains(row.Key))
        {
            entry.CurrentValues.SetValues(entry.OriginalValues);
            entry.State = EntityState.Unchanged;
            batch.Unchanged++;
            batch.Warn(row, "", "Was changed here since; kept as it is here.");
        }
        else
        {
            batch.Changed.Add(stored);
        }
    }

    private async Task EndAsync(PrmDbContext context, BatchContext<T> batch, CancellationToken cancellationToken)
    {
        var here = batch.Rows.Select(row => row.Key).ToHashSet();
        var orphans = waiting.Where(wait => !here.Contains(wait.Parent) && !table.Tree!.IsKnown(run.Known, wait.Parent)).ToList();
        foreach (var some in orphans.Chunk(500))
        {
            var keys = some.Select(orphan => orphan.Key).ToList();
            foreach (var row in await context.Set<T>().Where(row => keys.Contains(EF.Property<string>(row, "Id"))).ToListAsync(cancellationToken))
            {
                context.Entry(row).Property("ParentId").CurrentValue = null;
            }

            foreach (var (key, parent) in some)
            {
                Warn(key, table.Tree!.Column, $"Its parent \"{Row.Short(parent)}\" was rejected; kept without one.");
            }
        }

        if (table.Finish is not null)
        {
            await table.Finish(new FileEnd(context, run, Warn, cancellationToken));
        }
    }

    private void Warn(string key, string column, string reason) =>
        run.Log.Add(tally, new ImportProblem(File, Places.TryGetValue(key, out var place) ? place.Line : 0, column, reason, ImportSeverity.Warning));
}
