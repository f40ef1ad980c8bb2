using System.Collections.Frozen;

namespace CoSellBot.Agents.Understanding;

/// <summary>Multipliers and units of six languages, as data.</summary>
internal static class MoneyWords
{
    /// <summary>Words after a number that multiply it.</summary>
    public static readonly FrozenDictionary<string, decimal> Multipliers = WordTable.Of<decimal>(
        ("百", 100m),
        ("k thousand thousands thsd tsd tausend grand mille milliers mil riesen 千", 1_000m),
        ("lakh lakhs lac lacs 十万", 100_000m),
        ("万", 10_000m),
        ("m mm mn mln mi mio mios million millions millionen millón millones milhão milhões 百万", 1_000_000m),
        ("crore crores cr 千万", 10_000_000m),
        ("億", 100_000_000m),
        ("b bi bn billion billions mrd milliarde milliarden milliard milliards bilhão bilhões 十億", 1_000_000_000m),
        ("百億", 10_000_000_000m), ("千億", 100_000_000_000m), ("兆", 1_000_000_000_000m));

    /// <summary>Multipliers that are other words or units too: parted by a blank they need a currency.</summary>
    public static readonly FrozenSet<string> Weak = WordTable.Set("m b cr mm mi bi");

    /// <summary>Multipliers that may be glued to a code: "80keur", "1.5mUSD".</summary>
    public static readonly string[] Glued = ["mio", "mn", "mm", "bn", "k", "m", "b"];

    /// <summary>Letters glued to the front of a currency: "T€ 80", "TEUR", "300 KCHF".</summary>
    public static readonly FrozenDictionary<string, decimal> Scales = WordTable.Of(("k t", 1_000m), ("m mio", 1_000_000m));

    /// <summary>Codes with a scale in front, as one word.</summary>
    public static readonly FrozenDictionary<string, (decimal Times, CurrencyTerm Term)> ScaledCodes =
        Scales.SelectMany(_ => "eur euro euros usd chf gbp brl jpy cad aud sek nok dkk pln inr mxn".Split(' '), (scale, code) =>
            (Word: scale.Key + code, Scaled: (scale.Value, CurrencyTerms.Anywhere[code])))
            .Append((Word: "ke", Scaled: (1_000m, CurrencyTerms.Anywhere["eur"]))).ToFrozenDictionary(x => x.Word, x => x.Scaled, StringComparer.Ordinal);

    /// <summary>Words that may stand between an amount and its currency.</summary>
    public static readonly FrozenSet<string> BeforeCurrency = WordTable.Set("in of de en em d");

    /// <summary>Words between the two ends of a range.</summary>
    public static readonly FrozenSet<string> Between = WordTable.Set("to bis or à a oder ou から");

    /// <summary>Units that make a number something other than money.</summary>
    public static readonly FrozenSet<string> OtherUnits = WordTable.Set(
        "percent pct prozent x times x th st nd rd day days week weeks month months year years yr yrs hour hours hr hrs h min mins minute minutes second seconds " +
        "users seats licences licenses people persons employees staff partners deals customers accounts " +
        "leads sites offices devices nodes servers stores branches countries opportunities points pages items units kg km gb tb mb " +
        "tag tage tagen tägig tägige woche wochen monat monate monaten jahr jahre jahren stunden stunde uhr minuten nutzer nutzern benutzer benutzern user lizenzen mitarbeiter mitarbeitern personen leute kunden kundinnen " +
        "standorte standorten filialen geräte plätze plätzen arbeitsplätze stück seiten punkte grad meter " +
        "jour jours semaine semaines mois an ans année années heure heures minute utilisateur utilisateurs licence personnes salariés employés collaborateurs clients postes sièges sites pages points pièces " +
        "día días semana semanas mes meses año años hora horas minuto minutos usuario usuarios licencia licencias persona personas empleados clientes puestos asientos sedes tiendas páginas puntos unidades " +
        "dia dias mês ano anos usuário usuários utilizadores licenças pessoas funcionários colaboradores assentos lojas pontos " +
        "日 日間 週 週間 週目 か月 ヶ月 カ月 ヵ月 ケ月 箇月 か月間 ヶ月間 カ月間 月 年 年間 年度 時 時間 分 分間 人 名 社 件 台 本 個 枚 席 回 割 歳 階 号 店舗 拠点 四半期 パーセント ユーザー ユーザ ライセンス アカウント シート ページ ポイント");

    /// <summary>"20 por ciento": the second word of a percentage.</summary>
    public static readonly FrozenSet<string> Hundredths = WordTable.Set("ciento cento cent");

    /// <summary>Last labels that make "3m.com" a domain and not three million.</summary>
    public static readonly FrozenSet<string> DomainEndings =
        "com net org info biz app dev cloud tech shop online group gmbh example test".Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
