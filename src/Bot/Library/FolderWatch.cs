using CoSellBot.Bot.Turns;
using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Ingestion;
using CoSellBot.Prm.Storage;

namespace CoSellBot.Bot.Library;

/// <summary>
/// Keeps the library like the folder of the settings: names, sizes and times are looked at every half minute, and once a day every file is read to
/// see whether it is still the same. What was deleted or had its rights narrowed is therefore gone within a minute.
/// </summary>
public sealed partial class FolderWatch(LibraryOptions options, FolderIndexer indexer, Tenant tenant, TimeProvider clock, ILogger<FolderWatch> log) : IWorker
{
    private static readonly TimeSpan Nightly = TimeSpan.FromHours(24);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);
    private IReadOnlyList<string> _problems = [];
    private (string Look, DateTimeOffset At)? _last;

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public TimeSpan Pause { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (options.Folder is not { } folder)
        {
            return 0;
        }

        try
        {
            var look = Look(folder);
            if (_last is { } last && last.Look == look && clock.GetUtcNow() - last.At < Nightly)
            {
                return 0;
            }

            var report = await indexer.RunAsync(folder, tenant.Id, 0, null, cancellationToken);
            // A file that could not be read may only have been in use: it is tried again before the night.
            _last = (look, clock.GetUtcNow() - (report.Problems.Count > 0 ? Nightly - Again : TimeSpan.Zero));
            if (report.Read + report.Removed > 0)
            {
                LogRead(report.Files, report.Read, report.Removed);
            }

            foreach (var problem in report.Problems.Except(_problems))
            {
                LogProblem(problem);
            }

            _problems = report.Problems;
        }
        catch (Exception failure) when (failure is InvalidDataException or KnowledgeUnavailableException)
        {
            // What the library has stays; the next look tries again.
            LogNotRead(failure.Message);
        }

        return 0;
    }

    private static string Look(string folder) => string.Join('\n', FolderIndexer.Files(folder).SelectMany(file => new[] { file.Path, file.Path + ".yaml" }).Select(path => new FileInfo(path))
        .Where(file => file.Exists).Select(file => $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "The library has {Files} files; {Read} were read, {Removed} forgotten.")]
    private partial void LogRead(int files, int read, int removed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A document was left out. {Problem}.")]
    private partial void LogProblem(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The library's folder was not read: {Cause}")]
    private partial void LogNotRead(string cause);
}
