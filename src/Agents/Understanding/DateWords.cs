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
    FiscalYear,
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
    public static readonly FrozenDictionary<string, int> Months = WordTable.Numbered(
        "january jan januar jänner janvier janv enero ene janeiro",
        "february feb febuary februar feber février fevrier févr febrero fevereiro fev",
        "march mar märz mrz mars marzo março",
        "april apr avril avr abril abr",
        "may mai mayo maio",
        "june jun juni juno juin junio junho",
        "july jul juli juillet juil julio julho",
        "august aug août agosto ago",
        "september sep sept septembre septiembre setiembre setembro septmber set",
        "october oct oktober okt octobre octubre outubro out",
        "november nov novembre noviembre novembro",
        "december dec dezember dez décembre déc diciembre dic dezembro");

    /// <summary>Months that are also names or other words: they need a number or one of <see cref="Leads"/> beside them.</summary>
    public static readonly FrozenSet<string> WeakMonths = WordTable.Set("may march mar jan mars marco mai ene janv ago set out juno dez dic");

    /// <summary>Months that are ordinary words of another language: "set up", "5 out of 10". They need a day, and a link or a mark, or no word behind: "15 de out", "15/set".</summary>
    public static readonly FrozenSet<string> WeakestMonths = WordTable.Set("set out");

    public static readonly FrozenDictionary<string, int> Weekdays = WordTable.Numbered(
        "monday mon montag montags lundi lunes segunda 月曜 月曜日",
        "tuesday tue tues dienstag dienstags mardi martes terça 火曜 火曜日",
        "wednesday wed mittwoch mittwochs mercredi miércoles quarta 水曜 水曜日",
        "thursday thu thur thurs donnerstag donnerstags jeudi jueves quinta 木曜 木曜日",
        "friday fri freitag freitags vendredi viernes sexta 金曜 金曜日",
        "saturday sat samstag sonnabend samedi sábado 土曜 土曜日",
        "sunday sun sonntag dimanche domingo 日曜 日曜日");

    /// <summary>Weekdays that are other words too: they need a lead, "next" or "feira" beside them.</summary>
    public static readonly FrozenSet<string> WeakWeekdays = WordTable.Set("mon sat sun wed thur segunda terça quarta quinta sexta");

    /// <summary>Words that make an ambiguous word after them a date.</summary>
    public static readonly FrozenSet<string> Leads = WordTable.Set(
        "in by of until till before for end mid early late this next on since from close closes closing to during around about early start beginning date " +
        "im am bis ende anfang mitte zum ab vor gegen spätestens en fin de le em fim para pour au avant antes até hasta vers courant début mi el del na no pela dia finales mediados principios meados início assinatura assinam assina assinar fecha fecham fecho fechamento sign signs signing signature firma firman");

    public static readonly FrozenSet<string> Past = WordTable.Set(
        "last past previous letzten letzte letzter letztes letztem vergangenen vergangene vergangener vorigen dernier dernière derniers passé passée pasado pasada passado passada último última anterior " +
        "先週 先月 昨年 去年 昨年度 前四半期");

    public static readonly FrozenSet<string> Next = WordTable.Set(
        "next following nächsten nächste nächster nächstes nächstem folgenden prochain prochaine próximo próxima siguiente suivant suivante seguinte");

    /// <summary>The one that comes first, beyond doubt.</summary>
    public static readonly FrozenSet<string> Coming = WordTable.Set("coming kommenden kommende kommender kommendes kommendem entrante 次の");

    public static readonly FrozenSet<string> AfterNext = WordTable.Set("übernächsten übernächste übernächster übernächstes übernächstem");

    public static readonly FrozenSet<string> This = WordTable.Set(
        "this current diesen dieses diese diesem dieser laufenden laufendes ce cet cette este esta neste nesta deste desta actual atual");

    public static readonly FrozenDictionary<string, PeriodEdge> Edges = WordTable.Of(
        ("start beginning begin anfang beginn début debut principios principio inicio inicios início começo comienzo comienzos", PeriodEdge.Start),
        ("early", PeriodEdge.Early),
        ("mid middle mitte mi milieu mediados meados", PeriodEdge.Middle),
        ("late", PeriodEdge.Late),
        ("end ende fin fim fins fines finales final finais courant ultimo", PeriodEdge.End));

    /// <summary>Edges that stand behind their span: 9月末, 来月中旬.</summary>
    public static readonly FrozenDictionary<string, PeriodEdge> EdgesBehind = WordTable.Of(
        ("初め 初 頭", PeriodEdge.Start), ("上旬 初旬", PeriodEdge.Early), ("中旬 半ば 前半", PeriodEdge.Middle), ("下旬", PeriodEdge.Late), ("末 後半 中 内 end", PeriodEdge.End));

    /// <summary>Words that may stand between an edge or a day and its month.</summary>
    public static readonly FrozenSet<string> Links = WordTable.Set("of the de du des d del do da den der");

    /// <summary>Words that may stand between an edge and its span besides.</summary>
    public static readonly FrozenSet<string> EdgeLinks = WordTable.Set("of the de du des d del do da den der l la le el o a os as dem");

    public static readonly FrozenDictionary<string, CalendarUnit> Units = WordTable.Of(
        ("day days tag tage tagen jour jours día días dia dias 日", CalendarUnit.Day),
        ("week weeks wk wks woche wochen semaine semaines semana semanas 週 週間", CalendarUnit.Week),
        ("month months monat monats monate monaten mois mes meses mês か月 ヶ月 カ月 ヵ月 ケ月 箇月", CalendarUnit.Month),
        ("quarter quarters qtr quartal quartals quartale quartalen trimestre trimestres tri 四半期", CalendarUnit.Quarter),
        ("half halbjahr halbjahres semestre semester", CalendarUnit.Half),
        ("year years jahr jahre jahren jahres an ans année années año años ano anos 年", CalendarUnit.Year),
        ("fy geschäftsjahr geschäftsjahres geschäftsjahrs wirtschaftsjahr exercice ejercicio exercício 年度", CalendarUnit.FiscalYear));

    /// <summary>Words before or after "year" that make it the programme's.</summary>
    public static readonly FrozenSet<string> Fiscal = WordTable.Set("fiscal fiscale fiscales");

    /// <summary>An edge of the current month, quarter, year or week as one word.</summary>
    public static readonly FrozenDictionary<string, (CalendarUnit Unit, PeriodEdge Edge)> EdgeWords = WordTable.Of(
        ("eod", (CalendarUnit.Day, PeriodEdge.End)), ("eow wochenende weekend 週末 今週末", (CalendarUnit.Week, PeriodEdge.End)),
        ("eom monatsende monatsultimo 月末 今月末", (CalendarUnit.Month, PeriodEdge.End)), ("monatsmitte", (CalendarUnit.Month, PeriodEdge.Middle)), ("monatsanfang 月初", (CalendarUnit.Month, PeriodEdge.Start)),
        ("eoq quartalsende", (CalendarUnit.Quarter, PeriodEdge.End)), ("halbjahresende", (CalendarUnit.Half, PeriodEdge.End)),
        ("eoy jahresende 年末 年内", (CalendarUnit.Year, PeriodEdge.End)), ("geschäftsjahresende 年度末 今年度末 本年度末 年度内", (CalendarUnit.FiscalYear, PeriodEdge.End)));

    /// <summary>Spans counted from today in one word.</summary>
    public static readonly FrozenDictionary<string, (CalendarUnit Unit, int Later)> SpanWords = WordTable.Of(
        ("今週", (CalendarUnit.Week, 0)), ("来週", (CalendarUnit.Week, 1)), ("再来週", (CalendarUnit.Week, 2)),
        ("今月", (CalendarUnit.Month, 0)), ("来月", (CalendarUnit.Month, 1)), ("再来月", (CalendarUnit.Month, 2)),
        ("今四半期 当四半期", (CalendarUnit.Quarter, 0)), ("来四半期 次四半期", (CalendarUnit.Quarter, 1)),
        ("今年 本年", (CalendarUnit.Year, 0)), ("来年", (CalendarUnit.Year, 1)), ("再来年", (CalendarUnit.Year, 2)),
        ("今年度 本年度", (CalendarUnit.FiscalYear, 0)), ("来年度", (CalendarUnit.FiscalYear, 1)));

    /// <summary>First and second half of the fiscal year.</summary>
    public static readonly FrozenDictionary<string, int> HalfWords = WordTable.Numbered("上期 上半期", "下期 下半期");

    /// <summary>Words before "mañana" and "Morgen" that make them the morning.</summary>
    public static readonly FrozenSet<string> BeforeMorning = WordTable.Set("la esta guten gute heute jeden");

    /// <summary>Days of the year that have a name, in one word or two.</summary>
    public static readonly FrozenDictionary<string, (int Month, int Day)> Feasts = WordTable.Of(
        ("heiligabend nochebuena クリスマスイブ イブ", (12, 24)), ("weihnachten christmas xmas noël navidad natal クリスマス", (12, 25)), ("silvester nochevieja réveillon 大晦日 大みそか", (12, 31)), ("neujahr 元日 元旦", (1, 1)));

    /// <summary>Words beside a feast that mean the day before it: "xmas eve", "véspera de Natal".</summary>
    public static readonly FrozenSet<string> Eves = WordTable.Set("eve véspera víspera veille");

    /// <summary>Days from today.</summary>
    public static readonly FrozenDictionary<string, int> DayWords = WordTable.Of(
        ("today heute hoy hoje 今日 本日 きょう", 0), ("tomorrow tmrw tomorow tmr morgen demain mañana amanhã 明日 あした", 1), ("übermorgen overmorrow 明後日 あさって", 2), ("明々後日", 3),
        ("yesterday gestern ayer ontem 昨日", -1));

    public static readonly FrozenDictionary<string, int> Ordinals = WordTable.Numbered(
        "first erstes erste ersten premier première primer primero primera primeiro", "second zweites zweite zweiten deuxième segundo", "third drittes dritte dritten troisième tercer tercero terceiro",
        "fourth viertes vierte vierten quatrième cuarto quarto");

    /// <summary>What may be glued to a number that counts: "3er trimestre", "1º de outubro".</summary>
    public static readonly FrozenSet<string> OrdinalEndings = WordTable.Set("st nd rd th er ère ere e eme ème º ª o a ro do to");

    /// <summary>Words before a number of units that make it a day to come: "in 6 weeks", "d'ici deux semaines".</summary>
    public static readonly FrozenSet<string> In = WordTable.Set("in within binnen en dans ici sous em");

    /// <summary>The same, but said of short spans only: "snooze for two weeks" is a day, "a contract for 3 years" is not.</summary>
    public static readonly FrozenSet<string> For = WordTable.Set("for für pour pendant por durante");

    /// <summary>The first of two words that mean "in": "innerhalb von", "dentro de", "daqui a".</summary>
    public static readonly FrozenSet<string> InPairs = WordTable.Set("innerhalb dentro daqui");

    /// <summary>Words that number a week of the year.</summary>
    public static readonly FrozenSet<string> WeekNumbers = WordTable.Set("kw cw week wk semaine semana kalenderwoche");

    /// <summary>True when a month's word is a number where it stands: "sept mille euros", "dez semanas".</summary>
    public static bool IsNumberHere(Pieces pieces, int i) =>
        pieces.Word(i) is "sept" or "dez" && (NumberWords.IsScale(pieces.Word(i + 1)) || Units.ContainsKey(pieces.Word(i + 1)));
}
