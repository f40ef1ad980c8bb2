using CoSellBot.Access;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>
/// Fills a registration: takes what was said, derives what a record gives, asks the first thing missing, and at the end shows
/// everything for a yes. Partner people are served from their own words and records only (ruling 3).
/// </summary>
internal sealed class DealDialogue(DealDesk desk, AgentTurn turn)
{
    private const int LongestName = 120;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    // What somebody said in a room of their own firm, the room has heard; elsewhere it is theirs alone.
    private readonly Readers _asker = turn.Place.IsPrivate || turn.Place.HasExternals
        ? Readers.People(turn.Asker.PersonId!)
        : Readers.Organizations(turn.Asker.Organization!.Id);

    // What the account record adds is for those who may read the account.
    private Readers _account = Readers.Public;

    /// <summary>A question with the slot it asks for, or a proposal with its card, or a plain refusal.</summary>
    internal sealed record Step(DealDraft? Draft, AgentReply Reply, string? Asked = null, ActionProposal? Proposal = null, string? Deal = null);

    public async Task<Step> ContinueAsync(DealDraft? before, DealWords words, CancellationToken cancellationToken)
    {
        var draft = before ?? new DealDraft();
        var partners = await desk.Prm.ListPartnersAsync(cancellationToken);
        var products = await desk.Directory.ProductsAsync(cancellationToken);
        var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);

        if (turn.Asker.IsPartner)
        {
            draft = draft with { PartnerOrgId = turn.Asker.Organization!.Id };
        }
        else if (words.Partner is { } partnerName)
        {
            var named = partners.Items.Where(p => p.OrganizationId == partnerName || Same(p.Name, partnerName)).ToList();
            draft = draft with
            {
                PartnerOrgId = named.Count == 1 ? named[0].OrganizationId : null,
                Kind = draft.KindDerived ? null : draft.Kind,
                ProductId = draft.ProductDerived ? null : draft.ProductId,
                ProductDerived = false
            };
        }

        draft = TakeAmount(draft, words);
        draft = draft with
        {
            Close = words.Close ?? draft.Close,
            CloseWords = words.Close is null ? draft.CloseWords : words.CloseWords,
            Kind = words.Kind ?? draft.Kind,
            KindDerived = words.Kind is null && draft.KindDerived,
            IsNewCustomer = words.IsNewCustomer || (words.Customer is null && draft.IsNewCustomer),
            IsPasted = words.IsPasted || draft.IsPasted,
            Motion = MotionWords.Read(turn.Text) ?? draft.Motion,
            AmountWords = words.Amount is null ? draft.AmountWords : words.AmountWords,
        };
        // Several amounts are none, and a day that does not exist is no day; what else the message says is taken all the same.
        draft = words.AmountChoices is { Count: > 1 } ? draft with { Amount = null, FirstAmount = null, AmountWords = null } : draft;
        draft = words.CloseIsInvalid ? draft with { Close = null, CloseWords = null } : draft;
        if (words.Product is { } productName)
        {
            draft = draft with { ProductId = products.FirstOrDefault(p => p.Id == productName || Same(p.Name, productName))?.Id ?? draft.ProductId, ProductDerived = false };
        }

        // Before the customer is looked up: a question about the customer must not lose what else was said.
        draft = words.Country is { } country ? draft with { Country = country, CountryFrom = "said" } : draft;
        var said = words.Customer ?? (words.IsNewCustomer && draft.Customer is null ? draft.NotFound : null);
        if (said is { } customer && await TakeCustomerAsync(draft, customer, cancellationToken) is var taken)
        {
            if (taken.Question is { } question)
            {
                return question;
            }

            draft = taken.Draft;
        }

        if (draft.PartnerOrgId is null && words.Partner is { } unknown)
        {
            return Ask(draft, "partner", Phrase.Of("register.unknown_partner", ("name", Term.Of(unknown).For(_asker))));
        }

        var partner = partners.Items.FirstOrDefault(p => p.OrganizationId == draft.PartnerOrgId);
        if (partner is not null && IsInactive(partner))
        {
            return new Step(null, AgentReply.Say(Phrase.Of("register.partner_not_active", ("partner", Term.Of(partner.Name).ForAll()))));
        }

        if (words.AmountChoices is { Count: > 1 } amounts)
        {
            return Ask(draft with { Amount = null, FirstAmount = null }, "amount", Phrase.Of("say.two_amounts"), [.. amounts.Take(4).Select(amount => new ReplyButton(
                Phrase.Of("button.term", ("term", (draft.Currency is { } code ? Term.Of(Money.FromMajor(amount, code)) : Term.Of(amount)).For(_asker))),
                Press.Say($"{amount.ToString(System.Globalization.CultureInfo.InvariantCulture)} {draft.Currency}")))]);
        }

        if (words.CloseIsInvalid)
        {
            return Ask(draft with { Close = null, CloseWords = null }, "close", Phrase.Of("register.close_invalid"));
        }

        draft = Derive(draft, partner, products);
        return new DealQuestions(turn, _asker, _account).Missing(draft, partner, partners.Items, products)
            ?? await CheckAsync(draft, partner!, products, rules, cancellationToken);
    }

    private static DealDraft TakeAmount(DealDraft draft, DealWords words)
    {
        var corrected = words.Amount is { } amount && draft.Amount is { } earlier && earlier != amount && earlier > 0;
        return draft with
        {
            FirstAmount = corrected ? draft.FirstAmount ?? draft.Amount : draft.FirstAmount,
            Amount = words.Amount ?? draft.Amount,
            Currency = words.Currency ?? (words.CurrencyChoices is { Count: > 0 } ? null : draft.Currency),
            CurrencyChoices = words.CurrencyChoices is { Count: > 0 } ? words.CurrencyChoices : draft.CurrencyChoices,
        };
    }

    private async Task<(DealDraft Draft, Step? Question)> TakeCustomerAsync(DealDraft draft, string written, CancellationToken cancellationToken)
    {
        var name = CompanyName.Normalize(written);
        if (name.Length is 0 or > LongestName || !name.Any(char.IsLetterOrDigit))
        {
            return (draft, Ask(draft with { Customer = null }, "customer", Phrase.Of("register.bad_customer")));
        }

        var isDomain = name.Contains('.', StringComparison.Ordinal) && !name.Contains(' ', StringComparison.Ordinal);
        var domain = isDomain && RegistrableDomain.TryParse(name, out var parsed) ? parsed : null;
        var clean = draft with
        {
            Customer = name,
            Domain = domain,
            AccountId = null,
            Country = draft.CountryFrom == "said" ? draft.Country : null,
            CountryFrom = draft.CountryFrom == "said" ? "said" : null,
        };
        if (turn.Asker.IsPartner)
        {
            return (clean, null);
        }

        var found = await desk.FindAccountsAsync(turn, name, domain, cancellationToken);
        if (draft.Country is { } wanted && found.Count > 1)
        {
            found = [.. found.Where(account => account.Country == wanted)];
        }

        if (!turn.Place.IsPrivate)
        {
            foreach (var account in found)
            {
                _account = _account.Meet(await desk.ReadersOfAsync(account, cancellationToken));
            }
        }

        return found switch
        {
            [var account] => (clean with
            {
                Customer = account.Name,
                Domain = account.Domain,
                AccountId = account.Id,
                Country = account.Country ?? clean.Country,
                CountryFrom = account.Country is null ? clean.CountryFrom : "account",
            }, null),
            [] when draft.IsNewCustomer => (clean, null),
            [] when await desk.NearAccountsAsync(turn, name, cancellationToken) is { Count: > 0 } near => (clean, Ask(
                clean with { Customer = null, NotFound = name }, "customer", Phrase.Of("say.did_you_mean", ("name", Own(name))),
                [.. near.Select(AccountButton), NewCustomer(name)])),
            [] => (clean, Ask(clean with { Customer = null, NotFound = name }, "customer", Phrase.Of("register.unknown_customer", ("name", Own(name))),
                NewCustomer(name))),
            _ => (clean, Ask(clean with { Customer = null }, "customer", Phrase.Of("register.which_customer", ("name", Own(name))),
                [.. found.Take(5).Select(AccountButton)])),
        };
    }

    private ReplyButton AccountButton(Account account) => new(
        Phrase.Of("button.account", ("name", Own(account.Name)), ("country", Countries.Name(account.Country).For(_asker))), Press.Say(account.Id));

    private ReplyButton NewCustomer(string name) => new(Phrase.Of("button.new_customer", ("name", Own(name))), Press.Say($"new customer {name}"));

    private DealDraft Derive(DealDraft draft, Partner? partner, IReadOnlyList<Product> products)
    {
        if (draft.Country is null && draft.Domain is { } domain && RegistrableDomain.Country(domain) is { } country)
        {
            draft = draft with { Country = country, CountryFrom = "domain" };
        }

        // A .com names no country. A partner's own country is the likely one, from its own records; it is marked and can be changed.
        if (draft.Country is null && draft.Domain is not null && turn.Asker.IsPartner && partner?.Country is { } home)
        {
            draft = draft with { Country = home, CountryFrom = "firm" };
        }

        if (draft.Kind is null && partner is { Types.Count: 1 } && KindOf(partner.Types[0]) is { } kind)
        {
            draft = draft with { Kind = kind, KindDerived = true };
        }

        var sold = products.Where(product => partner is null || partner.ProductFamilies.Contains(product.Family)).ToList();
        return draft.ProductId is null && partner is not null && sold.Count == 1 ? draft with { ProductId = sold[0].Id, ProductDerived = true } : draft;
    }

    // What depends only on the submitter's own words and records is told before the press (ruling 2).
    private async Task<Step> CheckAsync(
        DealDraft draft, Partner partner, IReadOnlyList<Product> products, RuleSet rules, CancellationToken cancellationToken)
    {
        var now = desk.Clock.GetUtcNow();
        var today = desk.Clock.Today(turn.Reading.Zone);
        var product = products.First(p => p.Id == draft.ProductId);
        if (draft.Close < today || draft.Close > today.AddMonths(rules.MaxMonthsAhead))
        {
            return Ask(draft with { Close = null, CloseWords = null }, "close", Phrase.Of(
                draft.Close < today ? "register.close_past" : "register.close_far",
                ("date", Term.Of(draft.Close.Value).For(_asker)), ("months", Term.Of(rules.MaxMonthsAhead).ForAll())));
        }

        var amount = Money.FromMajor(draft.Amount!.Value, draft.Currency!);
        var customer = new CompanyIdentity(draft.Customer!, draft.Domain, draft.Country, null);
        var (facts, trace) = await desk.CheckOwnAsync(
            new RegistrationRequest(
                partner.OrganizationId, turn.Asker.IsVendor, customer, draft.AccountId, product.Id, amount, draft.Close!.Value, draft.Kind!.Value, draft.Motion), cancellationToken);
        if (new OwnFaults(partner, product, rules, _asker).Tell(facts, trace) is { } faults)
        {
            return new Step(null, faults);
        }

        var converted = facts.InProgramme;
        var size = SizeRules.SizeDecidesWho(facts, rules);
        if (size is { Verdict: Verdict.Reject })
        {
            return Ask(draft with { Amount = null, FirstAmount = null }, "amount",
                Phrase.Of("register.below_minimum", ("minimum", Term.Of(Money.FromMajor(rules.Floor, rules.Currency)).ForAll())));
        }

        if (await desk.Book.FindOwnOpenAsync(partner.OrganizationId, customer, draft.AccountId, product.Family, now, cancellationToken) is { } own
            && await desk.Book.FindAsync(turn.Asker, own, cancellationToken) is { } existing)
        {
            var card = DealCards.Status(existing, desk.Prm.Name, now);
            return new Step(null, card with
            {
                Lines = [Phrase.Of(turn.Asker.IsPartner ? "register.already_yours" : "register.already_there",
                    ("id", Term.Of(own).For(existing.Readers)), ("partner", Term.Of(partner.Name).For(existing.Readers))), .. card.Lines]
            }, Deal: own);
        }

        var deal = new RegisterDeal(
            partner.OrganizationId, partner.Name, partner.Tier, turn.Asker.IsVendor, draft.Customer!, draft.Domain, null, draft.AccountId,
            draft.AccountId is null, draft.Country!, draft.CountryFrom!, product.Id, product.Name, amount.Minor, amount.Currency,
            draft.FirstAmount is { } first ? Money.FromMajor(first, draft.Currency!).Minor : null, draft.Close.Value, draft.CloseWords,
            draft.Kind!.Value, draft.KindDerived, size is null ? null : rules.AutoLimit(partner.Tier), converted?.Result.Minor, rules.Currency,
            amount.Currency == rules.Currency ? null : converted?.Rate.Rate, converted?.Rate.AsOf, rules.DecisionBusinessDays, draft.IsPasted, draft.AmountWords,
            draft.ProductDerived, draft.Motion, trace.Has("R03"), facts.InProgramme is { } sized && SizeRules.NeedsTwo(sized.Result.Major, rules));
        if (draft.AccountId is { } accountId && !turn.Place.IsPrivate && await desk.Prm.GetAccountAsync(accountId, cancellationToken) is { } record)
        {
            _account = _account.Meet(await desk.ReadersOfAsync(record, cancellationToken));
        }

        var proposal = desk.Propose(turn, ProposalKinds.RegisterDeal, deal, _asker.Meet(_account), Lifetime);
        return new Step(draft, ProposalCards.Card(proposal), Proposal: proposal);
    }

    private bool IsInactive(Partner partner) => PartnerRules.PartnerMustBeActive(
        new RegistrationSnapshot
        {
            Now = desk.Clock.GetUtcNow(),
            ReceiptSeq = 0,
            PartnerOrgId = partner.OrganizationId,
            PartnerStatus = partner.Status,
            AgreementFrom = partner.AgreementFrom,
            AgreementTo = partner.AgreementTo,
            ProductFamily = "",
            Amount = default,
            ExpectedClose = default,
        },
        new RuleSet()) is not null;

    internal static RegistrationKind? KindOf(string type) => type.ToUpperInvariant() switch
    {
        "RESELLER" or "VAR" or "DISTRIBUTOR" => RegistrationKind.Resell,
        "REFERRAL" => RegistrationKind.Referral,
        "MSP" => RegistrationKind.Msp,
        "SI" or "ISV" => RegistrationKind.CoSell,
        _ => null,
    };

    private static bool Same(string name, string said) =>
        string.Equals(name, said, StringComparison.OrdinalIgnoreCase) || CompanyName.Key(name, null) == CompanyName.Key(said, null);

    private Labelled<Term> Own(string words) => Term.Of(words).For(_asker.Meet(_account));

    internal static Step Ask(DealDraft draft, string slot, Phrase question, params IEnumerable<ReplyButton> choices) =>
        new(draft, AgentReply.Ask(question, [.. choices]), Asked: slot);
}
