namespace CoSellBot.Knowledge.Formats;

/// <summary>How much a file may be. One that is more is refused whole: half a price list reads like a whole one.</summary>
internal sealed record FormatLimits
{
    /// <summary>What the readers use.</summary>
    public static FormatLimits Default { get; } = new();

    /// <summary>Bytes of the file.</summary>
    public long MostBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of an Office file once unpacked.</summary>
    public long MostUnpackedBytes { get; init; } = 256L << 20;

    /// <summary>Parts of an Office file.</summary>
    public int MostEntries { get; init; } = 5_000;

    /// <summary>Characters of text; a table's cell counts as one even when it is empty.</summary>
    public int MostCharacters { get; init; } = 8_000_000;

    /// <summary>Rows of all tables together.</summary>
    public int MostTableRows { get; init; } = 20_000;

    /// <summary>How long reading a PDF may take.</summary>
    public TimeSpan PdfTime { get; init; } = TimeSpan.FromSeconds(60);
}
