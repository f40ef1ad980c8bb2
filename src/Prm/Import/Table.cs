namespace CoSellBot.Prm.Import;

/// <summary>How rows of one table hang on each other.</summary>
/// <param name="Column">The column with the reference; the property is called ParentId.</param>
/// <param name="Parent">The reference.</param>
/// <param name="IsKnown">True for an id that is stored.</param>
internal sealed record Tree<T>(string Column, Func<T, string?> Parent, Func<Known, string, bool> IsKnown);

/// <summary>The end of a file.</summary>
/// <param name="Context">In the transaction of the last rows.</param>
/// <param name="Run">The run.</param>
/// <param name="Warn">Reports a row by its key.</param>
/// <param name="Cancellation">Stops it.</param>
internal sealed record FileEnd(Storage.PrmDbContext Context, ImportRun Run, Action<string, string, string> Warn, CancellationToken Cancellation);

/// <summary>A row that was read well, on its way to the database.</summary>
internal sealed class Pending<T>(Row row, string key, T entity)
{
    public Row Row => row;

    public string Key => key;

    public T Entity => entity;
}

/// <summary>The import of one entity: read a row, compare it with what is stored, write the difference.</summary>
internal sealed class Table<T>(string name, string columns, Func<Row, T> read) : ImportTable(name, columns)
    where T : class
{
    private const int BatchSize = 500;

    /// <summary>Remembers a written row for the references of later ones.</summary>
    public Action<Known, T>? Learn { get; init; }

    /// <summary>Whose row it is; a file cannot give it to somebody else.</summary>
    public Func<T, string?>? Owner { get; init; }

    /// <summary>Name of the kind in the audit: a row that has a history of its own there is no longer the file's to change.</summary>
    public string? AuditName { get; init; }

    /// <summary>Set when rows refer to rows of the same file, which may stand further down.</summary>
    public Tree<T>? Tree { get; init; }

    /// <summary>Completes what the file does not say, before the comparison: called for every batch with the stored rows by key.</summary>
    public Func<BatchContext<T>, Task>? Complete { get; init; }

    /// <summary>Writes what hangs on new and changed rows.</summary>
    public Func<BatchContext<T>, Task>? Follow { get; init; }

    /// <summary>Runs after the last row of the file, in the transaction of its last rows.</summary>
    public Func<FileEnd, Task>? Finish { get; init; }

    public override async Task ImportAsync(ImportRun run, ImportSource source, CancellationToken cancellationToken)
    {
        var tally = run.Log.Begin(Name, source.FileName);
        var writer = new TableWriter<T>(this, run, tally);
        try
        {
            run.Known.Coming = Tree is null ? [] : await IdsAsync(source, cancellationToken);

            Layout? layout = null;
            var batch = new List<Pending<T>>(BatchSize);
            await foreach (var record in CsvFile.ReadAsync(source.Path, cancellationToken))
            {
                if (layout is null)
                {
                    layout = Layout.Read(this, source.Map, record, (column, reason, severity) =>
                        run.Log.Add(tally, new ImportProblem(tally.File, record.Line, column, reason, severity)));
                    if (layout is null)
                    {
                        break;
                    }

                    continue;
                }

                tally.Read++;
                if (Take(new Row(layout, record, tally, run), record, writer) is { } pending)
                {
                    batch.Add(pending);
                }
                else
                {
                    tally.Rejected++;
                }

                if (batch.Count == BatchSize)
                {
                    await writer.WriteAsync(batch, last: false, cancellationToken);
                    batch.Clear();
                    run.Progress?.Report(new ImportProgress(tally.File, Name, tally.Read));
                }
            }

            await writer.WriteAsync(batch, last: true, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            run.Log.Add(tally, new ImportProblem(tally.File, 0, "", $"Cannot be read: {failure.Message}", ImportSeverity.Rejected));
            await writer.InterruptAsync();
        }
        catch (OperationCanceledException)
        {
            // The batches before are written and stay; the audit must say so.
            await writer.InterruptAsync();
            throw;
        }

        run.Progress?.Report(new ImportProgress(tally.File, Name, tally.Read));
    }

    private Pending<T>? Take(Row row, CsvRecord record, TableWriter<T> writer)
    {
        if (record.Fault is not null)
        {
            row.RejectWhole(record);
            return null;
        }

        var entity = read(row);
        if (row.Rejected)
        {
            return null;
        }

        var key = writer.KeyOf(entity);
        if (!writer.Places.TryAdd(key, (writer.File, row.Line)))
        {
            var (file, line) = writer.Places[key];
            row.Reject(Columns[0], $"Repeats line {line}{(file == writer.File ? "" : $" of {file}")}, which counts.");
            return null;
        }

        writer.Watch(key, entity);
        return new Pending<T>(row, key, entity);
    }

    private async Task<HashSet<string>> IdsAsync(ImportSource source, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>();
        Layout? layout = null;
        await foreach (var record in CsvFile.ReadAsync(source.Path, cancellationToken))
        {
            if (layout is null)
            {
                layout = Layout.Read(this, source.Map, record, (_, _, _) => { });
                if (layout is null)
                {
                    break;
                }
            }
            else if (record.Fault is null)
            {
                ids.Add(layout.Text(record, Columns[0], out _));
            }
        }

        return ids;
    }
}
