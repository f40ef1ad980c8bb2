using System.CommandLine;
using CoSellBot.Bot.Audit;
using CoSellBot.Prm;
using CoSellBot.Prm.Import;

namespace CoSellBot.Bot.Commands;

/// <summary><c>import &lt;folder&gt; [--map map.yaml] [--dry-run]</c>: a customer's files into the record, with a report of every row that was not taken.</summary>
internal static class ImportCommand
{
    private const int MostProblems = 40;

    public static Task<int> RunAsync(string[] args)
    {
        var folder = new Argument<string>("folder") { Description = "Folder with the CSV files." };
        var map = new Option<string?>("--map") { Description = "YAML file that names foreign files and columns." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and check everything, write nothing." };
        var report = new Option<string?>("--report") { Description = "Write every problem to this CSV file." };
        var command = new RootCommand("Imports accounts, opportunities, partners and registrations.") { folder, map, dryRun, report };
        command.SetAction((parsed, cancellationToken) => ImportAsync(
            parsed.GetRequiredValue(folder), new ImportOptions(parsed.GetValue(map), parsed.GetValue(dryRun)), parsed.GetValue(report), cancellationToken));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> ImportAsync(string folder, ImportOptions options, string? reportFile, CancellationToken cancellationToken)
    {
        if (!System.IO.Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync($"There is no folder '{folder}'.");
            return 2;
        }

        ImportReport report;
        try
        {
            using var host = CommandHost.Build(LogLevel.Warning);
            await host.Services.GetRequiredService<Opening>().PrepareAsync(cancellationToken);
            report = await host.Services.GetRequiredService<WorldImport>().RunAsync(folder, options, new ProgressLine(), cancellationToken);
            // Without a bot beside it nobody else would seal what the import left in the audit trail.
            await host.Services.GetRequiredService<AuditWorker>().StopAsync(cancellationToken);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidOperationException or IOException or PrmException)
        {
            await Console.Error.WriteLineAsync($"Nothing was imported: {wrong.Message}");
            return 2;
        }

        await ImportReportText.WriteAsync(report, MostProblems, Console.Out);
        if (reportFile is not null)
        {
            await ImportReportText.WriteCsvAsync(report, reportFile, cancellationToken);
            await Console.Out.WriteLineAsync($"Every problem: {reportFile}");
        }

        return 0;
    }

    // One line that is rewritten on a terminal, and one line a file elsewhere.
    private sealed class ProgressLine : IProgress<ImportProgress>
    {
        private string _file = "";

        public void Report(ImportProgress value)
        {
            if (!Console.IsOutputRedirected)
            {
                Console.Write($"\r{value.File}: {value.Rows:N0} rows   ");
            }
            else if (value.File != _file)
            {
                Console.WriteLine($"{value.File} …");
            }

            _file = value.File;
        }
    }
}
