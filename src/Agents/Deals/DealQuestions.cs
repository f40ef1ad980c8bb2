using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>What is asked while a registration is filled in: one thing at a time, with the likely answers as buttons.</summary>
internal sealed class DealQuestions(AgentTurn turn, Readers asker, Readers account)
{
    /// <summary>The question for the first slot that is missing or cannot be, or null when all is there.</summary>
    public DealDialogue.Step? Missing(DealDraft draft, Partner? partner, IReadOnlyList<Partner> partners, IReadOnlyList<Product> products)
    {
        if (partner is null)
        {
            return DealDialogue.Ask(draft, "partner", Phrase.Of("register.ask_partner"),
                [.. partners.Where(p => p.Status == PartnerStatus.Active && p.ManagerPersonId is not null).Take(4).Select(p => Choice(p.Name))]);
        }

        if (draft.Customer is null)
        {
            return DealDialogue.Ask(draft, "customer", Phrase.Of("register.ask_customer"));
        }

        if (draft.ProductId is null)
        {
            var sold = products.Where(product => partner.ProductFamilies.Contains(product.Family)).DefaultIfEmpty(null).OfType<Product>().ToList();
            return DealDialogue.Ask(draft, "product", Phrase.Of("register.ask_product"), [.. (sold.Count > 0 ? sold : products).Take(8).Select(p => Choice(p.Name))]);
        }

        if (draft.Amount is null)
        {
            return DealDialogue.Ask(draft, "amount", Phrase.Of("register.ask_amount"));
        }

        if (draft.Amount <= 0 || draft.Amount > 1_000_000_000_000)
        {
            return DealDialogue.Ask(draft with { Amount = null, FirstAmount = null }, "amount", Phrase.Of(draft.Amount <= 0 ? "register.amount_not_positive" : "register.amount_too_large"));
        }

        if (draft.Currency is null)
        {
            return DealDialogue.Ask(draft, "currency", Phrase.Of("register.ask_currency", ("amount", Term.Of(draft.Amount.Value).For(asker))),
                [.. CurrencyChoices(draft).Select(Choice)]);
        }

        if (draft.Close is null)
        {
            return DealDialogue.Ask(draft, "close", Phrase.Of("register.ask_close"),
                Choice("choice.end_of_month", "end of this month"), Choice("choice.end_of_quarter", "end of this quarter"), Choice("choice.end_of_next_quarter", "end of next quarter"));
        }

        if (draft.Country is null)
        {
            return DealDialogue.Ask(draft, "country", Phrase.Of("register.ask_country", ("name", Own(draft.Customer))),
                [.. new[] { turn.Country, partner.Country }.OfType<string>().Distinct().Select(code => new ReplyButton(
                    Phrase.Of("button.term", ("term", Countries.Name(code).ForAll())), Press.Say(Countries.EnglishName(code))))]);
        }

        return draft.Kind is null
            ? DealDialogue.Ask(draft, "kind", Phrase.Of("register.ask_kind"), [.. Enum.GetValues<RegistrationKind>().Select(kind =>
                new ReplyButton(Phrase.Of($"kind.{kind}"), Press.Say(kind.ToString())))])
            : null;
    }

    private IEnumerable<string> CurrencyChoices(DealDraft draft) => draft.CurrencyChoices.Count > 0
        ? draft.CurrencyChoices
        : new[] { Countries.Currency(turn.Country), Countries.Currency(draft.Country), "EUR", "USD" }.OfType<string>().Distinct().Take(4);

    private Labelled<Term> Own(string words) => Term.Of(words).For(asker.Meet(account));

    // What a press says is read like typed words; those of ours are English in every language.
    private static ReplyButton Choice(string label, string words) => new(Phrase.Of(label), Press.Say(words));

    private static ReplyButton Choice(string words) => new(Phrase.Of("button.term", ("term", Term.Of(words).ForAll())), Press.Say(words));
}
