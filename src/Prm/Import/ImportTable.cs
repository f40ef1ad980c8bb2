namespace CoSellBot.Prm.Import;

/// <summary>A file of one table on its way in.</summary>
internal sealed record ImportSource(ImportTable Table, string Path, MapEntry? Map)
{
    public string FileName => System.IO.Path.GetFileName(Path);
}

/// <summary>How the files of one table are read and written.</summary>
internal abstract class ImportTable
{
    // "person_id! name! email": a mark means that the file must have the column.
    protected ImportTable(string name, string columns)
    {
        Name = name;
        var words = columns.Split(' ');
        Columns = [.. words.Select(word => word.TrimEnd('!'))];
        Required = words.Where(word => word.EndsWith('!')).Select(word => word.TrimEnd('!')).ToHashSet();
    }

    public string Name { get; }

    public IReadOnlyList<string> Columns { get; }

    public IReadOnlySet<string> Required { get; }

    /// <summary>Imports one file. Rows that cannot be taken are in the run's log afterwards; only the database and cancellation throw.</summary>
    public abstract Task ImportAsync(ImportRun run, ImportSource source, CancellationToken cancellationToken);
}
