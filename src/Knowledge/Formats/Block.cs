namespace CoSellBot.Knowledge.Formats;

/// <summary>A piece of a file as a person meets it, in order. Its text is clean: one line, no control or invisible characters, never empty.</summary>
/// <param name="Page">The page or slide it begins on, from 1; null when the format has none.</param>
internal abstract record Block(int? Page);

/// <summary>A heading.</summary>
/// <param name="Level">1 to 6.</param>
/// <param name="Text">Its words.</param>
/// <param name="Id">The anchor the file itself gives, else null.</param>
/// <param name="Page">Where it stands.</param>
internal sealed record Heading(int Level, string Text, string? Id, int? Page) : Block(Page);

/// <summary>A paragraph, list item or quotation; at most 4,000 characters, a longer one is several.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Page">Where it begins.</param>
internal sealed record Paragraph(string Text, int? Page) : Block(Page);

/// <summary>A row of a table below its header. A cell may be empty, the last is not; a row may have more or fewer cells than the header.</summary>
/// <param name="Header">The header's cells; empty when the table has none.</param>
/// <param name="Cells">The row's cells.</param>
/// <param name="Page">Where the row begins.</param>
internal sealed record TableRow(IReadOnlyList<string> Header, IReadOnlyList<string> Cells, int? Page) : Block(Page);

/// <summary>The text of a file.</summary>
/// <param name="Title">What the file calls itself, null when it does not say.</param>
/// <param name="Blocks">In reading order; none when the file holds no text, as a scanned PDF.</param>
internal sealed record FileText(string? Title, IReadOnlyList<Block> Blocks);
