using System.Globalization;

namespace CoSellBot.Agents.Understanding;

/// <summary>One number as people type it, before suffix and currency: "80,000", "1.000,50", "12'500", "80 000".</summary>
/// <param name="Next">First piece after the number.</param>
/// <param name="Value">The amount; "1.000" and "1,000" are a thousand.</param>
/// <param name="AsDecimal">The amount if its only separator were a decimal mark: 1.125 for "1.125", for use before "million".</param>
/// <param name="Digits">Digits before the decimal mark.</param>
/// <param name="Spaced">Thousands are parted by blanks, which is a number only next to a currency.</param>
/// <param name="Valid">False for what only looks like a number: "10.0.0.1", "1,2,3".</param>
internal readonly record struct NumberText(int Next, decimal Value, decimal AsDecimal, int Digits, bool Spaced, bool Valid)
{
    private const int MostDigits = 27;

    /// <summary>Written in words; alone it is never an amount.</summary>
    public bool IsSpelt { get; init; }

    /// <summary>The words say thousands.</summary>
    public bool IsScaled { get; init; }

    /// <summary>Begins with a needless zero, as phone numbers do.</summary>
    public bool HasLeadingZero { get; init; }

    /// <summary>Reads the number that begins at piece <paramref name="first"/>, which must be digits.</summary>
    public static NumberText Read(Pieces pieces, int first, bool allowSpaces)
    {
        if (pieces[first].IsNumeral)
            return Plain(first + 1, pieces.Number(first, 9));
        var groups = new List<Piece> { pieces[first] };
        var separators = new List<char>();
        var next = first + 1;
        var spaced = allowSpaces && ReadSpacedGroups(pieces, groups, separators, ref next);
        while (pieces.IsAny(next, ".,'\u2019") && pieces.Touches(next) && pieces.IsDigits(next + 1) && pieces.Touches(next + 1))
        {
            separators.Add(pieces.Is(next, '\u2019') ? '\'' : pieces.Text[pieces[next].Start]);
            groups.Add(pieces[next + 1]);
            next += 2;
        }
        if (WholeGroups(pieces.Text, groups, separators) is not { } whole)
            return new NumberText(next, 0, 0, 0, spaced, Valid: false);
        var digits = groups.Take(whole).Sum(g => g.Length);
        if (digits > MostDigits)
            return new NumberText(next, decimal.MaxValue, decimal.MaxValue, digits, spaced, Valid: true);
        var value = ToDecimal(pieces.Text, groups, whole);
        var other = groups.Count == 2 && whole == 2 && separators[0] is '.' or ',' ? ToDecimal(pieces.Text, groups, 1) : value;
        return new NumberText(next, value, other, digits, spaced, Valid: true) { HasLeadingZero = value >= 1 && pieces.Text[groups[0].Start] == '0' };
    }

    private static NumberText Plain(int next, int value) => new(next, value, value, value >= 100 ? 3 : 1, Spaced: false, Valid: value >= 0);

    private static bool ReadSpacedGroups(Pieces pieces, List<Piece> groups, List<char> separators, ref int next)
    {
        if (groups[0].Length > 3)
            return false;
        while (pieces.IsDigits(next) && pieces[next].Length == 3 && pieces[next].Start == groups[^1].End + 1
            && !(pieces.IsLetters(next + 1) && pieces.Touches(next + 1)))
        {
            separators.Add(' ');
            groups.Add(pieces[next]);
            next++;
        }
        return separators.Count > 0;
    }

    /// <summary>How many groups stand before the decimal mark, or null when the separators make no number.</summary>
    private static int? WholeGroups(string text, List<Piece> groups, List<char> separators)
    {
        if (separators.Count == 0)
            return 1;
        var last = separators[^1];
        var lastIsAlone = separators.Count(s => s == last) == 1;
        var kinds = separators.Distinct().Count();
        var thousands = kinds == 1 && (last is ' ' or '\'' || !lastIsAlone || (groups[1].Length == 3 && groups[0].Length <= 3 && text[groups[0].Start] != '0'));
        // "1'5 millones"
        var isDecimal = last is '.' or ',' || (last == '\'' && groups.Count == 2 && groups[1].Length < 3);
        if (kinds == 1 && last == '\'' && isDecimal)
            return 1;
        if (!thousands && (kinds > 2 || !lastIsAlone || !isDecimal))
            return null;
        var whole = thousands ? groups.Count : groups.Count - 1;
        return IsGrouped(groups, whole) ? whole : null;
    }

    private static bool IsGrouped(List<Piece> groups, int whole)
    {
        if (whole == 1)
            return true;
        var middle = groups.Skip(1).Take(whole - 2);
        var isIndian = whole > 2 && middle.All(g => g.Length == 2); // 2,00,000
        return groups[0].Length <= 3 && groups[whole - 1].Length == 3 && (isIndian || middle.All(g => g.Length == 3));
    }

    private static decimal ToDecimal(string text, List<Piece> groups, int whole)
    {
        var value = 0m;
        foreach (var group in groups.Take(whole))
        {
            for (var i = group.Start; i < group.End; i++)
                value = (value * 10) + CharUnicodeInfo.GetDecimalDigitValue(text[i]);
        }
        var unit = 1m;
        for (var g = whole; g < groups.Count; g++)
        {
            for (var i = groups[g].Start; i < Math.Min(groups[g].End, groups[g].Start + 10); i++)
                value += CharUnicodeInfo.GetDecimalDigitValue(text[i]) * (unit /= 10);
        }
        return value;
    }
}
