namespace CoSellBot.Agents.Models;

/// <summary>Marks text that others wrote - records, documents, earlier talk - as material. The mark is new in every turn, so no text can close it.</summary>
/// <param name="mark">Letters and digits nobody could know.</param>
public sealed class Untrusted(string mark)
{
    /// <summary>Characters of one text at most: a field nobody reads to its end is where orders hide.</summary>
    public const int Longest = 4_000;

    /// <summary>The mark.</summary>
    public string Mark => mark;

    /// <summary>The text between its marks; the mark itself and what cannot be seen are taken out of it.</summary>
    public string Quote(string text)
    {
        var clean = string.Join('\n', text.Split('\n').Select(Understanding.ChatText.Clean)).Replace(mark, "", StringComparison.OrdinalIgnoreCase);
        return $"<<data {mark}\n{Deals.DealTools.Shorten(clean, Longest)}\ndata {mark}>>";
    }
}
