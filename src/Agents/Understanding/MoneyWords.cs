using System.Collections.Frozen;

namespace CoSellBot.Agents.Understanding;

/// <summary>Multipliers and units of six languages, as data.</summary>
internal static class MoneyWords
{
    /// <summary>Words after a number that multiply it.</summary>
    public static readonly FrozenDictionary<string, decimal> Multipliers = new (string Words, decimal Times)[]
    {
        ("k thousand thousands thsd tsd tausend grand mille mil 千", 1_000m),
        ("lakh lakhs lac lacs", 100_000m),
        ("万", 10_000m),
        ("m mm mn mln mio million millions millionen millón millon millones milhão milhao milhões milhoes", 1_000_000m),
        ("crore crores cr", 10_000_000m),
        ("億", 100_000_000m),
        ("b bn billion billions mrd milliarde milliarden milliard milliards bilhão bilhões", 1_000_000_000m),
    }.SelectMany(row => row.Words.Split(' '), (row, word) => (word, row.Times)).ToFrozenDictionary(x => x.word, x => x.Times, StringComparer.Ordinal);

    /// <summary>Multipliers that may be glued to a code: "80keur", "1.5mUSD".</summary>
    public static readonly string[] Glued = ["mio", "mn", "mm", "bn", "k", "m", "b", "千", "万", "億"];

    /// <summary>Units that make a number something other than money.</summary>
    public static readonly FrozenSet<string> OtherUnits = (
        "percent pct prozent times x th st nd rd day days week weeks month months year years yr yrs hour hours hr hrs h min mins minute minutes second seconds " +
        "users seats licences licenses people persons employees staff partners deals customers accounts " +
        "leads sites offices devices nodes servers stores branches countries opportunities points pages items units kg km gb tb mb " +
        "tag tage tagen woche wochen monat monate monaten jahr jahre jahren stunden nutzer benutzer lizenzen mitarbeiter personen kunden " +
        "jour jours semaine semaines mois an ans année années heures utilisateurs licences personnes clients " +
        "día días dia dias semana semanas mes meses mês año años ano anos horas usuarios usuários licencias licenças personas pessoas clientes " +
        "日 日間 週 週間 ヶ月 か月 カ月 年 人 名 社 件").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Last labels that make "3m.com" a domain and not three million.</summary>
    public static readonly FrozenSet<string> DomainEndings =
        "com net org info biz app dev cloud tech shop online group gmbh example test".Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
