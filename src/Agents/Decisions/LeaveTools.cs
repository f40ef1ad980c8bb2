using System.Globalization;
using System.Text.RegularExpressions;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm.Partners;

namespace CoSellBot.Agents.Decisions;

/// <summary>What one who decides says about themselves: days away with a delegate, an interest in a claim. It takes effect from the words, with Undo (ruling 15).</summary>
internal sealed partial class LeaveTools(DealDesk desk, AgentTurn turn, TurnOutcome outcome)
{
    private static readonly Role[] Managers = [Role.PartnerManager, Role.ChannelManager, Role.RegionalManager];
    private readonly Readers _own = Readers.People(turn.Asker.PersonId ?? "");

    /// <summary>True for somebody who can decide at all.</summary>
    public static bool IsFor(Principal asker) => asker is { IsVendor: true, Role: { } role } && Managers.Contains(role);

    /// <summary>Notes days away from words like "away 13–24 July, Maria covers".</summary>
    public async Task<string> Away(string text, CancellationToken cancellationToken)
    {
        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        if (Days(text, desk.Clock.Today(turn.Reading.Zone), turn.Reading.Culture.Name) is not { } days || days.Last < desk.Clock.Today(turn.Reading.Zone))
        {
            return outcome.Answer(AgentReply.Ask(Phrase.Of("leave.which_days")));
        }

        var named = await NamedAsync(text, cancellationToken);
        if (named.Count > 1)
        {
            return outcome.Answer(AgentReply.Ask(Phrase.Of("leave.who"), [.. named.Take(5).Select(person => new ReplyButton(
                Phrase.Of("button.term", ("term", Term.Of(person.Name).For(_own))),
                Press.Say(string.Create(CultureInfo.InvariantCulture, $"away {days.First:d MMM yyyy} to {days.Last:d MMM yyyy}, {person.Name}"))))]));
        }

        var covers = named.Count == 1 ? named[0] : null;
        var key = outcome.Run(key => new Errand.Away(key, days.First, days.Last, covers?.Id));
        var span = new (string, Labelled<Term>)[] { ("first", Term.Of(days.First).For(_own)), ("last", Term.Of(days.Last).For(_own)), ("name", Term.Of(covers?.Name ?? "").For(_own)) };
        return outcome.Answer(AgentReply.Say(
            Phrase.Of(covers is null ? "leave.noted" : "leave.covered", span), new ReplyButton(Phrase.Of("button.undo"), Press.Decide("back", key))));
    }

    /// <summary>Calls days away off.</summary>
    public string Back(string absenceId)
    {
        outcome.Run(key => new Errand.Back(key, absenceId));
        return outcome.Answer(AgentReply.Say(Phrase.Of("leave.back")));
    }

    /// <summary>Names who decides when the asker has let the time pass, from words like "Maria"; others are asked for.</summary>
    public async Task<string> Delegate(string text, CancellationToken cancellationToken)
    {
        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        if (Nobody().IsMatch(text))
        {
            return await DelegateTo(null, cancellationToken);
        }

        var named = await NamedAsync(text, cancellationToken);
        return named.Count == 1
            ? await DelegateTo(named[0].Id, cancellationToken)
            : outcome.Answer(AgentReply.Ask(Phrase.Of("delegate.who"), [.. named.Take(5).Select(person => new ReplyButton(
                Phrase.Of("button.term", ("term", Term.Of(person.Name).For(_own))), Press.Decide("delegate", person.Id)))]));
    }

    /// <summary>Names a person, or nobody with null; Undo names whom it was before.</summary>
    public async Task<string> DelegateTo(string? personId, CancellationToken cancellationToken)
    {
        var people = await ColleaguesAsync(cancellationToken);
        var named = people.FirstOrDefault(person => person.Id == personId);
        if (!IsFor(turn.Asker) || (personId is not null && named is null))
        {
            return outcome.Answer(AgentReply.Ask(Phrase.Of("delegate.who")));
        }

        var before = await desk.Decisions.Book.DelegateOfAsync(turn.Asker.PersonId!, cancellationToken);
        outcome.Run(key => new Errand.Delegates(key, personId));
        return outcome.Answer(AgentReply.Say(
            named is null ? Phrase.Of("delegate.nobody") : Phrase.Of("delegate.noted", ("name", Term.Of(named.Name).For(_own))),
            new ReplyButton(Phrase.Of("button.undo"), Press.Decide("delegate", before ?? ""))));
    }

    /// <summary>Notes an interest in a claim: the asker decides nothing on it.</summary>
    public async Task<string> Interest(string? deal, CancellationToken cancellationToken)
    {
        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        var id = (deal ?? outcome.Session.LastDeal)?.ToUpperInvariant();
        if (id is null || await desk.Book.FindAsync(turn.Asker, id, cancellationToken) is null)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("decide.nothing")));
        }

        outcome.Run(key => new Errand.Interest(key, id));
        return outcome.Answer(AgentReply.Say(Phrase.Of("interest.noted", ("id", Term.Of(id).For(_own)))));
    }

    /// <summary>First and last day of a span in words; "until" begins today, one day alone is both. Null when no day is named.</summary>
    public static (DateOnly First, DateOnly Last)? Days(string text, DateOnly today, string locale)
    {
        var dates = DateReader.Read(text, today, 1, locale).Where(date => !date.Invalid).ToList();
        if (dates.Count == 0)
        {
            return null;
        }

        if (dates.Count > 1 && dates[1].Date >= dates[0].Date)
        {
            return (dates[0].Date, dates[1].Date);
        }

        var last = dates[0].Date;
        var before = text[..dates[0].Start];
        if (DayBefore().Match(before) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            && day >= 1 && day <= last.Day)
        {
            return (new DateOnly(last.Year, last.Month, day), last);
        }

        return Until().IsMatch(before) && last > today ? (today, last) : (last, last);
    }

    private async Task<List<Person>> ColleaguesAsync(CancellationToken cancellationToken) =>
        [.. (await desk.Directory.PeopleOfAsync(turn.Asker.Organization!.Id, Managers, cancellationToken)).Select(card => card.Person).Where(person => person.Id != turn.Asker.PersonId)];

    private async Task<List<Person>> NamedAsync(string text, CancellationToken cancellationToken) =>
        [.. (await ColleaguesAsync(cancellationToken)).Where(person => Names(text, person))];

    private static bool Names(string text, Person person) => person.Name.Split(' ') is [var first, ..]
        && (text.Contains(person.Name, StringComparison.OrdinalIgnoreCase) || Regex.IsMatch(text, $@"(?<![\p{{L}}]){Regex.Escape(first)}(?![\p{{L}}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    [GeneratedRegex(@"(\d{1,2})(?:st|nd|rd|th|\.|º|日)?\s*(?:–|—|-|to|until|till|through|bis|au|al|a|à|até|から|~|〜)\s*(?:the\s+|zum\s+|den\s+|el\s+|le\s+|o\s+)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DayBefore();

    [GeneratedRegex(@"\b(?:until|till|through|bis|jusqu|hasta|até)\b|まで", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Until();

    [GeneratedRegex(@"^\W*(?:nobody|no one|none|niemand|keiner|keine|personne|nadie|ninguém|なし|いない)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nobody();
}
