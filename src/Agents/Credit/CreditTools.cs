using System.Collections.Immutable;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Credit;

/// <summary>Why somebody has the credit on a customer, and what partners brought beside what they took part in: two totals that never blend.</summary>
internal sealed class CreditTools(DealDesk desk, DealTools deals, AgentTurn turn, TurnOutcome outcome)
{
    private const int MostClaims = 5;

    /// <summary>Answers a question of either kind.</summary>
    /// <returns>False when the message is none of these.</returns>
    public async Task<bool> AnswerAsync(CancellationToken cancellationToken)
    {
        var asksTotals = CreditWords.AsksTotals(turn.Text);
        if (!asksTotals && CreditWords.Why(turn.Text) is null)
        {
            return false;
        }

        if (!turn.Place.IsPrivate)
        {
            outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }
        else if (asksTotals)
        {
            await TotalsAsync(cancellationToken);
        }
        else
        {
            await WhyAsync(CreditWords.Why(turn.Text)!.Value, cancellationToken);
        }

        return true;
    }

    private async Task WhyAsync((string Customer, string? Partner) asked, CancellationToken cancellationToken)
    {
        var own = Readers.People(turn.Asker.PersonId!);
        if (turn.Asker.IsPartner && asked.Partner is { } named && !Names(turn.Asker.Organization!.Name, named))
        {
            // Whether others have it, and whether there are such others, is one answer.
            await deals.WhoElse(asked.Customer, cancellationToken);
            return;
        }

        var accounts = await desk.FindAccountsAsync(turn, asked.Customer, null, cancellationToken);
        var customer = new CompanyIdentity(asked.Customer, asked.Customer.Contains('.', StringComparison.Ordinal) ? asked.Customer : null, null, null);
        var claims = (await desk.Book.OfCustomerAsync(turn.Asker, customer, accounts.Count == 1 ? accounts[0].Id : null, int.MaxValue, cancellationToken))
            .Where(claim => turn.Ceiling.Allows(claim.Readers))
            .Where(claim => claim.Store((view, _) => (asked.Partner is null || Names(view.PartnerName, asked.Partner)) && (view.Status.HasProtection() || view.Status == RegistrationStatus.Expired)))
            .Select(claim => claim.Store((view, _) => view.Id)).Take(MostClaims).ToList();
        var trails = new List<Labelled<CreditTrail>>();
        foreach (var claim in claims)
        {
            if (await desk.Credit.TrailAsync(turn.Asker, claim, cancellationToken) is { } trail)
            {
                trails.Add(trail);
            }
        }

        outcome.Answer(trails.Count == 0
            ? AgentReply.Say(Phrase.Of("credit.none", ("customer", Term.Of(asked.Customer).For(own))))
            : new AgentReply
            {
                State = CardState.Info,
                Title = Phrase.Of("credit.title", ("customer", Term.Of(asked.Customer).For(own))),
                Lines = [.. trails.SelectMany(trail => trail.Store((one, label) => Lines(one, label).ToImmutableArray()))],
                Buttons = [.. claims.Take(2).Select(claim => new ReplyButton(Phrase.Of("button.term", ("term", Term.Of(claim).For(own))), Press.Say($"status of {claim}")))],
                Source = DealCards.Source(desk.Prm.Name, desk.Clock.GetUtcNow(), isPrivate: true),
            });
    }

    private static IEnumerable<Phrase> Lines(CreditTrail trail, Readers label)
    {
        Labelled<Term> Fact(Term term) => term.For(label);
        var named = new List<(string, Labelled<Term>)>
        {
            ("id", Fact(Term.Of(trail.RegistrationId))),
            ("partner", Fact(Term.Of(trail.PartnerName))),
            ("customer", Fact(Term.Of(trail.Customer))),
            ("product", Fact(Term.Of(trail.Product))),
            ("name", Fact(Term.Of(trail.NamedBy ?? ""))),
            ("at", Fact(trail.NamedAt is { } at ? Term.Of(at, InstantStyle.Receipt) : Term.Of(""))),
        };
        yield return Phrase.Of(trail.NamedAt is null ? "credit.named_undated" : trail.NamedBy is null ? "credit.named" : "credit.named_by", [.. named]);
        if (trail.DecidedAt is { } decided)
        {
            yield return Phrase.Of(
                trail.ByRules ? "credit.by_rules" : trail.DecidedBy is null ? "credit.by_person" : "credit.by_name",
                ("at", Fact(Term.Of(decided, InstantStyle.DayAndTime))), ("version", Fact(Term.Of(trail.RulesVersion ?? 0))), ("name", Fact(Term.Of(trail.DecidedBy ?? ""))));
        }

        if (trail is { Ruling: { } ruling, RuledAt: { } ruled })
        {
            yield return Phrase.Of(trail.RuledAgainst is null ? "credit.ruled" : "credit.ruled_against",
                ("ruling", Fact(Term.Label($"ruling.{ruling}"))), ("at", Fact(Term.Of(ruled, InstantStyle.DayAndTime))), ("other", Fact(Term.Of(trail.RuledAgainst ?? ""))));
        }

        if (trail.Share is { } share)
        {
            yield return Phrase.Of("credit.share", ("share", Fact(Term.Of(share / 10m))));
        }

        yield return trail is { SaleId: { } sale, Side: { } side }
            ? Phrase.Of($"credit.sale.{side}", ("sale", Fact(Term.Of(sale))), ("stage", Fact(Term.Label($"stage.{trail.Stage}"))), ("partner", Fact(Term.Of(trail.PartnerName))))
            : Phrase.Of("credit.no_sale");
        if (trail is { AuditRows: { } rows, FirstRow: { } first, LastRow: { } last })
        {
            yield return Phrase.Of("credit.audit", ("count", Fact(Term.Of(rows))), ("first", Fact(Term.Of(first))), ("last", Fact(Term.Of(last))));
        }
    }

    private async Task TotalsAsync(CancellationToken cancellationToken)
    {
        var own = Readers.People(turn.Asker.PersonId!);
        Labelled<Term> Fact(Term term) => term.For(own);
        var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);
        var (quarter, year, first, last) = CreditWords.Quarter(turn.Text, desk.Clock.Today(turn.Reading.Zone), rules.FiscalYearStartMonth);
        if (await desk.Credit.TotalsAsync(turn.Asker, first, last, cancellationToken) is not { } totals)
        {
            outcome.Answer(AgentReply.Say(Phrase.Of("credit.managers_only")));
            return;
        }

        outcome.Answer(new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of("credit.totals", ("quarter", Fact(Term.Of($"Q{quarter} {year}"))), ("first", Fact(Term.Of(first))), ("last", Fact(Term.Of(last)))),
            Lines =
            [
                .. Enum.GetValues<CreditSide>().SelectMany(side => Sums(side, totals, Fact)),
                Phrase.Of("credit.never_both"),
            ],
            Source = DealCards.Source(desk.Prm.Name, desk.Clock.GetUtcNow(), isPrivate: true),
        });
    }

    private static IEnumerable<Phrase> Sums(CreditSide side, IReadOnlyList<CreditTotal> totals, Func<Term, Labelled<Term>> fact)
    {
        var of = totals.Where(total => total.Side == side).ToList();
        if (of.Count == 0)
        {
            yield return Phrase.Of($"credit.nothing.{side}");
        }

        foreach (var total in of)
        {
            yield return total.Currency is { } currency
                ? Phrase.Of($"credit.total.{side}", ("amount", fact(Term.Of(new Prm.Money(total.Minor, currency)))), ("count", fact(Term.Of(total.Count))))
                : Phrase.Of($"credit.uncounted.{side}", ("count", fact(Term.Of(total.Count))));
        }
    }

    private static bool Names(string firm, string said) => firm.Contains(said, StringComparison.OrdinalIgnoreCase) || said.Contains(firm, StringComparison.OrdinalIgnoreCase);
}
