using System.Globalization;
using System.Text;

namespace CoSellBot.Agents.Understanding;

internal enum PieceKind
{
    Letters,
    Digits,
    Other,
}

/// <summary>The finest cut of a text: a run of letters, a run of digits or numerals, or one other visible character.</summary>
/// <remarks>Word is the letters in lower case; empty for digits, others and words too long to be in any table.</remarks>
internal readonly record struct Piece(PieceKind Kind, int Start, int Length, string Word)
{
    public int End => Start + Length;

    /// <summary>Written in Japanese numerals: 三百.</summary>
    public bool IsNumeral { get; init; }
}

/// <summary>A text cut into pieces, with safe look-around for the money and date readers: outside there is a piece that matches nothing.</summary>
/// <remarks>Letters are cut where the script changes, and Japanese where a value's words begin and end.</remarks>
internal sealed class Pieces
{
    private const int LongestWord = 40;
    private static readonly Piece Nothing = new(PieceKind.Other, -9, 0, "");
    private readonly List<Piece> _pieces = [];

    public Pieces(string text)
    {
        Text = text;
        var valueEnd = -1; // where a number or one of its units ended
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }
            var kind = KindAt(text, i);
            var (cut, numeral) = kind == PieceKind.Letters ? JapaneseCuts.At(text, i, afterValue: valueEnd == i) : default;
            var end = cut > 0 ? i + cut : RunEnd(text, i, kind);
            if (cut > 0 || kind == PieceKind.Digits)
                valueEnd = end;
            var word = kind == PieceKind.Letters && !numeral && end - i <= LongestWord ? text[i..end].ToLowerInvariant() : "";
            _pieces.Add(new Piece(numeral ? PieceKind.Digits : kind, i, end - i, word) { IsNumeral = numeral });
            HasJapanese |= kind == PieceKind.Letters && Scripts.Of(text[i]) != Script.Spaced;
            i = end;
        }
    }

    public string Text { get; }

    public int Count => _pieces.Count;

    /// <summary>True when some of it is written in Japanese or Chinese characters.</summary>
    public bool HasJapanese { get; }

    public Piece this[int index] => index >= 0 && index < _pieces.Count ? _pieces[index] : Nothing;

    public string Word(int index) => this[index].Word;

    public bool IsDigits(int index) => this[index].Kind == PieceKind.Digits;

    public bool IsLetters(int index) => this[index].Kind == PieceKind.Letters;

    public bool Is(int index, char c) => this[index] is { Kind: PieceKind.Other, Length: 1 } p && Text[p.Start] == c;

    public bool IsAny(int index, string chars) =>
        this[index] is { Kind: PieceKind.Other, Length: 1 } p && chars.Contains(Text[p.Start], StringComparison.Ordinal);

    /// <summary>True when nothing stands between this piece and the one before.</summary>
    public bool Touches(int index) => index > 0 && index < Count && this[index].Start == this[index - 1].End;

    /// <summary>Letters of a script that parts words by blanks; only they make one thing of what they touch.</summary>
    public bool IsSpaced(int index) => IsLetters(index) && Scripts.Of(Text[this[index].Start]) == Script.Spaced;

    /// <summary>Letters that make one thing with the piece before: "80kg", but not "80で".</summary>
    public bool IsGlued(int index) => Touches(index) && IsSpaced(index);

    /// <summary>The digits as a number; -1 when there are more than <paramref name="most"/> of them or the piece is not digits.</summary>
    public int Number(int index, int most)
    {
        var piece = this[index];
        if (piece.IsNumeral)
            return JapaneseCuts.Value(Text.AsSpan(piece.Start, piece.Length)) is var numeral && numeral < Math.Pow(10, most) ? numeral : -1;
        if (piece.Kind != PieceKind.Digits || piece.Length > Math.Min(most, 9))
            return -1;
        var value = 0;
        for (var i = piece.Start; i < piece.End; i++)
            value = (value * 10) + CharUnicodeInfo.GetDecimalDigitValue(Text[i]);
        return value;
    }

    private static int RunEnd(string text, int start, PieceKind kind)
    {
        var end = start + 1;
        var script = Scripts.Of(text[start]);
        while (kind != PieceKind.Other && end < text.Length && KindAt(text, end) == kind && (kind == PieceKind.Digits || Continues(text, end, script)))
            end++;
        return end;
    }

    private static bool Continues(string text, int i, Script script) =>
        Scripts.Of(text[i]) == script && (script != Script.Han || JapaneseCuts.At(text, i, afterValue: false).Length == 0);

    private static PieceKind KindAt(string text, int i)
    {
        var c = text[i];
        if (char.IsDigit(c))
            return PieceKind.Digits;
        if (char.IsSurrogate(c))
        {
            var start = char.IsLowSurrogate(c) && i > 0 ? i - 1 : i;
            return Rune.TryGetRuneAt(text, start, out var rune) && Rune.IsLetter(rune) ? PieceKind.Letters : PieceKind.Other;
        }
        return char.IsLetter(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            ? PieceKind.Letters
            : PieceKind.Other;
    }
}
