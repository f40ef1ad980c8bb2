namespace CoSellBot.Bot.Commands;

/// <summary>Writes a file as a whole or not at all: beside its place first, then moved there.</summary>
internal static class WholeFile
{
    /// <exception cref="InvalidDataException">It could not be written; the message is for the person at the terminal. What stood there is untouched.</exception>
    public static async Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        string? part = null;
        try
        {
            var place = Path.GetFullPath(path);
            var beside = Path.Combine(Path.GetDirectoryName(place) ?? place, Path.GetRandomFileName());
            await using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                part = beside;
                await write(stream, cancellationToken);
            }

            File.Move(beside, place, overwrite: true);
            part = null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"'{path}' cannot be written: is there such a folder, and may you write to it?", wrong);
        }
        finally
        {
            if (part is not null)
            {
                File.Delete(part);
            }
        }
    }
}
