using System.Globalization;
using CoSellBot.Prm.Import;

namespace CoSellBot.Bot.Commands;

/// <summary>An import's report for people: a line a file, the problems by cause, and on request every problem as CSV.</summary>
internal static class ImportReportText
{
    public static async Task WriteAsync(ImportReport report, int mostGroups, TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{"table",-24}{"read",10}{"added",10}{"updated",10}{"unchanged",11}{"rejected",10}  file");
        foreach (var file in report.Files)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{file.Table,-24}{file.Read,10:N0}{file.Added,10:N0}{file.Updated,10:N0}{file.Unchanged,11:N0}{file.Rejected,10:N0}  {file.File}"));
        }

        foreach (var group in report.Groups.Take(mostGroups))
        {
            var lines = group.FirstLines.Count == 0 ? "" : $", first in line {string.Join(", ", group.FirstLines)}";
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{group.Severity}: {group.Count:N0} x {group.File}{(group.Column.Length > 0 ? $", {group.Column}" : "")}: {group.Reason}{lines}"));
        }

        if (report.Groups.Count > mostGroups)
        {
            await output.WriteLineAsync($"and {report.Groups.Count - mostGroups} more causes; --report FILE lists every problem.");
        }

        foreach (var note in report.Notes)
        {
            await output.WriteLineAsync(note);
        }

        await output.WriteLineAsync(report.DryRun ? "Dry run: nothing was written." : $"Import {report.RunId}: {report.Added:N0} added, {report.Updated:N0} updated, {report.Rejected:N0} rejected.");
    }

    public static async Task WriteCsvAsync(ImportReport report, string path, CancellationToken cancellationToken)
    {
        await using var output = new StreamWriter(path);
        await output.WriteLineAsync("severity,file,line,column,reason");
        foreach (var problem in report.Problems)
        {
            await output.WriteLineAsync(string.Join(',', new[]
            {
                problem.Severity.ToString(), problem.File, problem.Line.ToString(CultureInfo.InvariantCulture), problem.Column, problem.Reason,
            }.Select(Quote)).AsMemory(), cancellationToken);
        }
    }

    // A reason may quote a cell; a leading sign would run as a formula when the report is opened in a spreadsheet.
    private static string Quote(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
