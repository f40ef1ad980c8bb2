using System.ComponentModel;
using System.Globalization;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Sla;

namespace CoSellBot.Agents.Coaching;

/// <summary>Nudges about one's own deals, and one's own quiet. Own settings take effect from the words or the press, with an undo.</summary>
public sealed class CoachingTools(DealCoach coach, AgentTurn turn, TurnOutcome outcome)
{
    private const int LongestDays = 366;
    private const int MostChoices = 5;
    private readonly Readers _asker = Readers.People(turn.Asker.PersonId ?? "");
    private readonly DealDesk _desk = coach.Desk;

    /// <summary>Says which of the asker's own deals are stalled.</summary>
    [Description("Which of the person's own deals are stuck and what to do next.")]
    public async Task<string> Coach(
        [Description("Company name or domain; nothing for all")] string? customer = null, [Description("Deal number, when one is named instead")] string? deal = null,
        [Description("Only deals with this partner firm")] string? partner = null, CancellationToken cancellationToken = default)
    {
        if (!turn.Asker.IsVendor)
        {
            return Refuse();
        }

        if (!turn.Place.IsPrivate && turn.Place.HasExternals)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        if (await NotFoundAsync(deal, cancellationToken) is { } missing)
        {
            return missing;
        }

        if ((Blank(customer) ?? await CustomerOfAsync(deal, cancellationToken)) is not { } name)
        {
            var firm = await PartnerAsync(partner, cancellationToken);
            return firm is null && Blank(partner) is { } unknown
                ? outcome.Answer(AgentReply.Say(Phrase.Of("account.not_found", ("name", Own(Term.Of(unknown))))))
                : await ShowAsync(null, firm, cancellationToken);
        }

        var accounts = await FindAsync(name, cancellationToken);
        return accounts switch
        {
            [] => outcome.Answer(turn.Place.IsPrivate ? AgentReply.Say(Phrase.Of("account.not_found", ("name", Own(Term.Of(name))))) : OnlyForAll()),
            [var one] => await ShowAsync(one, null, cancellationToken),
            _ when !turn.Place.IsPrivate => outcome.Answer(OnlyForAll()),
            _ => Which(Phrase.Of("register.which_customer", ("name", Own(Term.Of(name)))), accounts, Press.Coach),
        };
    }

    /// <summary>Is quiet about a customer until a day; asks for what is missing.</summary>
    [Description("Be quiet about a customer until a day.")]
    public async Task<string> Snooze(
        [Description("Company name or domain")] string? customer = null, [Description("yyyy-MM-dd")] string? until = null,
        [Description("Deal number, when one is named instead of its customer")] string? deal = null, CancellationToken cancellationToken = default)
    {
        if (!turn.Asker.IsVendor)
        {
            return Refuse();
        }

        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        if (await NotFoundAsync(deal, cancellationToken) is { } missing)
        {
            return missing;
        }

        var day = DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var said) ? said : (DateOnly?)null;
        if ((Blank(customer) ?? await CustomerOfAsync(deal, cancellationToken)) is { } name)
        {
            var found = await FindAsync(name, cancellationToken);
            return found switch
            {
                [] => outcome.Answer(AgentReply.Say(Phrase.Of("account.not_found", ("name", Own(Term.Of(name)))))),
                [var one] => await QuietAsync(one, day, cancellationToken),
                _ => Which(Phrase.Of("register.which_customer", ("name", Own(Term.Of(name)))), found, id => Press.Snooze(id, day)),
            };
        }

        var meant = new List<Account>();
        foreach (var id in turn.Session.Snoozing is { } asked ? [asked] : turn.Session.LastNudges)
        {
            meant.AddRange(await FindAsync(id, cancellationToken));
        }

        return meant is [var only] ? await QuietAsync(only, day, cancellationToken) : Which(Phrase.Of("snooze.which"), meant, id => Press.Snooze(id, day));
    }

    /// <summary>Runs a press on a nudge or on a setting.</summary>
    /// <returns>False when the press is none of these.</returns>
    internal async Task<bool> PressAsync(Press press, CancellationToken cancellationToken)
    {
        if (press.Verb is not ("coach" or "snooze" or "useless" or "unmute" or "mutes"))
        {
            return false;
        }

        if (!turn.Asker.IsVendor || !turn.Place.IsPrivate)
        {
            // Its buttons are shown to their own person only; whoever sends the value from elsewhere gets constant words.
            _ = turn.Asker.IsVendor ? outcome.Answer(OnlyForAll()) : Refuse();
            return true;
        }

        var (until, subject) = press.Quiet;
        _ = press.Verb switch
        {
            "coach" => await FindAsync(press.Argument, cancellationToken) is [var account] ? await ShowAsync(account, null, cancellationToken) : Gone(),
            "snooze" => await FindAsync(subject, cancellationToken) is [var account] ? await QuietAsync(account, until, cancellationToken) : Gone(),
            "useless" => await DropAsync(press.Argument, cancellationToken),
            "unmute" => await LiftAsync(press.Argument, cancellationToken),
            _ => await SettingsAsync(cancellationToken),
        };
        return true;
    }

    private async Task<string> ShowAsync(Account? account, string? partnerOrgId, CancellationToken cancellationToken)
    {
        var nudges = await coach.FindAsync(turn.Asker.PersonId!, account?.Id, partnerOrgId, turn.Reading.Zone, cancellationToken);
        var visible = nudges.Items.Where(nudge => turn.Ceiling.Allows(nudge.Readers)).ToList();
        var shown = visible.Take(DealCoach.MostShown).ToList();
        if (shown.Count > 0)
        {
            outcome.Session = outcome.Session with { LastNudges = turn.Place.IsPrivate ? DealCoach.AccountsOf(shown) : [] };
            return outcome.Answer(NudgeCards.Card(shown, visible.Count, turn.Place.IsPrivate ? turn.Asker.PersonId : null, _desk.Prm.Name, nudges.AsOf));
        }

        if (!turn.Place.IsPrivate)
        {
            return outcome.Answer(OnlyForAll());
        }

        var terms = new (string, Labelled<Term>)[]
        {
            ("name", Own(Term.Of(account?.Name ?? ""))), ("open", Own(Term.Of(nudges.Open))), ("count", Own(Term.Of(nudges.Unjudged))), ("fewest", Term.Of(StallRule.FewestDeals).ForAll()),
        };
        var key = nudges.Open == 0 ? "nudge.no_open" : nudges.Unjudged == nudges.Open ? "nudge.none_judged" : "nudge.none";
        return outcome.Answer(new AgentReply
        {
            State = CardState.Say,
            Lines = [Phrase.Of(account is null ? key : $"{key}_at", terms), .. nudges.Unjudged > 0 ? [Phrase.Of("nudge.unjudged", terms)] : Array.Empty<Phrase>()],
            Source = DealCards.Source(_desk.Prm.Name, nudges.AsOf, isPrivate: true),
        });
    }

    // A number that finds nothing must not end in somebody else's quiet.
    private async Task<string?> NotFoundAsync(string? deal, CancellationToken cancellationToken) =>
        Blank(deal) is { } id && await CustomerOfAsync(id, cancellationToken) is null
            ? outcome.Answer(AgentReply.Say(Phrase.Of("deal.not_found", ("id", Own(Term.Of(id.ToUpperInvariant()))))))
            : null;

    // Nudges are about customers; a deal's number names its own, as far as the asker may see the deal.
    private async Task<string?> CustomerOfAsync(string? deal, CancellationToken cancellationToken) =>
        Blank(deal) is { } id && await _desk.Book.FindAsync(turn.Asker, id.ToUpperInvariant(), cancellationToken) is { } found && turn.Ceiling.Allows(found.Readers)
            ? found.Store((view, _) => view.Customer)
            : null;

    private async Task<string?> PartnerAsync(string? name, CancellationToken cancellationToken) => Blank(name) is { } firm
        ? (await _desk.Prm.ListPartnersAsync(cancellationToken)).Items.FirstOrDefault(partner => string.Equals(partner.Name, firm, StringComparison.OrdinalIgnoreCase))?.OrganizationId
        : null;

    private async Task<string> QuietAsync(Account account, DateOnly? until, CancellationToken cancellationToken)
    {
        var today = _desk.Clock.Today(turn.Reading.Zone);
        if (until is not { } day || day <= today || day > today.AddDays(LongestDays))
        {
            return await AskUntilAsync(account, until is null ? "snooze.until" : until <= today ? "snooze.past" : "snooze.far", today, cancellationToken);
        }

        var at = Morning.Of(day, turn.Reading.Zone);
        // An undo brings back what was there: an earlier quiet, or none.
        var undo = InForce().FirstOrDefault(mute => mute.SubjectId == account.Id)?.Until is { } prior ? Press.Snooze(account.Id, LocalDay(prior)) : Press.Unmute(account.Id);
        outcome.Change(new MuteChange(account.Id, IsMuted: true, at));
        return outcome.Answer(AgentReply.Say(
            Phrase.Of(turn.Press is null && PlainWords.GivesAReason(turn.Text) ? "snooze.done_reason" : "snooze.done",
                ("name", Own(Term.Of(account.Name))), ("until", Own(Term.Of(at, InstantStyle.DayAndTime)))),
            new ReplyButton(Phrase.Of("snooze.undo"), undo), AllSettings()));
    }

    private async Task<string> AskUntilAsync(Account account, string key, DateOnly today, CancellationToken cancellationToken)
    {
        outcome.Session = outcome.Session with { Snoozing = account.Id };
        var choices = new List<ReplyButton>
        {
            new(Phrase.Of("snooze.week"), Press.Snooze(account.Id, today.AddDays(7))),
            new(Phrase.Of("snooze.month"), Press.Snooze(account.Id, today.AddMonths(1))),
        };
        var deals = await coach.OpenOfAsync(turn.Asker.PersonId!, account.Id, cancellationToken);
        if (deals.Select(deal => deal.CloseDate).Where(close => close > today && close <= today.AddDays(LongestDays)).Min() is { } close)
        {
            choices.Add(new(Phrase.Of("snooze.close", ("date", Own(Term.Of(close)))), Press.Snooze(account.Id, close)));
        }

        return outcome.Answer(AgentReply.Ask(Phrase.Of(key, ("name", Own(Term.Of(account.Name)))), [.. choices]));
    }

    private async Task<string> DropAsync(string opportunityId, CancellationToken cancellationToken)
    {
        var own = await coach.OpenOfAsync(turn.Asker.PersonId!, null, cancellationToken);
        if (own.FirstOrDefault(deal => deal.Id == opportunityId) is null)
        {
            return Gone();
        }

        outcome.Change(new MuteChange(opportunityId, IsMuted: true));
        return outcome.Answer(AgentReply.Say(
            Phrase.Of("snooze.not_useful", ("name", Own(Term.Of(await NameAsync(opportunityId, own, cancellationToken))))),
            new ReplyButton(Phrase.Of("snooze.undo"), Press.Unmute(opportunityId)), AllSettings()));
    }

    private async Task<string> LiftAsync(string subjectId, CancellationToken cancellationToken)
    {
        if (InForce().All(mute => mute.SubjectId != subjectId))
        {
            return await SettingsAsync(cancellationToken);
        }

        outcome.Change(new MuteChange(subjectId, IsMuted: false));
        var own = await coach.OpenOfAsync(turn.Asker.PersonId!, null, cancellationToken);
        return outcome.Answer(AgentReply.Say(Phrase.Of("snooze.lifted", ("name", Own(Term.Of(await NameAsync(subjectId, own, cancellationToken))))), AllSettings()));
    }

    private async Task<string> SettingsAsync(CancellationToken cancellationToken)
    {
        var own = await coach.OpenOfAsync(turn.Asker.PersonId!, null, cancellationToken);
        var mutes = new List<(Mute, string)>();
        foreach (var mute in InForce())
        {
            mutes.Add((mute, await NameAsync(mute.SubjectId, own, cancellationToken)));
        }

        return outcome.Answer(NudgeCards.Mutes(mutes, turn.Asker.PersonId!));
    }

    // Named with the rights of the moment; what the person may not read any more keeps its number.
    private async Task<string> NameAsync(string subjectId, IReadOnlyList<Opportunity> own, CancellationToken cancellationToken)
    {
        var deal = own.FirstOrDefault(one => one.Id == subjectId);
        var account = await FindAsync(deal?.AccountId ?? subjectId, cancellationToken) is [var found] ? found : null;
        if (deal is null || account is null)
        {
            return account?.Name ?? subjectId;
        }

        var product = (await _desk.Directory.ProductsAsync(cancellationToken)).FirstOrDefault(one => one.Id == deal.ProductId)?.Name ?? deal.ProductId;
        return $"{account.Name}, {product}";
    }

    private Task<IReadOnlyList<Account>> FindAsync(string words, CancellationToken cancellationToken) =>
        _desk.FindAccountsAsync(turn, words, RegistrableDomain.TryParse(words, out var domain) ? domain : null, cancellationToken);

    private string Which(Phrase question, IEnumerable<Account> accounts, Func<string, string> press) => outcome.Answer(AgentReply.Ask(
        question,
        [.. accounts.Take(MostChoices).Select(account => new ReplyButton(
            Phrase.Of("button.account", ("name", Own(Term.Of(account.Name))), ("country", Own(Countries.Name(account.Country)))), press(account.Id)))]));

    private IEnumerable<Mute> InForce() => turn.Mutes.Where(mute => mute.Until is null || mute.Until > _desk.Clock.GetUtcNow());

    private DateOnly LocalDay(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, turn.Reading.Zone).DateTime);

    private string Refuse() => outcome.Answer(AgentReply.Say(Phrase.Of(turn.Asker.IsLinked ? "nudge.vendor_only" : turn.WhenUnknown)));

    private string Gone() => outcome.Answer(AgentReply.Say(Phrase.Of("nudge.gone")));

    private Labelled<Term> Own(Term term) => term.For(_asker);

    private static AgentReply OnlyForAll() =>
        AgentReply.Say(Phrase.Of("place.only_for_all"), new ReplyButton(Phrase.Of("button.ask_privately"), Press.AskPrivately, ButtonStyle.Quiet));

    private static ReplyButton AllSettings() => new(Phrase.Of("snooze.settings"), Press.Mutes);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
