using System.Text.RegularExpressions;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Understanding;

/// <summary>Whether a sale is said to be a renewal or an addition, read by its words alone.</summary>
internal static partial class MotionWords
{
    /// <summary>What the words say; null when they say nothing about it. More than the same again is no plain renewal.</summary>
    public static SalesMotion? Read(string text) => AddOn().IsMatch(text) ? SalesMotion.AddOn : Renewal().IsMatch(text) ? SalesMotion.Renewal : null;

    [GeneratedRegex(
        @"\b(?:renewal|vertragsverlängerung|lizenzverlängerung|verlängerung\s+(?:des|der)\s+(?:vertrags|lizenz\w*)|renouvellement|renovaci[oó]n|renova[cç][aã]o)\b|契約更新|ライセンス更新|更新契約",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Renewal();

    [GeneratedRegex(
        @"\b(?:add-?on|upsell|up-sell|cross-?sell|expansion\s+(?:deal|order)|additional\s+(?:licen[cs]es|seats|users|modules)|zusatzlizenz\w*|erweiterung\w*|licences?\s+suppl[eé]mentaires|licencias\s+adicionales|ampliaci[oó]n|licen[cç]as\s+adicionais|amplia[cç][aã]o)\b|追加ライセンス|追加契約|増設",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AddOn();
}
