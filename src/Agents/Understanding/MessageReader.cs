using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Understanding;

/// <summary>What a message is read against.</summary>
/// <param name="Names">Partner firms and products: public names.</param>
/// <param name="People">People the speaker may know, full names.</param>
/// <param name="Today">The day in the speaker's zone.</param>
/// <param name="FiscalYearStartMonth">1 to 12.</param>
/// <param name="Locale">BCP 47; decides "09/10".</param>
/// <param name="Country">ISO 3166; decides "$"; null when unknown.</param>
internal sealed record ReaderSetting(NameBook Names, IReadOnlyList<string> People, DateOnly Today, int FiscalYearStartMonth, string Locale, string? Country);

/// <summary>
/// Finds names and values in a message of any of the six languages. Products and partners are public names; a company is what
/// stands in a company's place, whoever it is. Reads no list the speaker may not see.
/// </summary>
internal sealed partial class MessageReader(SlotTagger tagger, ReaderSetting setting)
{
    private static readonly Wordbook Words = Wordbook.Shipped;
    private const int FewWords = 4;
    private const int MostBeforeDate = 12;
    private const int MonthsOfAYear = 12;
    private static readonly FrozenSet<string> AlsoNames = FrozenSet.ToFrozenSet(
        ["malte", "maurice", "mauricio", "dominique", "jordan", "georgia", "chad", "granada", "island", "jersey", "niger", "reunion", "man"],
        StringComparer.Ordinal);

    private static readonly float[] Leanings = [4, 8, 16, 32, 64, 128];

    /// <summary>Every name that is one of ours or of a partner firm.</summary>
    public IEnumerable<string> PublicNames => setting.Names.All;

    /// <summary>Until when somebody wants quiet: also days that would be too little to go by elsewhere.</summary>
    public DateOnly? PauseUntil(string written) => SnoozeDate.Read(Scripts.Narrow(written), setting.Today, setting.Locale)?.Date;

    /// <summary>What a message names.</summary>
    public MessageSlots Read(string written)
    {
        var text = Scripts.Narrow(written);
        var words = FoldedText.Of(text);
        var spans = new MessageSpans(text);
        var deal = DealNumber().Match(text) is { Success: true } number && spans.Take(number.Index, number.Length, "<deal>") ? number.Value.ToUpperInvariant() : null;
        var domain = ReadDomain(text, spans);
        var page = ReadPage(text, words, spans);
        var labelled = FormLabels.Customer(text, words);
        var dates = DateReader.Read(text, setting.Today, setting.FiscalYearStartMonth, setting.Locale).Where(found => spans.Take(found.Start, found.Length, "<date>")).ToList();
        var amounts = MoneyReader.Read(text, setting.Country).Where(found => !found.OutOfRange && spans.Take(found.Start, found.Length, "<money>")).ToList();
        var currencies = CurrencyWords.Find(text, setting.Country);
        var loose = currencies.Where(found => !spans.IsTaken(found.Start, found.Length) && !Negation.IsPutAside(words, found.Start, found.Length)).ToList();
        var (partner, product) = ReadNames(text, words, spans);
        var country = ReadCountry(text, words, spans);
        string? company = domain;
        if (company is null && labelled is { } value && spans.Take(value.Start, value.Length, "<company>"))
        {
            company = text.Substring(value.Start, value.Length);
        }

        // "Good call today, they sign by mid August": today is when it was said.
        var ahead = dates.Where(found => found.Invalid || found.Date > setting.Today).ToList();
        // "They want it filed today": in a sentence today is a hurry, and no day a deal closes.
        var date = Kept(ahead.Count > 0 ? ahead : [.. dates.Where(found => found.Date != setting.Today || words.Count <= FewWords)], words, found => (found.Start, found.Length));
        // "Demo on 12 June, close 30 Sep": of several days the one a word of closing stands before.
        if (dates.Count > 1 && ahead.Count > 1)
        {
            date = ahead.Find(found => words.Finds("close").Any(close => close.End <= found.Start && found.Start - close.End <= MostBeforeDate && text.AsSpan(close.End, found.Start - close.End).IndexOfAny(",;.") < 0)
                && !Negation.IsPutAside(words, found.Start, found.Length)) ?? date;
        }

        var money = Kept([.. amounts.Where(found => !found.Bare || amounts.TrueForAll(other => other.Bare))], words, found => (found.Start, found.Length));
        var byMonth = money is not null ? Months(words, money, spans) : null;
        var settled = Settle(money, currencies, loose, words);
        (company, partner) = ReadCompany(text, words, spans, company, partner);
        // "Fabrikam Hosting GmbH" and "Greenfield Energy Ltd" are names, and no kinds of deals.
        var kind = Words.Kinds.Find(words).Where(found => !spans.IsTaken(found.Start, found.Length) && !Negation.IsPutAside(words, found.Start, found.Length)).Select(found => (RegistrationKind?)found.Value).FirstOrDefault();
        var isNew = First(Words.List("new_customer"), words, spans, "") is not null;
        return new MessageSlots
        {
            Company = company,
            Partner = partner,
            PartnerIsKnown = partner is not null && setting.Names.Has(partner),
            PartnerIsVendor = partner is not null && setting.Names.IsVendor(partner),
            Product = product,
            Deal = deal,
            Country = country,
            Kind = kind,
            Amount = byMonth is null ? money?.Amount : money!.Amount * MonthsOfAYear,
            AmountWords = byMonth,
            AmountIsBare = money?.Bare ?? false,
            AmountChoices = Others(amounts, money, words),
            Currency = settled.Currency,
            CurrencyChoices = settled.Choices,
            Date = date is { Invalid: false } ? date.Date : null,
            DateWords = date is { Derived: true } ? date.AsWritten : null,
            DateIsInvalid = date is { Invalid: true },
            Page = page,
            IsNewCustomer = isNew,
            Stage = Words.Stages.Find(words).Select(found => (OpportunityStage?)found.Value).FirstOrDefault(),
            Status = Words.Statuses.Find(words).Where(found => !Negation.Denies(words, found.Start, found.End)).Select(found => (RegistrationStatus?)found.Value).FirstOrDefault(),
            Industry = Words.Industries.Find(words).Select(found => found.Value).FirstOrDefault(),
            Language = Words.Spoken.Find(words).Select(found => found.Value).FirstOrDefault(),
            Percent = Percentage().Match(text) is { Success: true } share && decimal.TryParse(share.Groups[1].Value.Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture, out var percent) ? percent : null,
            Person = ReadPerson(words),
            Words = words,
            Delexicalised = spans.Replaced(),
            LeftoverOf = new Lazy<Leftover?>(() => company is null ? Leftover(text, words, spans) : null),
        };
    }

    // In a few words between people a name may stand without anything that says so: the words nobody knows are leant towards it
    // more and more, until one gives way.
    private Leftover? Leftover(string text, FoldedText words, MessageSpans spans)
    {
        var view = CompanyNames.Look(tagger, text, words, spans);
        foreach (var leaning in Leanings)
        {
            var name = CompanyNames.Find(tagger, text, words, spans, view, leaning).FirstOrDefault(name => !name.IsPartner && CompanyNames.CanStandAlone(text, name) && !IsSlip(text.Substring(name.Start, name.Length)));
            if (name.Length > 0)
            {
                return new Leftover(text.Substring(name.Start, name.Length), spans.With(name.Start, name.Length, "<company>").Replaced());
            }
        }

        return null;
    }

    // "Regsiter" is a word of ours.
    private bool IsSlip(string name) => FoldedText.Of(name).All(word => tagger.Vocabulary.Has(word.Folded) || tagger.Vocabulary.HasNear(word.Folded) || Words.Everyday.Contains(word.Folded) || word.Length < 3);

    private static string? ReadDomain(string text, MessageSpans spans)
    {
        foreach (Match match in DomainName().Matches(text))
        {
            // "karl.amsel@windrade.example" is a person; the firm behind the @ is the customer only when none is named.
            var isOfAnAddress = text.AsSpan(match.Index + match.Length).StartsWith("@") || (match.Index > 0 && text[match.Index - 1] == '@');
            if (!isOfAnAddress && !NoDomain().IsMatch(match.Value) && RegistrableDomain.TryParse(match.Value, out _) && spans.Take(match.Index, match.Length, "<domain>"))
            {
                return match.Value;
            }
        }

        return null;
    }

    private static string? AddressDomain(string text, MessageSpans spans)
    {
        foreach (Match match in DomainName().Matches(text))
        {
            if (match.Index > 0 && text[match.Index - 1] == '@' && !FreeMail().IsMatch(match.Value) && RegistrableDomain.TryParse(match.Value, out _) && spans.Take(match.Index, match.Length, "<domain>"))
            {
                return match.Value;
            }
        }

        return null;
    }

    private static int? ReadPage(string text, FoldedText words, MessageSpans spans)
    {
        foreach (var page in Words.List("page").Find(words))
        {
            var at = words.IndexAt(page.Start);
            foreach (var beside in new[] { at + 1, at - 1 })
            {
                if (beside >= 0 && beside < words.Count && words[beside].Length <= 4 && int.TryParse(words[beside].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    var start = Math.Min(page.Start, words[beside].Start);
                    spans.Take(start, Math.Max(page.End, words[beside].End) - start, "");
                    return number;
                }
            }
        }

        return null;
    }

    // "Not Ledger, Atlas" and "Atlas instead of Ledger" name Atlas: a name that is put aside counts only when there is no other.
    private (string? Partner, string? Product) ReadNames(string text, FoldedText words, MessageSpans spans)
    {
        var found = setting.Names.Find(words).Where(name => !CompanyNames.IsInside(text, words, name.Start, name.Length) && spans.Take(name.Start, name.Length, name.Value.IsProduct ? "<product>" : "<partner>")).ToList();
        foreach (var word in words)
        {
            // With a slip, or in Katakana: only what no word of ours is.
            if (!tagger.Vocabulary.Has(word.Folded) && !spans.IsTaken(word.Start, word.Length) && !(text.AsSpan(word.End).StartsWith(".") && word.End + 1 < text.Length && char.IsLetterOrDigit(text[word.End + 1])) && setting.Names.Near(word) is { } near
                && !found.Exists(name => name.Value.IsProduct == near.IsProduct && !Negation.IsPutAside(words, name.Start, name.Length)) && spans.Take(word.Start, word.Length, near.IsProduct ? "<product>" : "<partner>"))
            {
                found.Add(new Mention<PublicName>(word.Start, word.Length, near));
            }
        }

        string? One(bool product)
        {
            // "Together with Halvor": the vendor is named last of all, being no partner of its own.
            var names = found.Where(name => name.Value.IsProduct == product).OrderBy(name => setting.Names.IsVendor(name.Value.Name)).ThenBy(name => name.Start).ToList();
            var wanted = names.Where(name => !Negation.IsPutAside(words, name.Start, name.Length) && (product || !Negation.IsRival(words, name.Start, name.Length))).ToList();
            return wanted.Count > 0 ? wanted[0].Value.Name : names.Count > 0 && !Words.Says("put_aside", words) && (product || !Negation.IsRival(words, names[0].Start, names[0].Length)) ? names[0].Value.Name : null;
        }

        return (One(product: false), setting.Names.Longer(One(product: true), words));
    }

    private static Mention<T>? First<T>(Gazetteer<T> gazetteer, FoldedText words, MessageSpans spans, string placeholder)
    {
        foreach (var found in gazetteer.Find(words))
        {
            if (!Negation.IsPutAside(words, found.Start, found.Length) && spans.Take(found.Start, found.Length, placeholder))
            {
                return found;
            }
        }

        return null;
    }

    private static string? ReadCountry(string text, FoldedText words, MessageSpans spans)
    {
        foreach (var found in Countries.Names.Find(words))
        {
            // "Bank of Ireland" names a company, ドイツ語 a language.
            if (text.AsSpan(found.End).StartsWith("語"))
            {
                continue;
            }

            // "Malte sagt", "Hi Jordan": first names and words that are countries somewhere need a word of place before them.
            if (AlsoNames.Contains(Scripts.Fold(text.Substring(found.Start, found.Length))) && !Place().IsMatch(text.AsSpan(0, found.Start)))
            {
                continue;
            }

            if ((found.Length > 3 || Scripts.HasUnparted(text.Substring(found.Start, found.Length))) && !CompanyNames.IsInside(text, words, found.Start, found.Length) && !text.AsSpan(0, found.Start).EndsWith(" of ", StringComparison.OrdinalIgnoreCase)
                && !Negation.IsPutAside(words, found.Start, found.Length) && spans.Take(found.Start, found.Length, "<country>"))
            {
                return found.Value;
            }
        }

        // "Norwegian customer", "client norvégien": beside any other word it may be a language or a way to cook.
        var firms = Words.List("customer").Find(words).ToList();
        foreach (var found in Words.Nationalities.Find(words))
        {
            if (firms.Exists(firm => IsBeside(text, found.Start, found.End, firm.Start, firm.End)) && !Negation.IsPutAside(words, found.Start, found.Length) && spans.Take(found.Start, found.Length, "<country>"))
            {
                return found.Value;
            }
        }

        // Short forms only in capitals: "us" and "it" are words.
        var shortForm = ShortCountry().Match(text);
        return shortForm.Success && spans.Take(shortForm.Index, shortForm.Length, "<country>") ? Countries.Code(shortForm.Value) : null;
    }

    private static bool IsBeside(string text, int start, int end, int otherStart, int otherEnd) =>
        start >= otherEnd ? text.AsSpan(otherEnd, start - otherEnd).IsWhiteSpace() : otherStart >= end && text.AsSpan(end, otherStart - end).IsWhiteSpace();

    private string? ReadPerson(FoldedText words)
    {
        foreach (var person in setting.People)
        {
            var parts = FoldedText.Of(person).Select(part => part.Folded).ToList();
            if (words.Any(word => word.Folded == parts[0] || (parts.Count > 1 && word.Folded == parts[^1] && word.Length > 3)))
            {
                return person;
            }
        }

        return null;
    }

    // "End of October, not September": of several values the one that is not put aside.
    private static T? Kept<T>(List<T> found, FoldedText words, Func<T, (int Start, int Length)> place)
        where T : class =>
        found.Find(item => place(item) is var at && !Negation.IsPutAside(words, at.Start, at.Length)) ?? found.FirstOrDefault();

    private static List<decimal> Others(List<MoneyReading> amounts, MoneyReading? money, FoldedText words) => money is null || money.Bare ? [] : amounts
        .Where(other => !other.Bare && !Negation.IsPutAside(words, other.Start, other.Length)).Select(other => other.Amount).Distinct().ToList() is { Count: > 1 } several ? several : [];

    // A registration's amount is a year's: "2k/Monat" and 月額30万円 are twelve times as much, and the card says so. Only words that touch
    // the amount count, and none that a date has taken: "80k EUR le mois prochain" is no rent.
    private static string? Months(FoldedText words, MoneyReading money, MessageSpans spans)
    {
        foreach (var said in words.Finds("monthly"))
        {
            var isBehind = said.Start >= money.Start + money.Length && IsBlankOrSlash(words.Text.AsSpan(money.Start + money.Length, said.Start - money.Start - money.Length));
            var isBefore = said.End <= money.Start && IsBlankOrSlash(words.Text.AsSpan(said.End, money.Start - said.End)) && Words.List("monthly_before").TryGet(words.Text[said.Start..said.End], out _);
            if ((isBehind || isBefore) && !spans.IsTaken(said.Start, said.Length))
            {
                return words.Text[Math.Min(said.Start, money.Start)..Math.Max(said.End, money.Start + money.Length)];
            }
        }

        return null;
    }

    private static bool IsBlankOrSlash(ReadOnlySpan<char> between) => between.Length <= 2 && between.IndexOfAnyExcept(' ', '/', '／') < 0;

    // Two currencies for one amount are a question, never a guess.
    private static (string? Currency, IReadOnlyList<string> Choices) Settle(
        MoneyReading? money, IReadOnlyList<CurrencyReading> all, List<CurrencyReading> loose, FoldedText words)
    {
        var named = all.Where(found => found.Currency is not null && !Negation.IsPutAside(words, found.Start, found.Length)).Select(found => found.Currency!).Distinct().ToList();
        var first = loose.Count > 0 ? loose[0] : null;
        return named.Count > 1 ? (null, named)
            : (money?.Currency ?? first?.Currency ?? named.FirstOrDefault(), money?.CurrencyChoices is { Count: > 0 } choices ? choices : money?.Currency is null ? first?.CurrencyChoices ?? [] : []);
    }

    private (string? Company, string? Partner) ReadCompany(string text, FoldedText words, MessageSpans spans, string? company, string? partner)
    {
        // They said "urgent": words of ours in quotes are quoted, not names, where a company is named beside them.
        var view = CompanyNames.Look(tagger, text, words, spans);
        if (company is null && Quoted().Match(text) is { Success: true } quote
            && !(FoldedText.Of(quote.Groups[1].Value).All(word => tagger.Vocabulary.Has(word.Folded) || Words.Everyday.Contains(word.Folded))
                && CompanyNames.Find(tagger, text, words, spans, view).Any(name => !name.IsPartner && (name.Start >= quote.Index + quote.Length || name.Start + name.Length <= quote.Index)))
            && spans.Take(quote.Groups[1].Index, quote.Groups[1].Length, "<company>"))
        {
            return (quote.Groups[1].Value.Trim(), partner);
        }

        foreach (var name in CompanyNames.Find(tagger, text, words, spans, view))
        {
            if (name.IsPartner && partner is null && spans.Take(name.Start, name.Length, "<partner>"))
            {
                // "Contoso with Zeppelin": a firm we do not know; saying so is better than taking it for the customer.
                partner = text.Substring(name.Start, name.Length);
            }
            else if (!name.IsPartner && company is null && !Negation.IsPutAside(words, name.Start, name.Length) && spans.Take(name.Start, name.Length, "<company>"))
            {
                company = text.Substring(name.Start, name.Length);
            }
        }

        return (company ?? AddressDomain(text, spans), partner);
    }

    // "EUR.Close", "St.Gallen": a small letter after a capital is the beginning of a word; "offer.pdf" is a file.
    [GeneratedRegex(@"\.\p{Lu}\p{Ll}+$|(?i:\.(?:pdf|docx?|xlsx?|pptx?|png|jpe?g|zip|txt|csv|eml|msg|html?))$", RegexOptions.CultureInvariant)]
    private static partial Regex NoDomain();

    [GeneratedRegex(@"^(?:gmail|googlemail|outlook|hotmail|live|yahoo|ymail|icloud|me|aol|gmx|web|mail|proton|protonmail|t-online|freenet|orange|free|laposte|wanadoo|libero|sapo|uol|bol|terra)\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FreeMail();

    [GeneratedRegex(@"(?<![0-9A-Za-z])DR-(?=[A-Z]{0,9}[0-9]|[A-HJKMNP-TV-Z]{4})[0-9A-Z]{4,10}(?![0-9A-Za-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DealNumber();

    [GeneratedRegex(@"(?:https?://)?(?<![\p{L}\p{N}.\--[\u3041-\u9FFF]])(?:[\p{L}\p{N}-[\u3041-\u9FFF]](?:[\p{L}\p{N}\--[\u3041-\u9FFF]]{0,61}[\p{L}\p{N}-[\u3041-\u9FFF]])?\.){1,4}[\p{L}-[\u3041-\u9FFF]]{2,24}(?![\p{L}\p{N}-[\u3041-\u9FFF]])(?:/\S*)?", RegexOptions.CultureInvariant)]
    private static partial Regex DomainName();

    [GeneratedRegex(@"([0-9]{1,3}(?:[.,][0-9]{1,2})?)\s?%", RegexOptions.CultureInvariant)]
    private static partial Regex Percentage();

    [GeneratedRegex(@"(?<![\p{L}\p{N}])(?:UK|USA|usa|US|UAE)(?![\p{L}\p{N}])", RegexOptions.CultureInvariant)]
    private static partial Regex ShortCountry();

    [GeneratedRegex(@"(?:^|[\s(,/|:;])(?:in|from|of|over in|aus|nach|en|au|aux|à|du|de la|em|no|na|do|da|del|de|country|land|pays|país|=|,|/|\||:)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex(@"[""“„«「]([^""“”„«»「」]{1,120})[""”“»」]", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
