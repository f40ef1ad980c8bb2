using System.Collections.Frozen;

namespace CoSellBot.Agents.Understanding;

internal enum CalendarUnit
{
    Day,
    Week,
    Month,
    Quarter,
    Half,
    Year,
}

internal enum PeriodEdge
{
    Start,
    Early,
    Middle,
    Late,
    End,
}

/// <summary>Months, weekdays and relative words of six languages, as data: a language is added by adding words.</summary>
internal static class DateWords
{
    public static readonly FrozenDictionary<string, int> Months = Numbered(
        "january jan januar jänner janvier janv enero ene janeiro",
        "february feb febuary februar février fevrier févr febrero fevereiro fev",
        "march mar märz maerz mrz mars marzo março marco",
        "april apr avril avr abril abr",
        "may mai mayo maio",
        "june jun juni juin junio junho",
        "july jul juli juillet juil julio julho",
        "august aug août aout agosto",
        "september sep sept septembre septiembre setiembre setembro septmber",
        "october oct oktober okt octobre octubre outubro",
        "november nov novembre noviembre novembro",
        "december dec dezember dez décembre decembre déc diciembre dic dezembro");

    /// <summary>Months that are also names or other words: they need a number or one of <see cref="Leads"/> beside them.</summary>
    public static readonly FrozenSet<string> WeakMonths = Set("may march mar jan mars marco mai ene janv");

    public static readonly FrozenDictionary<string, int> Weekdays = Numbered(
        "monday mon montag lundi lunes",
        "tuesday tue tues dienstag mardi martes",
        "wednesday wed mittwoch mercredi miércoles miercoles",
        "thursday thu thur thurs donnerstag jeudi jueves",
        "friday fri freitag vendredi viernes",
        "saturday sat samstag sonnabend samedi sábado sabado",
        "sunday sun sonntag dimanche domingo");

    public static readonly FrozenSet<string> WeakWeekdays = Set("mon sat sun wed thur");

    /// <summary>Words that make an ambiguous word after them a date.</summary>
    public static readonly FrozenSet<string> Leads = Set(
        "in by of until till before for end mid early late this next on since from close closes closing to during around about early start beginning date " +
        "im am bis ende anfang mitte zum en fin de le em fim para pour au avant antes até hasta");

    public static readonly FrozenSet<string> Past = Set("last past previous letzten letzte letzter letztes dernier dernière pasado passado último ultimo");

    public static readonly FrozenSet<string> Next = Set("next following nächsten nächste nächster nächstes naechsten naechste kommenden kommende prochain prochaine próximo proximo próxima proxima");

    public static readonly FrozenSet<string> This = Set("this current diesen dieses diese diesem dieser ce cet cette este esta neste deste laufenden");

    public static readonly FrozenDictionary<string, PeriodEdge> Edges = new (string Words, PeriodEdge Edge)[]
    {
        ("start beginning begin anfang début debut principios início inicio", PeriodEdge.Start),
        ("early", PeriodEdge.Early),
        ("mid middle mitte mi mediados meados", PeriodEdge.Middle),
        ("late", PeriodEdge.Late),
        ("end ende fin fim finales final finais", PeriodEdge.End),
    }.SelectMany(row => row.Words.Split(' '), (row, word) => (word, row.Edge)).ToFrozenDictionary(x => x.word, x => x.Edge, StringComparer.Ordinal);

    /// <summary>Words that may stand between an edge or a day and its month.</summary>
    public static readonly FrozenSet<string> Links = Set("of the de du des d del do da den der");

    public static readonly FrozenDictionary<string, CalendarUnit> Units = new (string Words, CalendarUnit Unit)[]
    {
        ("day days tag tage tagen jour jours día días dia dias", CalendarUnit.Day),
        ("week weeks wk wks woche wochen semaine semaines semana semanas", CalendarUnit.Week),
        ("month months monat monate monaten monats mois mes meses mês", CalendarUnit.Month),
        ("quarter quarters qtr quartal quartals trimestre trimestres", CalendarUnit.Quarter),
        ("half halbjahr semestre", CalendarUnit.Half),
        ("year years jahr jahre jahren jahres an ans année années año años ano anos", CalendarUnit.Year),
    }.SelectMany(row => row.Words.Split(' '), (row, word) => (word, row.Unit)).ToFrozenDictionary(x => x.word, x => x.Unit, StringComparer.Ordinal);

    /// <summary>End of month, quarter, year, week as one word.</summary>
    public static readonly FrozenDictionary<string, CalendarUnit> EndWords = new Dictionary<string, CalendarUnit>
    {
        ["eod"] = CalendarUnit.Day,
        ["eow"] = CalendarUnit.Week,
        ["eom"] = CalendarUnit.Month,
        ["eoq"] = CalendarUnit.Quarter,
        ["eoy"] = CalendarUnit.Year,
        ["monatsende"] = CalendarUnit.Month,
        ["quartalsende"] = CalendarUnit.Quarter,
        ["jahresende"] = CalendarUnit.Year,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Days from today.</summary>
    public static readonly FrozenDictionary<string, int> DayWords = new Dictionary<string, int>
    {
        ["today"] = 0, ["heute"] = 0, ["hoy"] = 0, ["hoje"] = 0, ["今日"] = 0,
        ["tomorrow"] = 1, ["tmrw"] = 1, ["tomorow"] = 1, ["demain"] = 1, ["mañana"] = 1, ["amanhã"] = 1, ["明日"] = 1,
        ["übermorgen"] = 2, ["uebermorgen"] = 2, ["overmorrow"] = 2, ["明後日"] = 2,
        ["yesterday"] = -1, ["gestern"] = -1, ["hier"] = -1, ["ayer"] = -1, ["ontem"] = -1, ["昨日"] = -1,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, int> Counts = Numbered(
        "a an one einem einer ein eine un une una um uma", "two zwei deux dos dois duas couple", "three drei trois tres três", "four vier quatre cuatro quatro",
        "five fünf cinq cinco", "six sechs seis", "seven sieben sept siete sete", "eight acht huit ocho oito", "nine neun neuf nueve nove",
        "ten zehn dix diez dez", "eleven elf onze once", "twelve zwölf douze doce doze");

    public static readonly FrozenDictionary<string, int> Ordinals = Numbered("first erstes premier primer primeiro", "second zweites", "third drittes", "fourth viertes");

    public static readonly FrozenSet<string> In = Set("in within en dans em");

    private static FrozenDictionary<string, int> Numbered(params string[] rows)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var word in rows[i].Split(' '))
                words[word] = i + 1;
        }
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
