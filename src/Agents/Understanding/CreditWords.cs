using System.Globalization;
using System.Text.RegularExpressions;

namespace CoSellBot.Agents.Understanding;

/// <summary>Questions about credit, read by their words alone: why a partner has it on a customer, and what partners brought beside what they took part in.</summary>
internal static partial class CreditWords
{
    private const int LongestQuestion = 200;

    /// <summary>The customer, and the partner if one is named, of a question why somebody is credited there; null for any other message.</summary>
    public static (string Customer, string? Partner)? Why(string text)
    {
        if (text.Length > LongestQuestion || text.Contains('\n', StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var pattern in new[] { NamedEnglish(), NamedGerman(), NamedFrench(), NamedSpanish(), NamedPortuguese(), NamedJapanese(), Anybody() })
        {
            if (pattern.Match(text) is { Success: true } match)
            {
                var partner = match.Groups["p"].Value.Trim();
                return (match.Groups["a"].Value.Trim(), partner.Length == 0 ? null : partner);
            }
        }

        return null;
    }

    /// <summary>True for the question after both totals.</summary>
    public static bool AsksTotals(string text) => text.Length <= LongestQuestion && Sourced().IsMatch(text) && Influenced().IsMatch(text);

    /// <summary>The fiscal quarter that is meant: the one said, of its last year that has begun, else the one we are in.</summary>
    /// <param name="text">The words.</param>
    /// <param name="today">Today.</param>
    /// <param name="startMonth">Month the fiscal year starts in.</param>
    public static (int Quarter, int Year, DateOnly First, DateOnly Last) Quarter(string text, DateOnly today, int startMonth)
    {
        var year = today.Month >= startMonth ? today.Year : today.Year - 1;
        var said = Number().Match(text);
        var quarter = said.Success ? int.Parse(said.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 1 + ((today.Month - startMonth + 12) % 12 / 3);
        var start = new DateOnly(said.Success && said.Groups[2].Success ? int.Parse(said.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : year, startMonth, 1);
        var first = start.AddMonths(3 * (quarter - 1));
        if (first > today && !(said.Success && said.Groups[2].Success))
        {
            first = first.AddYears(-1);
        }

        return (quarter, first.AddMonths(-3 * (quarter - 1)).Year, first, first.AddMonths(3).AddDays(-1));
    }

    [GeneratedRegex(@"^\W*why (?:is|was|does|do) (?<p>.+?) (?:credited|get credit|have credit|has credit|get the credit|have the credit) (?:on|for|with|at) (?<a>.+?)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedEnglish();

    [GeneratedRegex(@"^\W*(?:warum|wieso|weshalb) (?:ist|wird|wurde) (?<p>.+?) (?:bei|für|auf|an) (?<a>.+?) (?:angerechnet|gutgeschrieben|beteiligt)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedGerman();

    [GeneratedRegex(@"^\W*pourquoi (?<p>.+?) (?:est[- ](?:il |elle )?crédité[es]?|a[- ](?:t[- ](?:il|elle) )?(?:du|le) crédit) (?:sur|pour|chez|de) (?<a>.+?)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedFrench();

    [GeneratedRegex(@"^\W*por qu[eé] (?:tiene |recibe )?(?<p>.+?) (?:tiene |recibe |el )?(?:crédito|acreditad[oa]) (?:en|por|de|con) (?<a>.+?)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedSpanish();

    [GeneratedRegex(@"^\W*por ?que (?:é que )?(?:a |o )?(?<p>.+?) (?:tem |recebe |o )?(?:crédito|creditad[oa]) (?:em|por|na|no|de) (?<a>.+?)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedPortuguese();

    [GeneratedRegex(@"^\W*(?:なぜ|どうして)(?<p>.+?)(?:が|に|は)(?<a>.+?)(?:の|で)(?:実績|クレジット)", RegexOptions.CultureInvariant)]
    private static partial Regex NamedJapanese();

    [GeneratedRegex(@"^\W*(?:who (?:is|gets) (?:the )?(?:credited|credit) (?:on|for|with|at)|credits? (?:on|for)|wem wird (?=.+ angerechnet)|anrechnung (?:bei|für|auf|von)|crédit (?:sur|pour)|qui est crédité (?:sur|pour)|crédito (?:en|por|de|em|na|no)|quién tiene (?:el )?crédito (?:en|por)|quem tem (?:o )?crédito (?:em|por|na|no)) (?<a>.+?)(?: angerechnet)?\W*$|^\W*(?<a>.+?)の(?:実績|クレジット)(?:は誰|の内訳|配分)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Anybody();

    [GeneratedRegex(@"\b(?:sourced?|eingebracht\w*|vermittelt\w*|apporté\w*|origin(?:ad|e)\w*|aportad\w*|trazid\w*)\b|ソース|獲得|創出", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sourced();

    [GeneratedRegex(@"\b(?:influenc\w*|beeinflusst\w*|mitgewirkt\w*|influíd\w*|influid\w*)\b|影響|関与", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Influenced();

    [GeneratedRegex(@"\b[QT]([1-4])\b(?:\W{0,3}(?:of|von|de)?\W{0,3}((?:19|20)\d\d))?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
