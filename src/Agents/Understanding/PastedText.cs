using System.Text.RegularExpressions;
using CoSellBot.Prm.Accounts;

namespace CoSellBot.Agents.Understanding;

/// <summary>A mail or a call note somebody pasted: material to read a registration from, never words that are meant for the bot.</summary>
public static partial class PastedText
{
    private const int LongMessage = 280;
    private const int ManySentences = 4;

    /// <summary>True when a text has the head or the signs of a mail, or is as long as a note.</summary>
    public static bool Looks(string text) =>
        MailHead().Count(text) >= 2 || (text.Length >= LongMessage && (Sentence().Count(text) >= ManySentences || Address().IsMatch(text)));

    /// <summary>
    /// What a registration can use. The customer is the one firm whose addresses occur beside ours and the partners'; without any,
    /// the company the words name.
    /// </summary>
    internal static MessageSlots Read(string text, MessageSlots slots, IEnumerable<string> ourNames)
    {
        var ours = ourNames.Select(Scripts.Fold).ToHashSet(StringComparer.Ordinal);
        var firms = Address().Matches(text).Select(match => match.Groups[1].Value)
            .Where(host => RegistrableDomain.TryParse(host, out var domain) && !ours.Contains(Scripts.Fold(domain.Split('.')[0])))
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var named = slots.Company is { } company && !company.Contains('.', StringComparison.Ordinal) ? company : null;
        // "Karl Amsel <karl.amsel@windrade.example>" signs for a firm and is none.
        var people = Address().Matches(text).SelectMany(match => FoldedText.Of(match.Value[..match.Value.IndexOf('@')].Replace('.', ' ')).Select(word => word.Folded)).ToHashSet(StringComparer.Ordinal);
        named = named is not null && FoldedText.Of(named).Any(word => people.Contains(word.Folded)) ? null : named;
        return slots with { Company = named is null && firms.Count == 1 ? firms[0] : named ?? slots.Company ?? slots.Leftover?.Name };
    }

    /// <summary>The text without what reaches a person: addresses and numbers to dial are not needed for a registration and are not kept.</summary>
    public static string WithoutContacts(string text) => Dial().Replace(Address().Replace(text, "…"), "…");

    [GeneratedRegex(@"(?:^|[\s>])(?:from|to|cc|sent|subject|date|von|an|gesendet|betreff|datum|de|à|envoyé|objet|enviado|asunto|para|assunto|data|差出人|宛先|件名|送信日時)\s*[:：]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MailHead();

    [GeneratedRegex(@"[.!?。！？](?=\s|$|[^\x00-\x7F])", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"[\p{L}\p{N}._%+-]{1,64}@((?:[\p{L}\p{N}-]{1,63}\.){1,4}\p{L}{2,24})", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<![\p{L}\p{N}-])\+[0-9][0-9 ()./-]{6,20}[0-9]|(?<![\p{L}\p{N}-])0[0-9]{1,5}[ /-][0-9][0-9 -]{4,14}[0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex Dial();
}
