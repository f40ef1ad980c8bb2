#pragma warning disable
namespace CoSellBot.Prm.Import;
public sealed record ImportOptions(string? MapFile = null, bool DryRun = false, int ShiftDays = 0);
public sealed record ImportProgress(string File, string Table, long Rows);
public sealed record ImportReport(int Added);
public sealed class WorldImport { public Task<ImportReport> RunAsync(string f, ImportOptions o, IProgress<ImportProgress>? p, CancellationToken c) => throw new NotSupportedException(); }
public sealed class WorldSeed { public Task<ImportReport?> SeedAsync(string f, CancellationToken c) => Task.FromResult<ImportReport?>(null); }
public static class ImportReportText { public static Task WriteAsync(ImportReport r, bool d, int m, TextWriter w)=>Task.CompletedTask; public static Task WriteCsvAsync(ImportReport r, string f, CancellationToken c)=>Task.CompletedTask; }
