namespace CoSellBot.Prm.Import;

/// <summary>The running counts of one file.</summary>
internal sealed class FileTally(string table, string file)
{
    public string File => file;

    public long Read { get; set; }

    public long Added { get; set; }

    public long Updated { get; set; }

    public long Unchanged { get; set; }

    public long Rejected { get; set; }

    public long Warnings { get; set; }

    public long Corrected { get; set; }

    public FileReport ToReport() => new(table, file, Read, Added, Updated, Unchanged, Rejected, Warnings, Corrected);
}

/// <summary>Collects problems: lists the first of each cause, counts all, and stays small whatever the file holds.</summary>
internal sealed class ProblemLog
{
    private const int ListedOfOneCause = 100_000;
    private const int ListedInAll = 1_000_000;
    private const int MostCauses = 10_000;
    private const int FirstLines = 5;
    private const string Further = "further problems, counted only";

    private readonly List<FileTally> tallies = [];
    private readonly List<ImportProblem> problems = [];
    private readonly Dictionary<ImportProblem, Cause> causes = [];

    public List<string> Notes { get; } = [];

    public FileTally Begin(string table, string file)
    {
        var tally = new FileTally(table, file);
        tallies.Add(tally);
        return tally;
    }

    /// <summary>Adds a problem of a file that is being read.</summary>
    public void Add(FileTally tally, ImportProblem problem)
    {
        tally.Warnings += problem.Severity == ImportSeverity.Warning ? 1 : 0;
        tally.Corrected += problem.Severity == ImportSeverity.Corrected ? 1 : 0;
        Add(problem);
    }

    /// <summary>Adds a problem of a file that nothing was read from.</summary>
    public void Add(ImportProblem problem)
    {
        var key = problem with { Line = 0 };
        if (!causes.TryGetValue(key, out var cause))
        {
            key = causes.Count < MostCauses ? key : key with { Column = "", Reason = Further };
            cause = causes.TryGetValue(key, out var further) ? further : causes[key] = new Cause();
        }

        cause.Count++;
        if (cause.Lines.Count < FirstLines && problem.Line > 0)
        {
            cause.Lines.Add(problem.Line);
        }

        if (cause.Count <= ListedOfOneCause && problems.Count < ListedInAll)
        {
            problems.Add(problem);
        }
    }

    public ImportReport ToReport(string runId, bool dryRun) => new(
        runId, dryRun, [.. tallies.Select(tally => tally.ToReport())], [.. problems],
        [.. causes.OrderByDescending(pair => pair.Value.Count)
            .Select(pair => new ProblemGroup(pair.Key.File, pair.Key.Column, pair.Key.Reason, pair.Key.Severity, pair.Value.Count, [.. pair.Value.Lines]))],
        [.. Notes]);

    private sealed class Cause
    {
        public int Count { get; set; }

        public List<int> Lines { get; } = [];
    }
}
