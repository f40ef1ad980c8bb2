using System.Collections.Frozen;

namespace CoSellBot.Agents.Understanding;

/// <summary>Numbers spelt out, to hundreds of thousands: "cent vingt mille", "zweihundertfünfzigtausend", "duzentos e trinta mil", "half" before a million.</summary>
internal static class NumberWords
{
    private const int MostWords = 12;

    /// <summary>Words below a hundred, and the hundreds that are one word.</summary>
    private static readonly FrozenDictionary<string, int> Plain = WordTable.Of(
        [.. "one eins un uno um|two zwei zwo deux dos dois duas couple|three drei trois tres três|four vier quatre cuatro quatro|five fünf cinq cinco|six sechs seis|seven sieben sept siete sete|eight acht huit ocho oito|nine neun neuf nueve nove|ten zehn dix diez dez|eleven elf onze once|twelve zwölf douze doce doze|thirteen dreizehn treize trece treze|fourteen vierzehn quatorze catorce catorze|fifteen fünfzehn quinze quince|sixteen sechzehn seize dieciséis dezesseis dezasseis|seventeen siebzehn diecisiete dezessete dezassete|eighteen achtzehn dieciocho dezoito|nineteen neunzehn diecinueve dezenove dezanove|twenty zwanzig vingt veinte vinte vingts"
            .Split('|').Select((row, i) => (row, i + 1)),
            ("veintiuno veintiún", 21), ("veintidós", 22), ("veintitrés", 23), ("veinticuatro", 24), ("veinticinco", 25), ("veintiséis", 26), ("veintisiete", 27), ("veintiocho", 28), ("veintinueve", 29),
            ("thirty dreißig trente treinta trinta", 30), ("forty fourty vierzig quarante cuarenta quarenta", 40), ("fifty fünfzig cinquante cincuenta cinquenta", 50),
            ("sixty sechzig soixante sesenta sessenta", 60), ("seventy siebzig septante setenta", 70), ("eighty achtzig huitante octante ochenta oitenta", 80), ("ninety neunzig nonante noventa", 90),
            ("cien ciento cem cento", 100), ("doscientos doscientas duzentos duzentas", 200), ("trescientos trescientas trezentos trezentas", 300), ("cuatrocientos cuatrocientas quatrocentos quatrocentas", 400),
            ("quinientos quinientas quinhentos quinhentas", 500), ("seiscientos seiscientas seiscentos seiscentas", 600), ("setecientos setecientas setecentos setecentas", 700),
            ("ochocientos ochocientas oitocentos oitocentas", 800), ("novecientos novecientas novecentos novecentas", 900)]);

    private static readonly FrozenSet<string> Hundreds = WordTable.Set("hundred hundert cent cents");

    private static readonly FrozenSet<string> Thousands = WordTable.Set("thousand tausend mille mil");

    /// <summary>One, where a scale follows: "a million" is an amount, "a pound" is not.</summary>
    private static readonly FrozenSet<string> Articles = WordTable.Set("a an un une ein eine einer einem einen una um uma one uno");

    private static readonly FrozenSet<string> Halves = WordTable.Set("half halbe halben halbes demi demie medio media meio meia");

    private static readonly FrozenSet<string> Links = WordTable.Set("and und et y e");

    private static readonly FrozenSet<string> Large = WordTable.Set("million millions millionen millón millones milhão milhões mio milliard milliarde milliarden billion bilhão bilhões");

    /// <summary>True when a spelt number may begin at a word; cheap.</summary>
    public static bool Begins(string word) =>
        word.Length > 0 && (Plain.ContainsKey(word) || Hundreds.Contains(word) || Thousands.Contains(word) || Articles.Contains(word) || Halves.Contains(word) || word is "anderthalb" or "eineinhalb" or "viertelmillion" or "dreiviertelmillion" || German(word) >= 0);

    /// <summary>A million or more, in full.</summary>
    public static bool IsMillion(string word) => Large.Contains(word);

    /// <summary>A thousand or a million after a word for seven makes it no September.</summary>
    public static bool IsScale(string word) => Hundreds.Contains(word) || Thousands.Contains(word) || Large.Contains(word);

    /// <summary>True for "and a half" in a language: the pieces from <paramref name="i"/> on, up to <paramref name="next"/>.</summary>
    public static bool AndHalf(Pieces pieces, int i, out int next)
    {
        var at = i + (pieces.Word(i + 1) is "a" ? 2 : 1);
        next = at + 1;
        return Links.Contains(pieces.Word(i)) && Halves.Contains(pieces.Word(at));
    }

    /// <summary>First piece after "half a", "einem halben"; null when no half is said.</summary>
    public static int? HalfAt(Pieces pieces, int i)
    {
        var at = Articles.Contains(pieces.Word(i)) ? i + 1 : i;
        return Halves.Contains(pieces.Word(at)) ? pieces.Word(at + 1) is "a" ? at + 2 : at + 1 : null;
    }

    /// <summary>A number from one word: "zwei", "quinze"; -1 for none.</summary>
    public static int Small(string word) =>
        Plain.TryGetValue(word, out var value) ? value : Articles.Contains(word) ? 1 : word.Length > 0 ? (int)German(word) : -1;

    /// <summary>The number that begins at piece <paramref name="i"/>; not valid when there is none, but Next is past all words of number.</summary>
    public static NumberText Read(Pieces pieces, int i)
    {
        var word = pieces.Word(i);
        if (word is "viertelmillion" or "dreiviertelmillion")
            return new NumberText(i + 1, word[0] == 'v' ? 250_000m : 750_000m, 250_000m, 6, Spaced: false, Valid: true) { IsSpelt = true, IsScaled = true };
        if (Halves.Contains(word) || word is "anderthalb" or "eineinhalb" || (Articles.Contains(word) && Halves.Contains(pieces.Word(i + 1))))
            return Half(pieces, i, word);
        decimal total = 0, current = 0;
        var (next, scaled, any) = (i, false, false);
        for (var at = i; at < i + MostWords; at = next)
        {
            word = pieces.Word(at);
            if (any && (Links.Contains(word) || (pieces.Is(at, '-') && pieces.Touches(at))) && IsNumber(pieces.Word(at + 1)))
                word = pieces.Word(++at);
            if (at > i && pieces[at].Start > pieces[at - 1].End + 1)
                break;
            if (Thousands.Contains(word) && !scaled)
                (total, current, scaled) = (total + (Math.Max(current, 1) * 1000), 0, true);
            else if (Hundreds.Contains(word) && current < 10)
                current = Math.Max(current, 1) * 100;
            else if (word is "vingt" or "vingts" && current % 100 == 4)
                current += 76; // quatre-vingt
            else if (Plain.TryGetValue(word, out var plain) && Fits(current, plain))
                current += plain;
            else if (German(word) is > 0 and var compound && !any)
                (total, current, scaled) = compound >= 1000 ? (compound, 0, true) : (total, compound, scaled);
            else if (!any && Articles.Contains(word) && IsScale(pieces.Word(at + 1)))
                current = 1;
            else
                break;
            any = true;
            next = at + 1;
        }
        return new NumberText(Math.Max(next, i + 1), total + current, total + current, 0, Spaced: false, Valid: any) { IsSpelt = true, IsScaled = scaled };
    }

    private static bool IsNumber(string word) => Plain.ContainsKey(word) || IsScale(word);

    // "cent vingt", "soixante-dix", "vingt et un"; "two five" are two numbers.
    private static bool Fits(decimal current, int plain) =>
        current == 0 || (current % 100 == 0 && plain < 100 && current < 1000) || (current % 10 == 0 && current % 100 >= 20 && plain < 10) || (current % 100 is 60 or 80 && plain < 20);

    private static NumberText Half(Pieces pieces, int i, string word)
    {
        var whole = word is "anderthalb" or "eineinhalb";
        var at = whole || Halves.Contains(word) ? i + 1 : i + 2;
        at = pieces.Is(at, '-') || pieces.Word(at) is "a" ? at + 1 : at; // "half a million", "demi-million"
        var value = whole ? 1.5m : 0.5m;
        return new NumberText(at, value, value, 0, Spaced: false, Valid: Large.Contains(pieces.Word(at))) { IsSpelt = true };
    }

    /// <summary>A German compound below a million: "zweihundertfünfzigtausend"; -1 for anything else.</summary>
    private static decimal German(string word)
    {
        var tausend = word.IndexOf("tausend", StringComparison.Ordinal);
        if (tausend < 0)
            return word.Length > 5 ? BelowThousand(word) : -1;
        var (before, after) = (tausend == 0 ? 1 : BelowThousand(word[..tausend]), tausend + 7 == word.Length ? 0 : BelowThousand(word[(tausend + 7)..]));
        return before > 0 && after >= 0 ? (before * 1000) + after : -1;
    }

    private static int BelowThousand(string word)
    {
        var hundert = word.IndexOf("hundert", StringComparison.Ordinal);
        if (hundert < 0)
            return BelowHundred(word);
        var (before, after) = (hundert == 0 ? 1 : BelowHundred(word[..hundert]), hundert + 7 == word.Length ? 0 : BelowHundred(word[(hundert + 7)..]));
        return before is > 0 and < 10 && after >= 0 ? (before * 100) + after : -1;
    }

    private static int BelowHundred(string word)
    {
        if (word is "ein" or "eins")
            return 1;
        if (Plain.TryGetValue(word, out var plain))
            return plain < 100 ? plain : -1;
        var und = word.IndexOf("und", StringComparison.Ordinal);
        return und > 0 && BelowHundred(word[..und]) is > 0 and < 10 and var ones && Plain.GetValueOrDefault(word[(und + 3)..]) is >= 20 and <= 90 and var tens ? tens + ones : -1;
    }
}
