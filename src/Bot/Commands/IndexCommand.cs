using System.CommandLine;
using CoSellBot.Bot.Library;
using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Ingestion;
using CoSellBot.Prm.Storage;

namespace CoSellBot.Bot.Commands;

/// <summary><c>index [folder]</c>: makes the library like a folder, with a report of every file that was left out.</summary>
internal static class IndexCommand
{
    public static Task<int> RunAsync(string[] args)
    {
        var folder = new Argument<string?>("folder") { Description = "Folder with the documents; left out: Knowledge:Folder.", Arity = ArgumentArity.ZeroOrOne };
        var command = new RootCommand("Takes documents into the library: Markdown, HTML, Word, PowerPoint, Excel, PDF and text.") { folder };
        command.SetAction((parsed, cancellationToken) => CommandHost.WithHouseAsync(
            null, Console.Error, services => IndexAsync(services, parsed.GetValue(folder), Console.Out, Console.Error, cancellationToken), cancellationToken));
        return command.Parse(args).InvokeAsync();
    }

    /// <summary>Reads the folder into the library.</summary>
    /// <returns>0 when every file was read, 1 when some were left out, 2 when nothing could be done.</returns>
    internal static async Task<int> IndexAsync(IServiceProvider services, string? folder, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<LibraryOptions>();
        if ((folder ?? options.Folder) is not { } path)
        {
            await error.WriteLineAsync("Name a folder, or set Knowledge:Folder.");
            return 2;
        }

        if (options.Folder is { } watched && Path.GetFullPath(watched) != Path.GetFullPath(path))
        {
            await error.WriteLineAsync($"Knowledge:Folder is '{watched}', and a running bot would forget what another folder holds. Put the documents there.");
            return 2;
        }

        if (options is { Qdrant: null, File: null })
        {
            await error.WriteLineAsync("The library is kept in memory here and would be gone with this command. Set Knowledge:File, Knowledge:Folder or Knowledge:Index.");
            return 2;
        }

        try
        {
            var report = await services.GetRequiredService<FolderIndexer>().RunAsync(path, services.GetRequiredService<Tenant>().Id, 0, new ProgressLine(), cancellationToken);
            await output.WriteLineAsync($"{report.Files} files: {report.Read} read, {report.Files - report.Read - report.Problems.Count} unchanged, {report.Removed} forgotten, {report.Problems.Count} with a problem.");
            foreach (var problem in report.Problems)
            {
                await output.WriteLineAsync($"  {problem}");
            }

            return report.Problems.Count == 0 ? 0 : 1;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or KnowledgeUnavailableException)
        {
            await error.WriteLineAsync($"The folder was not read: {wrong.Message}");
            return 2;
        }
    }

    // One line that is rewritten on a terminal; elsewhere the report is enough.
    private sealed class ProgressLine : IProgress<IndexProgress>
    {
        private const int Width = 30;

        public void Report(IndexProgress value)
        {
            if (!Console.IsOutputRedirected && value.Files > 0)
            {
                var full = value.Done * Width / value.Files;
                Console.Write($"\r[{new string('#', full)}{new string('.', Width - full)}] {value.Done:N0} of {value.Files:N0}{(value.Done == value.Files ? "\n" : "")}");
            }
        }
    }
}
