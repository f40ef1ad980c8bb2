using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Understanding;

/// <summary>Finds names and values in a message. Products and partners are public names; a company is what is left in its place.</summary>
internal sealed partial class MessageReader(IReadOnlyList<string> partners, IReadOnlyList<string> products, DateOnly today, int fiscalYearStartMonth, string locale, string? country)
{
    private readonly Dictionary<string, string> _partnerNames = WithShortNames(partners);

    private sealed record Span(int Start, int Length, string Placeholder);

    public MessageSlots Read(string text)
    {
        var spans = new List<Span>();
        bool Take(int start, int length, string placeholder)
        {
            if (spans.Exists(span => start < span.Start + span.Length && span.Start < start + length))
            {
                return false;
            }

            spans.Add(new Span(start, length, placeholder));
            return true;
        }

        var deal = DealNumber().Match(text) is { Success: true } number && Take(number.Index, number.Length, "<deal>") ? number.Value.ToUpperInvariant() : null;
        string? domain = null;
        foreach (Match match in DomainName().Matches(text))
        {
            if (domain is null && RegistrableDomain.TryParse(match.Value, out _) && Take(match.Index, match.Length, "<domain>"))
            {
                domain = match.Value;
            }
        }

        var page = PageNumber().Match(text);
        if (page.Success)
        {
            Take(page.Index, page.Length, "");
        }

        var date = DateReader.Read(text, today, fiscalYearStartMonth, locale).FirstOrDefault(found => Take(found.Start, found.Length, "<date>"));
        var money = MoneyReader.Read(text, country).FirstOrDefault(found => !found.OutOfRange && Take(found.Start, found.Length, "<money>"));
        var currency = money?.Currency is null ? CurrencyWords.Find(text, country).FirstOrDefault(found => Take(found.Start, found.Length, "<money>")) : null;
        var product = FindName(text, products, "<product>", Take);
        var partner = FindName(text, _partnerNames.Keys, "<partner>", Take) is { } said ? _partnerNames[said] : null;
        var kind = KindWord().Match(text) is { Success: true } word && Take(word.Index, word.Length, "") ? KindOf(word.Value) : (RegistrationKind?)null;
        var isNew = NewCustomer().Match(text);
        if (isNew.Success)
        {
            Take(isNew.Index, isNew.Length, "");
        }

        var place = FindCountry(text, Take);
        var company = domain;
        if (company is null && PlainWords.CustomerInForm(text) is { } labelled && Take(labelled.Start, labelled.Length, "<company>"))
        {
            company = text.Substring(labelled.Start, labelled.Length);
        }

        var named = company is null ? CompanySpan.Find(text, [.. spans.Select(span => (span.Start, span.Length))], partner is null) : default;
        if (named.Partner is { } other && Take(other.Start, other.Length, "<partner>"))
        {
            // "Contoso with Zeppelin": a firm we do not know; saying so is better than taking it for the customer.
            partner = text.Substring(other.Start, other.Length);
        }

        if (named.Company is { } run && Take(run.Start, run.Length, "<company>"))
        {
            company = text.Substring(run.Start, run.Length).Trim(' ', '"', '“', '”', '\'');
        }

        return new MessageSlots
        {
            Company = company,
            Partner = partner,
            Product = product,
            Deal = deal,
            Country = place,
            Kind = kind,
            Amount = money?.Amount,
            AmountIsBare = money?.Bare ?? false,
            Currency = money?.Currency ?? currency?.Currency,
            CurrencyChoices = money?.CurrencyChoices is { Count: > 0 } choices ? choices : currency?.CurrencyChoices ?? [],
            Date = date is { Invalid: false } ? date.Date : null,
            DateWords = date is { Derived: true } ? date.AsWritten : null,
            DateIsInvalid = date is { Invalid: true },
            Page = page.Success && int.TryParse(page.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null,
            IsNewCustomer = isNew.Success,
            Delexicalised = Replace(text, spans),
        };
    }

    // "Lakefront" for "Lakefront Systems": the first word stands for a firm when no other firm begins with it.
    private static Dictionary<string, string> WithShortNames(IReadOnlyList<string> names)
    {
        var all = names.Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(name => name, name => name, StringComparer.OrdinalIgnoreCase);
        foreach (var group in names.GroupBy(name => name.Split(' ')[0], StringComparer.OrdinalIgnoreCase))
        {
            if (group.Key.Length >= 4 && group.Distinct().Count() == 1 && !CompanySpan.IsOurs(group.Key))
            {
                all.TryAdd(group.Key, group.First());
            }
        }

        return all;
    }

    // "Not Ledger, Atlas" and "Atlas instead of Ledger" name Atlas: a name that is put aside counts only when there is no other.
    private static string? FindName(string text, IEnumerable<string> names, string placeholder, Func<int, int, string, bool> take)
    {
        string? first = null;
        string? wanted = null;
        // Longer names first, or "Atlas" would take the beginning of "Atlas Edge".
        foreach (var name in names.OrderByDescending(name => name.Length))
        {
            for (var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0 && name.Length > 0; at = text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                if (IsWord(text, at, name.Length) && take(at, name.Length, placeholder))
                {
                    first ??= name;
                    wanted ??= IsPutAside(text, at) ? null : name;
                }
            }
        }

        return wanted ?? (first is not null && NegatedName().IsMatch(text) ? null : first);
    }

    private static bool IsPutAside(string text, int at) => PutAside().IsMatch(text.AsSpan(Math.Max(0, at - 20), Math.Min(20, at)));

    private static string? FindCountry(string text, Func<int, int, string, bool> take)
    {
        foreach (var (name, code) in Countries.Names.Where(pair => pair.Key.Length > 3).OrderByDescending(pair => pair.Key.Length))
        {
            var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase);
            // "Bank of Ireland" names a company.
            if (at >= 0 && IsWord(text, at, name.Length) && !text.AsSpan(0, at).EndsWith(" of ", StringComparison.OrdinalIgnoreCase) && take(at, name.Length, "<country>"))
            {
                return code;
            }
        }

        // Short forms only in capitals: "us" and "it" are words.
        var shortForm = ShortCountry().Match(text);
        return shortForm.Success && take(shortForm.Index, shortForm.Length, "<country>") ? Countries.Code(shortForm.Value) : null;
    }

    private static bool IsWord(string text, int start, int length) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (start + length == text.Length || !char.IsLetterOrDigit(text[start + length]));

    private static RegistrationKind KindOf(string word) => word.ToUpperInvariant() switch
    {
        ['R', 'E', 'S', ..] => RegistrationKind.Resell,
        ['R', 'E', 'F', ..] => RegistrationKind.Referral,
        ['M', ..] => RegistrationKind.Msp,
        _ => RegistrationKind.CoSell,
    };

    private static string Replace(string text, List<Span> spans)
    {
        var result = new StringBuilder();
        var at = 0;
        foreach (var span in spans.OrderBy(span => span.Start))
        {
            result.Append(text, at, span.Start - at).Append(span.Placeholder);
            at = span.Start + span.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    [GeneratedRegex(@"\bDR-[0-9A-HJKMNP-TV-Z]{4,10}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DealNumber();

    [GeneratedRegex(@"(?:https?://)?(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,4}\p{L}{2,24}\b(?:/\S*)?", RegexOptions.CultureInvariant)]
    private static partial Regex DomainName();

    [GeneratedRegex(@"(?:\bnot\s+(?:with\s+|for\s+)?|\binstead\s+of\s+|\brather\s+than\s+|\bno\s+longer\s+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PutAside();

    [GeneratedRegex(@"\b(?:not|instead\s+of|rather\s+than)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NegatedName();

    [GeneratedRegex(@"\bpage (\d{1,4})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PageNumber();

    [GeneratedRegex(@"\b(?:resell(?:er|ing)?|resale|referral|refer|co-?sell(?:ing)?|msp|managed service)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KindWord();

    [GeneratedRegex(@"\b(?:it(?:'s| is) )?(?:a )?(?:brand )?new customer\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NewCustomer();

    [GeneratedRegex(@"\b(?:UK|USA|US|UAE)\b", RegexOptions.CultureInvariant)]
    private static partial Regex ShortCountry();
}
