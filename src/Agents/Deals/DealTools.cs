using System.ComponentModel;
using System.Globalization;
using CoSellBot.Access;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>
/// The deal tools of one turn, bound to its asker and its place. No argument names a person, a place or a recipient. Reads are
/// filtered before the model sees them; writes come back as proposals.
/// </summary>
public sealed class DealTools(DealDesk desk, AgentTurn turn, TurnOutcome outcome)
{
    private const int MostDeals = 200;
    private const int LongestText = 2_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private readonly Readers _asker = Readers.People(turn.Asker.PersonId ?? "");

    /// <summary>Starts or continues a registration.</summary>
    [Description("Fill in or correct a deal registration and show its card. Nothing is saved.")]
    public async Task<string> RegisterDeal(
        [Description("Company name or domain")] string? customer = null,
        [Description("Partner firm")] string? partner = null,
        [Description("Product name")] string? product = null,
        [Description("Digits only, no cents")] string? amount = null,
        [Description("The words the amount was worked out from, when a month's was said and a year's is given")] string? amountWords = null,
        [Description("Amounts to choose from, comma separated, when several were said")] string? amountChoices = null,
        [Description("ISO 4217 code")] string? currency = null,
        [Description("ISO 4217 codes to choose from, comma separated, when the currency is not clear")] string? currencyChoices = null,
        [Description("yyyy-MM-dd")] string? close = null,
        [Description("The words the date was read from, when it was not a full date")] string? closeWords = null,
        [Description("ISO country code")] string? country = null,
        [Description("Resell, Referral, CoSell or Msp")] string? kind = null,
        [Description("true when said to be new")] string? newCustomer = null,
        [Description("true for a new one, false to correct the one in hand")] string? restart = null,
        [Description("true: all that is not said is as in the one last shown")] string? same = null,
        [Description("true when the person did not write this but pasted it")] string? pasted = null,
        CancellationToken cancellationToken = default)
    {
        var words = new DealWords(
            Blank(customer), Blank(partner), Blank(product), Number(amount), Blank(currency)?.ToUpperInvariant(),
            Blank(currencyChoices)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            DateOnly.TryParseExact(close, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null, Blank(closeWords),
            Blank(country) is { } place ? Countries.Code(place) : null,
            Enum.TryParse<RegistrationKind>(kind, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : null, newCustomer == "true",
            CloseIsInvalid: Blank(close) is not null && date == default,
            AmountChoices: [.. (amountChoices ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number).OfType<decimal>()], IsPasted: pasted == "true", AmountWords: Blank(amountWords));
        var before = restart == "true" ? null : same == "true" ? outcome.Session.LastDraft?.ForAnother(words) : outcome.Session.Draft;
        return await FillAsync(before, words, cancellationToken);
    }

    /// <summary>Applies a form to the open proposal it was opened from: a new proposal takes its place.</summary>
    internal async Task<string> ApplyForm(DealEdit? edit, CancellationToken cancellationToken) =>
        edit is { Proposal: "" }
            ? await FillAsync(null, edit.Words, cancellationToken)
        : edit is null || edit.Proposal != outcome.Session.OpenProposal || outcome.Session.Draft is null
            ? outcome.Answer(AgentReply.Say(Phrase.Of("say.nothing_open")))
            : await FillAsync(outcome.Session.Draft, edit.Words, cancellationToken);

    /// <summary>Starts a registration from a text, whoever wrote it: only what a registration can use is read from it.</summary>
    internal async Task<string> DraftFrom(string text, CancellationToken cancellationToken)
    {
        var reader = await new TurnReader(desk).ReaderAsync(turn, cancellationToken);
        var slots = PastedText.Read(text, reader.Read(text), reader.PublicNames);
        var words = new DealWords(
            slots.Company, slots.Partner, slots.Product, slots.Amount, slots.Currency, slots.CurrencyChoices, slots.Date, slots.DateWords, slots.Country, slots.Kind,
            slots.IsNewCustomer, slots.DateIsInvalid, slots.AmountChoices, IsPasted: true, AmountWords: slots.AmountWords);
        return await FillAsync(null, words, cancellationToken);
    }

    private async Task<string> FillAsync(DealDraft? before, DealWords words, CancellationToken cancellationToken)
    {
        if (!turn.Asker.IsLinked)
        {
            return Unlinked();
        }

        if (!turn.Place.IsPrivate && turn.Place.PartnerFirms.Count > 1)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("place.no_registration"), AskPrivately()));
        }

        if (!turn.Place.IsPrivate && turn.Place.HasExternals)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        var step = await new DealDialogue(desk, turn).ContinueAsync(before, words, cancellationToken);
        if (!turn.Place.IsPrivate && !turn.Ceiling.Allows(step.Reply.Readers))
        {
            // A colleague here may not read the account; the card goes where only the asker reads.
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        outcome.Session = outcome.Session with
        {
            Draft = step.Draft,
            LastDraft = step.Proposal is null ? outcome.Session.LastDraft : step.Draft,
            Asked = step.Asked,
            Awaiting = null,
            LastDeal = step.Deal ?? outcome.Session.LastDeal,
            LastCustomer = step.Draft?.Customer ?? outcome.Session.LastCustomer,
        };
        return step.Proposal is { } proposal ? outcome.Propose(proposal, step.Reply) : outcome.Answer(step.Reply);
    }

    /// <summary>Status of one deal or of a customer's deals.</summary>
    [Description("Status of a deal, or of the deals on a customer.")]
    public async Task<string> DealStatus(
        [Description("Like DR-7K3Q")] string? deal = null, [Description("Company name or domain")] string? customer = null,
        CancellationToken cancellationToken = default)
    {
        if (!turn.Asker.IsLinked)
        {
            return Unlinked();
        }

        if (Blank(deal) is { } id)
        {
            return await desk.Book.FindAsync(turn.Asker, id.ToUpperInvariant(), cancellationToken) is { } found && turn.Ceiling.Allows(found.Readers)
                ? await ShowAsync(found, cancellationToken)
                : outcome.Answer(Nothing("deal.not_found", ("id", Term.Of(id.ToUpperInvariant()).For(_asker))));
        }

        if (Blank(customer) is not { } name)
        {
            return await MyDeals(cancellationToken: cancellationToken);
        }

        if (!turn.Place.IsPrivate && turn.Place.HasExternals)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        outcome.Session = outcome.Session with { LastCustomer = name };
        var accounts = await desk.FindAccountsAsync(turn, name, Domain(name), cancellationToken);
        var deals = await desk.Book.OfCustomerAsync(
            turn.Asker, new Prm.Accounts.CompanyIdentity(name, Domain(name), null, null), accounts.Count == 1 ? accounts[0].Id : null, MostDeals, cancellationToken);
        var visible = Visible(deals);
        return visible.Count switch
        {
            0 => outcome.Answer(Nothing("deal.none_on_customer", ("name", Term.Of(name).For(_asker)))),
            1 => await ShowAsync(visible[0], cancellationToken),
            _ => outcome.Answer(DealCards.List(visible, Phrase.Of("deal.list_customer", ("name", Term.Of(name).For(_asker)), ("count", Count(visible))),
                $"status of {name}", 1, turn.Place.IsPrivate, desk.Prm.Name, desk.Clock.GetUtcNow())),
        };
    }

    /// <summary>The asker's deals, or a partner's.</summary>
    [Description("List the person's own deals, or a partner firm's.")]
    public async Task<string> MyDeals(
        [Description("Partner firm, for vendor people")] string? partner = null, [Description("Page, from 1")] string? page = null,
        [Description("Approved, InReview, NeedsInfo, Rejected, Withdrawn or Expired")] string? status = null,
        CancellationToken cancellationToken = default)
    {
        if (!turn.Asker.IsLinked)
        {
            return Unlinked();
        }

        var partners = (await desk.Prm.ListPartnersAsync(cancellationToken)).Items;
        var named = Blank(partner) is { } name
            ? partners.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))
            // In a channel shared with one partner, "our deals" are the deals with that partner.
            : turn.Asker.IsVendor && turn.Place.PartnerFirms is [var only] ? partners.FirstOrDefault(p => p.OrganizationId == only) : null;
        if (named is null && turn.Asker.IsVendor && turn.Place.IsPrivate && Blank(partner) is { } customer)
        {
            // No partner of that name; for the vendor's own people "deals with Contoso" asks about a customer.
            return await DealStatus(null, customer, cancellationToken);
        }

        if (Blank(partner) is not null && (named is null || (turn.Asker.IsPartner && named.OrganizationId != turn.Asker.Organization!.Id)
            || (!turn.Place.IsPrivate && turn.Place.HasExternals && !turn.Place.PartnerFirms.Contains(named.OrganizationId))))
        {
            // The same words for any name, known or not.
            return outcome.Answer(turn.Place.IsPrivate ? AgentReply.Say(Phrase.Of("others.constant")) : AgentReply.Say(Phrase.Of("place.only_firms_here"), AskPrivately()));
        }

        var deals = named is not null
            ? await desk.Book.OfPartnerAsync(turn.Asker, named.OrganizationId, MostDeals, cancellationToken)
            : await desk.Book.OfAskerAsync(turn.Asker, MostDeals, cancellationToken);
        var visible = Visible(deals);
        if (Enum.TryParse<RegistrationStatus>(status, ignoreCase: true, out var wanted) && Enum.IsDefined(wanted))
        {
            visible = [.. visible.Where(deal => deal.Store((view, _) => view.Status) == wanted)];
        }

        if (visible.Count == 0)
        {
            return outcome.Answer(turn.Place.IsPrivate ? AgentReply.Say(Phrase.Of(status is null || deals.Count == 0 ? "deal.none" : "deal.none_in_state")) : AgentReply.Say(Phrase.Of("place.only_for_all"), AskPrivately()));
        }

        var firm = named?.Name ?? turn.Asker.Organization!.Name;
        var title = named is null && turn.Asker.IsVendor
            ? Phrase.Of("deal.list_mine", ("count", Count(visible)))
            : Phrase.Of("deal.list_partner", ("name", Term.Of(firm).ForAll()), ("count", Count(visible)));
        // What "more" says is read like typed words; those of ours are English in every language.
        var state = Enum.IsDefined(wanted) && status is not null ? Texts.Shipped.Format($"status.{wanted}", new Dictionary<string, Term>(), ReadingContext.From("en-GB", "UTC")) + " " : "";
        var again = Blank(partner) is null ? $"my {state}deals" : $"{state}deals with {firm}";
        var at = int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;
        var list = DealCards.List(visible, title, again, at, turn.Place.IsPrivate, desk.Prm.Name, desk.Clock.GetUtcNow());
        return outcome.Answer(state.Length == 0 ? list : list with { Lines = [Phrase.Of("deal.only_state", ("status", Term.Label($"status.{wanted}").ForAll())), .. list.Lines] });
    }

    /// <summary>Offers to take a deal back.</summary>
    [Description("Offer to withdraw a deal.")]
    public Task<string> WithdrawDeal(
        [Description("Deal number")] string? deal = null, [Description("Company name or domain")] string? customer = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(deal, customer, (view, readers) =>
        {
            var proposal = desk.Propose(turn, ProposalKinds.WithdrawDeal, new ChangeDeal(view.Id, view.Version, view.Customer), readers, Lifetime);
            return outcome.Propose(proposal, ProposalCards.Card(proposal));
        },
        cancellationToken);

    /// <summary>Offers to add a proof.</summary>
    [Description("Offer to add a proof of the customer's request to a deal.")]
    public Task<string> AddProof(
        [Description("Deal number")] string? deal = null, [Description("In the person's words")] string? text = null,
        [Description("Company name or domain")] string? customer = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(deal, customer, (view, readers) =>
        {
            if (Blank(text) is not { } words)
            {
                outcome.Session = outcome.Session with { Awaiting = $"proof:{view.Id}" };
                return outcome.Answer(AgentReply.Ask(Phrase.Of("proof.ask", ("id", Term.Of(view.Id).For(readers)))));
            }

            var proposal = desk.Propose(turn, ProposalKinds.AddProof, new ChangeDeal(view.Id, view.Version, view.Customer, Shorten(words)), readers, Lifetime);
            return outcome.Propose(proposal, ProposalCards.Card(proposal));
        },
        cancellationToken);

    /// <summary>Answers about the published rules.</summary>
    [Description("The programme's published rules of engagement.")]
    public async Task<string> ExplainRules([Description("The question")] string? question = null, CancellationToken cancellationToken = default)
    {
        var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);
        var answer = RulesOfEngagement.Answer(question ?? turn.Text, rules);
        var own = turn.Asker.IsPartner && turn.Place.IsPrivate ? await desk.Prm.GetPartnerAsync(turn.Asker.Organization!.Id, cancellationToken) : null;
        return outcome.Answer(own is null || answer.Title?.Key != "rules.size.title" ? answer : answer with { Lines = [RulesOfEngagement.OwnLimit(own, rules, turn.Asker), .. answer.Lines] });
    }

    /// <summary>Answers who else is on a customer: in constant words for partner people and in rooms.</summary>
    [Description("Whether other firms or the vendor have deals on a customer.")]
    public async Task<string> WhoElse([Description("Company name or domain")] string? customer = null, CancellationToken cancellationToken = default)
    {
        if (turn.Asker.IsVendor && turn.Place.IsPrivate && Blank(customer) is not null)
        {
            return await DealStatus(null, customer, cancellationToken);
        }

        var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);
        var contact = turn.Place.IsPrivate ? await ContactAsync(cancellationToken) : null;
        outcome.Run(key => new Errand.Refused(key, "who_else"));
        return outcome.Answer(new AgentReply
        {
            State = CardState.Say,
            Lines = [contact is null ? Phrase.Of("others.constant") : Phrase.Of("others.constant_contact", ("name", Term.Of(contact.Name).For(_asker)))],
            Buttons = contact is null ? [] : [new ReplyButton(Phrase.Of("button.ask_person", ("name", Term.Of(FirstName(contact.Name)).For(_asker))), Press.Say("ask my contact"))],
            Source = RulesOfEngagement.Source("others", rules),
        });
    }

    /// <summary>Offers to put a question to the partner's contact.</summary>
    [Description("Offer to pass a question on to the person's contact at the vendor.")]
    public async Task<string> AskContact([Description("In the person's words")] string? text = null, CancellationToken cancellationToken = default)
    {
        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        if (await ContactAsync(cancellationToken) is not { } contact)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("ask.no_contact")));
        }

        if (Blank(text) is not { } words)
        {
            outcome.Session = outcome.Session with { Awaiting = "question:contact" };
            return outcome.Answer(AgentReply.Ask(Phrase.Of("ask.what", ("name", Term.Of(contact.Name).For(_asker)))));
        }

        return ProposeQuestion(contact, words);
    }

    /// <summary>Offers to send somebody words under the asker's name.</summary>
    internal string ProposeQuestion(Prm.Partners.Person recipient, string words)
    {
        var proposal = desk.Propose(turn, ProposalKinds.AskContact, new AskPerson(recipient.Id, recipient.Name, Shorten(words)), _asker, Lifetime);
        return outcome.Propose(proposal, ProposalCards.Card(proposal));
    }

    /// <summary>The person at the vendor who looks after the asker's firm; null for the vendor's own people.</summary>
    internal async Task<Prm.Partners.Person?> ContactAsync(CancellationToken cancellationToken) =>
        turn.Asker.IsPartner && (await desk.Prm.GetPartnerAsync(turn.Asker.Organization!.Id, cancellationToken))?.ManagerPersonId is { } manager
            ? (await desk.Directory.FindPersonAsync(manager, cancellationToken))?.Person
            : null;

    /// <summary>Finds the claim that is meant and lets its partner, or whoever registered it, change it.</summary>
    /// <param name="deal">Its number, or null for the one last spoken of.</param>
    /// <param name="customer">Its customer, or null.</param>
    /// <param name="change">What is offered.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="may">Which claims can be changed so; open ones when null.</param>
    internal async Task<string> ChangeAsync(
        string? deal, string? customer, Func<RegistrationView, Readers, string> change, CancellationToken cancellationToken, Func<RegistrationView, bool>? may = null)
    {
        if (!turn.Asker.IsLinked)
        {
            return Unlinked();
        }

        if (!turn.Place.IsPrivate && turn.Place.HasExternals)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        // A customer that was named outweighs the deal last spoken of; ending the wrong one cannot be undone.
        if (Blank(deal) is null && Blank(customer) is { } name)
        {
            var open = Visible(await desk.Book.OfCustomerAsync(turn.Asker, new Prm.Accounts.CompanyIdentity(name, Domain(name), null, null), null, MostDeals, cancellationToken))
                .Select(found => found.Store((view, _) => view)).Where(view => view.IsOpen).ToList();
            if (open.Count != 1)
            {
                return outcome.Answer(open.Count == 0
                    ? Nothing("deal.none_on_customer", ("name", Term.Of(name).For(_asker)))
                    : AgentReply.Ask(Phrase.Of("deal.which"), [.. open.Take(6).Select(view => new ReplyButton(Phrase.Of("button.term", ("term", Term.Of(view.Id).For(_asker))), Press.Say($"status of {view.Id}")))]));
            }

            deal = open[0].Id;
        }

        var id = (Blank(deal) ?? outcome.Session.LastDeal)?.ToUpperInvariant();
        if (id is null)
        {
            return outcome.Answer(AgentReply.Ask(Phrase.Of("deal.which")));
        }

        var found = await desk.Book.FindAsync(turn.Asker, id, cancellationToken);
        if (found is null || !turn.Ceiling.Allows(found.Readers) || !found.TryReveal(Ceiling.Of(turn.Asker.AsMember()), out var view))
        {
            return outcome.Answer(Nothing("deal.not_found", ("id", Term.Of(id).For(_asker))));
        }

        outcome.Session = outcome.Session with { LastDeal = view.Id };
        return !turn.Asker.IsPartner && !await SubmittedByAskerAsync(view, cancellationToken)
            ? outcome.Answer(AgentReply.Say(Phrase.Of("deal.only_partner", ("id", Term.Of(view.Id).For(found.Readers)))))
            : (may ?? (open => open.IsOpen))(view) ? change(view, found.Readers) : await ShowAsync(found, cancellationToken);
    }

    private async Task<bool> SubmittedByAskerAsync(RegistrationView view, CancellationToken cancellationToken) =>
        await desk.Book.IsSubmitterAsync(turn.Asker.PersonId!, view.Id, cancellationToken);

    private async Task<string> ShowAsync(Labelled<RegistrationView> deal, CancellationToken cancellationToken)
    {
        var id = deal.Store((view, _) => view.Id);
        outcome.Session = outcome.Session with { LastDeal = id };
        var now = desk.Clock.GetUtcNow();
        // Those who decide learn the cause, in private; everyone else reads the constant words.
        if (turn.Place.IsPrivate && turn.Asker.IsVendor
            && await desk.Decisions.OfferAsync(turn.Asker.PersonId!, id, turn.Place.ConversationKey, inQueue: false, cancellationToken) is { } offer)
        {
            return outcome.Propose(offer.Proposal, offer.Card);
        }

        if (turn.Place.IsPrivate && turn.Asker.IsVendor && await desk.Book.WhyAsync(turn.Asker, id, cancellationToken) is { } why)
        {
            return outcome.Answer(NoticeCards.Review(deal, why, desk.Prm.Name, now));
        }

        var mayChange = turn.Asker.IsPartner || await desk.Book.IsSubmitterAsync(turn.Asker.PersonId!, id, cancellationToken);
        return outcome.Answer(DealCards.Status(deal, desk.Prm.Name, now, mayChange));
    }

    private List<Labelled<RegistrationView>> Visible(IEnumerable<Labelled<RegistrationView>> deals) => [.. deals.Where(deal => turn.Ceiling.Allows(deal.Readers))];

    // In a room, nothing found and nothing that all may see are the same words.
    private AgentReply Nothing(string key, (string, Labelled<Term>) term) => turn.Place.IsPrivate
        ? AgentReply.Say(Phrase.Of(key, term))
        : AgentReply.Say(Phrase.Of("place.only_for_all"), AskPrivately());

    private string Unlinked() => outcome.Answer(AgentReply.Say(Phrase.Of(turn.WhenUnknown)));

    private static ReplyButton AskPrivately() => new(Phrase.Of("button.ask_privately"), Press.AskPrivately, ButtonStyle.Quiet);

    private static Labelled<Term> Count(List<Labelled<RegistrationView>> deals) =>
        Term.Of(deals.Count).For(Readers.MeetAll(deals.Select(deal => deal.Readers)));

    private static string? Domain(string name) => Prm.Accounts.RegistrableDomain.TryParse(name, out var domain) ? domain : null;

    private static string FirstName(string name) => name.Split(' ')[0];

    // Cut where a character as people see it begins, never inside one.
    internal static string Shorten(string words, int longest = LongestText) => words.Length <= longest
        ? words
        : words[..StringInfo.ParseCombiningCharacters(words).Last(start => start <= longest)];

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
