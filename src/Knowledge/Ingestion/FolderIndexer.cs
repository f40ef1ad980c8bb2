using CoSellBot.Knowledge.Documents;
using CoSellBot.Knowledge.Formats;

namespace CoSellBot.Knowledge.Ingestion;

/// <summary>What reading a folder into the library did.</summary>
/// <param name="Files">Files that are documents by their name.</param>
/// <param name="Read">Those that were new or had changed, and were taken in.</param>
/// <param name="Removed">Files the library had that are gone, or are no documents any more.</param>
/// <param name="Problems">A line for each file that was left out, and for each whose label is for nobody.</param>
public sealed record IndexReport(int Files, int Read, int Removed, IReadOnlyList<string> Problems);

/// <summary>How far reading a folder has come.</summary>
/// <param name="Done">Files looked at.</param>
/// <param name="Files">All files.</param>
public readonly record struct IndexProgress(int Done, int Files);

/// <summary>
/// Keeps a library like a folder: what is new or has changed is read, what is gone is forgotten, everything else stays. A file that cannot be read is
/// left out and named; what the library had of it is forgotten too, since nobody can tell any more who may read it.
/// </summary>
/// <param name="index">The library.</param>
public sealed class FolderIndexer(IKnowledgeIndex index)
{
    private const int Batch = 200;

    /// <summary>Reads a folder and all folders in it. Links are not followed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tenantId">Whose documents they are.</param>
    /// <param name="shiftDays">Days added to every validity, for demo documents.</param>
    /// <param name="progress">Hears how far it has come.</param>
    /// <param name="cancellationToken">Stops the reading; what was taken in stays.</param>
    /// <exception cref="InvalidDataException">The folder is not there or cannot be listed: then nothing is forgotten.</exception>
    /// <exception cref="KnowledgeUnavailableException">The library cannot be reached.</exception>
    public async Task<IndexReport> RunAsync(string folder, string tenantId, int shiftDays, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        var files = Files(folder);
        var known = (await index.ListAsync(tenantId, cancellationToken)).GroupBy(head => head.Source, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        var run = new Run(index, tenantId, known);

        // What is gone goes first, so that nothing waits for the others to be read.
        await run.RemoveAsync([.. known.Keys.Except(files.Select(file => file.Source))], cancellationToken);
        var done = 0;
        foreach (var (path, source) in files)
        {
            await run.TakeAsync(path, source, shiftDays, cancellationToken);
            progress?.Report(new IndexProgress(++done, files.Count));
        }

        return await run.EndAsync(files.Count, cancellationToken);
    }

    /// <summary>The files of a folder that are documents by their name, with their names in it.</summary>
    /// <exception cref="InvalidDataException">The folder is not there or cannot be listed.</exception>
    public static IReadOnlyList<(string Path, string Source)> Files(string folder)
    {
        try
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, IgnoreInaccessible = false };
            return [.. Directory.EnumerateFiles(folder, "*", options).Where(DocumentFile.Knows)
                .Select(path => (path, Source: Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))).OrderBy(file => file.Source, StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"the folder '{folder}' is not there or cannot be read", failure);
        }
    }

    private sealed class Run(IKnowledgeIndex index, string tenantId, Dictionary<string, DocumentHead> known)
    {
        private readonly List<KnowledgeDocument> _put = [];
        private readonly List<string> _remove = [];
        private readonly List<string> _problems = [];
        private readonly Dictionary<(string Document, int Version, string Language), string> _taken = [];
        private int _read;
        private int _removed;

        public async Task RemoveAsync(IReadOnlyList<string> sources, CancellationToken cancellationToken)
        {
            if (sources.Count > 0)
            {
                _removed += sources.Count;
                await index.ApplyAsync(tenantId, new KnowledgeChange([], sources), cancellationToken);
            }
        }

        public async Task TakeAsync(string path, string source, int shiftDays, CancellationToken cancellationToken)
        {
            try
            {
                var hash = await DocumentFile.HashAsync(path, shiftDays, cancellationToken);
                var before = known.GetValueOrDefault(source);
                DocumentHead head = before is not null && before.Hash == hash
                    ? before
                    : await DocumentFile.ReadAsync(path, tenantId, shiftDays, FormatLimits.Default, cancellationToken) with { Source = source, Hash = hash };
                if (!_taken.TryAdd((head.Id, head.Version, head.Language), source))
                {
                    throw new InvalidDataException($"{_taken[(head.Id, head.Version, head.Language)]} has the same document, version and language");
                }

                if (head.Audience is null)
                {
                    _problems.Add($"{source}: the audience cannot be read, so nobody is shown this document");
                }

                if (head is KnowledgeDocument document && !ReferenceEquals(head, before))
                {
                    _put.Add(document);
                    _read++;
                }
            }
            catch (Exception wrong) when (wrong is not OperationCanceledException and not KnowledgeUnavailableException and not OutOfMemoryException)
            {
                // Whatever a file does to its reader, the others are read.
                _problems.Add($"{source}: {(wrong is InvalidDataException ? wrong.Message : $"the file cannot be read ({wrong.GetType().Name})")}");
                if (known.ContainsKey(source))
                {
                    _remove.Add(source);
                    _removed++;
                }
            }

            if (_put.Count + _remove.Count >= Batch)
            {
                await FlushAsync(isComplete: false, cancellationToken);
            }
        }

        public async Task<IndexReport> EndAsync(int files, CancellationToken cancellationToken)
        {
            await FlushAsync(isComplete: true, cancellationToken);
            return new IndexReport(files, _read, _removed, _problems);
        }

        private async Task FlushAsync(bool isComplete, CancellationToken cancellationToken)
        {
            await index.ApplyAsync(tenantId, new KnowledgeChange([.. _put], [.. _remove], isComplete), cancellationToken);
            _put.Clear();
            _remove.Clear();
        }
    }
}
