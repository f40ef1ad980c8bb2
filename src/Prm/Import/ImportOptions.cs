using CoSellBot.Prm.Audit;

namespace CoSellBot.Prm.Import;

/// <summary>How a folder is imported.</summary>
/// <param name="MapFile">A YAML file that says how foreign files and columns become ours; null when the folder has our own format.</param>
/// <param name="DryRun">Read, check and count, and write nothing.</param>
/// <param name="ShiftDays">Days added to every date and instant except holidays; zero for an import, used by <see cref="WorldSeed"/> alone.</param>
/// <param name="By">Who sent the rows; null for an import of the operator's.</param>
public sealed record ImportOptions(string? MapFile = null, bool DryRun = false, int ShiftDays = 0, ImportOrder? By = null);

/// <summary>An import that one person ordered: few rows, taken all at once or not at all, and once for its key.</summary>
/// <param name="Actor">Who, for the audit.</param>
/// <param name="Key">The command's key; null for a dry run.</param>
/// <param name="Mark">The <see cref="ImportReport.Mark"/> of the dry run that was shown; anything else is refused.</param>
public sealed record ImportOrder(Actor Actor, string? Key = null, string? Mark = null);

/// <summary>How far an import has come; reported after each batch.</summary>
/// <param name="File">The file being read.</param>
/// <param name="Table">What its rows become.</param>
/// <param name="Rows">Rows read of it so far.</param>
public sealed record ImportProgress(string File, string Table, long Rows);
