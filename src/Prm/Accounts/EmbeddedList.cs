namespace CoSellBot.Prm.Accounts;

/// <summary>Reads the lists embedded from <c>Accounts/Data</c>.</summary>
internal static class EmbeddedList
{
    /// <summary>The lines of a list, trimmed, without blank lines and without comments (<c>#</c> or <c>//</c>).</summary>
    /// <exception cref="InvalidOperationException">The build left the list out.</exception>
    public static IEnumerable<string> Lines(string file)
    {
        var assembly = typeof(EmbeddedList).Assembly;
        using var stream = assembly.GetManifestResourceStream($"{assembly.GetName().Name}.Accounts.Data.{file}")
            ?? throw new InvalidOperationException($"The embedded list {file} is missing.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var text = line.Trim();
            if (text.Length > 0 && text[0] != '#' && !text.StartsWith("//", StringComparison.Ordinal))
            {
                yield return text;
            }
        }
    }
}
