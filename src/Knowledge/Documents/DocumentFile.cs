using System.Security.Cryptography;
using System.Text;
using CoSellBot.Knowledge.Formats;

namespace CoSellBot.Knowledge.Documents;

/// <summary>
/// Reads a file of a library into a document. What is known of it stands in YAML before a Markdown text, or beside any file in one of the same name
/// with <c>.yaml</c> behind it.
/// </summary>
internal static class DocumentFile
{
    private const string Sidecar = ".yaml";

    // Counts up when documents are made of files in another way, so that all are read anew.
    private const string Reading = "1";

    /// <summary>Whether a file is a document's.</summary>
    public static bool Knows(string path) => (IsMarkdown(path) && Path.GetFileName(path) != "README.md") || FormatReader.Knows(path);

    /// <summary>Changes with the file, what stands beside it, and how files are read.</summary>
    /// <exception cref="InvalidDataException">The file cannot be opened.</exception>
    public static async Task<string> HashAsync(string path, int shiftDays, CancellationToken cancellationToken)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"{Reading}\n{shiftDays}\n"));
            foreach (var part in new[] { path, path + Sidecar }.Where(File.Exists))
            {
                await using var stream = new FileStream(part, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
                hash.AppendData(await SHA256.HashDataAsync(stream, cancellationToken));
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException("the file could not be opened or read to its end", failure);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tenantId">Whose document it is.</param>
    /// <param name="shiftDays">Days added to its validity, for demo documents.</param>
    /// <param name="limits">How much it may be.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The file is no document; the message says why.</exception>
    public static async Task<KnowledgeDocument> ReadAsync(string path, string tenantId, int shiftDays, FormatLimits limits, CancellationToken cancellationToken)
    {
        var beside = File.Exists(path + Sidecar) ? TextFormat.Decode(await FormatReader.BytesAsync(path + Sidecar, limits, cancellationToken), null) : null;
        if (IsMarkdown(path))
        {
            return Parse(TextFormat.Decode(await FormatReader.BytesAsync(path, limits, cancellationToken), null), tenantId, shiftDays, beside, limits, cancellationToken);
        }

        // First of all who may read it: a file nobody has spoken for is not even opened.
        var head = FrontMatter.Parse(beside ?? throw new InvalidDataException($"there is no {Path.GetFileName(path)}{Sidecar} beside it that says what it is and who may read it"));
        var file = await FormatReader.ReadAsync(path, limits, cancellationToken);
        return Make(head, head.Title.Length == 0 ? file.Title ?? "" : head.Title, file.Blocks, tenantId, shiftDays, idsAreChosen: false);
    }

    /// <summary>Reads Markdown.</summary>
    /// <param name="text">The file.</param>
    /// <param name="tenantId">Whose document it is.</param>
    /// <param name="shiftDays">Days added to its validity, for demo documents.</param>
    /// <param name="beside">The YAML beside the file, for a text without its own.</param>
    /// <param name="limits">How much it may be; null for the usual.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The file is no document; the message says why.</exception>
    public static KnowledgeDocument Parse(string text, string tenantId, int shiftDays, string? beside = null, FormatLimits? limits = null, CancellationToken cancellationToken = default)
    {
        var blocks = new BlockList(limits ?? FormatLimits.Default, cancellationToken);
        var own = MarkdownFormat.Read(text, blocks);
        if (own is not null && beside is not null)
        {
            throw new InvalidDataException("there is front matter in the file and beside it; nobody can tell which of the two holds");
        }

        var head = FrontMatter.Parse(own ?? beside ?? throw new InvalidDataException("there is no front matter"));
        return Make(head, head.Title, blocks.Blocks, tenantId, shiftDays, idsAreChosen: true);
    }

    private static KnowledgeDocument Make(FrontMatter head, string title, IReadOnlyList<Block> blocks, string tenantId, int shiftDays, bool idsAreChosen)
    {
        head.Title = PlainText.Clean(title);
        if (head.Title.Length == 0)
        {
            throw new InvalidDataException("there is no title");
        }

        var sections = SectionList.Of(blocks, head, idsAreChosen);
        if (head.AskedAs.Keys.FirstOrDefault(id => sections.All(section => section.Id != id)) is { } unknown)
        {
            throw new InvalidDataException($"asked_as names the section '{unknown}', which is not there");
        }

        return new KnowledgeDocument
        {
            TenantId = tenantId,
            Id = head.Document,
            Title = head.Title,
            Version = head.Version,
            Language = head.Language,
            ValidFrom = Shift(head.From, shiftDays),
            ValidUntil = Shift(head.Until, shiftDays),
            IsWithdrawn = head.Withdrawn,
            Audience = head.ToAudience(),
            Countries = head.Countries,
            OwnerPersonId = head.Owner,
            Subject = head.ToSubject(),
            Sections = sections,
        };
    }

    // The first and the last day there is stay what they are: they stand for "always".
    private static DateOnly Shift(DateOnly day, int days) => DateOnly.FromDayNumber(Math.Clamp(day.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));

    private static bool IsMarkdown(string path) => Path.GetExtension(path).ToLowerInvariant() is ".md" or ".markdown";
}
