namespace CoSellBot.Prm.Import;

/// <summary>What a problem did to its row.</summary>
public enum ImportSeverity
{
    /// <summary>The row, or the file, was left out.</summary>
    Rejected,

    /// <summary>The row was kept, but somebody should look.</summary>
    Warning,

    /// <summary>A value was read as something other than what stands in the file.</summary>
    Corrected,
}

/// <summary>One thing that is not as it should be.</summary>
/// <param name="File">The file as it is called in the folder.</param>
/// <param name="Line">Line in the file, the header being line 1; 0 for the file as a whole.</param>
/// <param name="Column">The column as the file calls it; empty when no single column is to blame.</param>
/// <param name="Reason">What is wrong, with the value.</param>
/// <param name="Severity">What it did to the row.</param>
public sealed record ImportProblem(string File, int Line, string Column, string Reason, ImportSeverity Severity);

/// <summary>Problems of one cause: all of them are counted here, even those too many to list.</summary>
/// <param name="File">The file.</param>
/// <param name="Column">The column.</param>
/// <param name="Reason">The common reason.</param>
/// <param name="Severity">The common severity.</param>
/// <param name="Count">How many rows.</param>
/// <param name="FirstLines">The first lines, at most five.</param>
public sealed record ProblemGroup(string File, string Column, string Reason, ImportSeverity Severity, int Count, IReadOnlyList<int> FirstLines);

/// <summary>What became of one file, or of one use of it when a mapping makes two tables of it. Read is Added, Updated, Unchanged and Rejected together.</summary>
/// <param name="Table">What its rows became: "accounts".</param>
/// <param name="File">The file.</param>
/// <param name="Read">Rows below the header.</param>
/// <param name="Added">Rows that were new.</param>
/// <param name="Updated">Rows that were there and differed.</param>
/// <param name="Unchanged">Rows that were there and stay as they are.</param>
/// <param name="Rejected">Rows left out.</param>
/// <param name="Warnings">Warnings given.</param>
/// <param name="Corrected">Values read as something else.</param>
public sealed record FileReport(
    string Table, string File, long Read, long Added, long Updated, long Unchanged, long Rejected, long Warnings, long Corrected);

/// <summary>The account an import gives of itself. Nothing it left out or changed is missing from it.</summary>
/// <param name="RunId">Names the run in the audit.</param>
/// <param name="DryRun">True when nothing was written.</param>
/// <param name="Files">Every file that was read, in the order of reading.</param>
/// <param name="Problems">Each problem with its line; at most 100,000 of one cause and a million in all, the rest is counted in <paramref name="Groups"/>.</param>
/// <param name="Groups">The problems by cause, most frequent first.</param>
/// <param name="Notes">Files that were passed over on purpose, and why.</param>
public sealed record ImportReport(
    string RunId, bool DryRun, IReadOnlyList<FileReport> Files, IReadOnlyList<ImportProblem> Problems, IReadOnlyList<ProblemGroup> Groups,
    IReadOnlyList<string> Notes)
{
    /// <summary>Each row that is added or changed, for an import that one person ordered; else empty.</summary>
    public IReadOnlyList<RowChange> Changes { get; init; } = [];

    /// <summary>Equal for equal changes.</summary>
    public string Mark => RowChange.MarkOf(Changes);

    /// <summary>Rows that were new, of all files.</summary>
    public long Added => Files.Sum(file => file.Added);

    /// <summary>Rows that were changed, of all files.</summary>
    public long Updated => Files.Sum(file => file.Updated);

    /// <summary>Rows left out, of all files.</summary>
    public long Rejected => Files.Sum(file => file.Rejected);

    /// <summary>True when nothing, row or file, was left out.</summary>
    public bool Complete => Groups.All(group => group.Severity != ImportSeverity.Rejected);
}
