using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using Microsoft.VisualBasic.FileIO;

namespace CoSellBot.Agents.Deals;

/// <summary>One deal of a list, as shown and as written.</summary>
public sealed record ListedDeal(
    int Line, string Customer, string? Domain, string Country, string ProductId, string ProductName, long AmountMinor, string Currency, DateOnly Close, RegistrationKind Kind);

/// <summary>A line of a list that is left out, with the text key that says why.</summary>
public sealed record LeftOut(int Line, string Why);

/// <summary>Several registrations, exactly as shown.</summary>
public sealed record RegisterDeals(string PartnerOrgId, IReadOnlyList<ListedDeal> Deals, IReadOnlyList<LeftOut> LeftOut);

/// <summary>
/// A list of deals that a partner pastes as lines with columns. All of it stands on one card and is confirmed at once; each deal is then
/// received and judged for itself, under a key of its own, so that a list that broke off is finished and never doubled.
/// </summary>
internal sealed class DealList(DealDesk desk, AgentTurn turn, TurnOutcome outcome)
{
    private const int Most = 50;
    private const int LongestName = 120;
    private static readonly string[] Telling = ["customer", "amount", "close", "product"];
    private static readonly char[] Separators = ['\t', ';', ','];
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["customer"] = "customer", ["company"] = "customer", ["kunde"] = "customer", ["firma"] = "customer", ["client"] = "customer", ["cliente"] = "customer", ["顧客"] = "customer",
        ["domain"] = "domain", ["website"] = "domain", ["country"] = "country", ["land"] = "country", ["pays"] = "country", ["país"] = "country", ["国"] = "country",
        ["product"] = "product", ["produkt"] = "product", ["produit"] = "product", ["producto"] = "product", ["produto"] = "product", ["製品"] = "product",
        ["amount"] = "amount", ["betrag"] = "amount", ["montant"] = "amount", ["importe"] = "amount", ["valor"] = "amount", ["金額"] = "amount",
        ["currency"] = "currency", ["währung"] = "currency", ["devise"] = "currency", ["moneda"] = "currency", ["moeda"] = "currency", ["通貨"] = "currency",
        ["close"] = "close", ["close date"] = "close", ["abschluss"] = "close", ["clôture"] = "close", ["cierre"] = "close", ["fechamento"] = "close", ["完了日"] = "close",
        ["kind"] = "kind", ["type"] = "kind", ["art"] = "kind", ["tipo"] = "kind", ["種類"] = "kind", ["role"] = "kind", ["rolle"] = "kind", ["rôle"] = "kind", ["participación"] = "kind", ["participação"] = "kind", ["関わり方"] = "kind",
    };

    /// <summary>True for lines with a first one that names the columns of deals.</summary>
    public static bool Looks(string text) => text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end && text[..end] is { Length: < 400 } head
        && head.Split(Separator(head)).Select(Column).OfType<string>().Distinct().Count(Telling.Contains) >= 3;

    /// <summary>Reads a list and offers to register what can be.</summary>
    public async Task<string> OfferAsync(CancellationToken cancellationToken)
    {
        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        var own = Readers.People(turn.Asker.PersonId!);
        var rows = Rows(turn.Text);
        if (rows.Count > Most)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("bulk.too_many", ("count", Term.Of(Most).For(own)))));
        }

        var (deals, left) = (new List<ListedDeal>(), new List<LeftOut>());
        foreach (var (line, row) in rows)
        {
            var (deal, why) = await ReadAsync(line, row, cancellationToken);
            if (deal is not null)
            {
                deals.Add(deal);
            }
            else
            {
                left.Add(new LeftOut(line, why!));
            }
        }

        if (deals.Count == 0)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("bulk.none")));
        }

        var proposal = desk.Propose(turn, ProposalKinds.RegisterDeals, new RegisterDeals(turn.Asker.Organization!.Id, deals, left), own, Lifetime);
        return outcome.Propose(proposal, ProposalCards.Card(proposal));
    }

    /// <summary>The card of a list.</summary>
    public static AgentReply Card(ActionProposal proposal)
    {
        var list = JsonSerializer.Deserialize<RegisterDeals>(proposal.Arguments)!;
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of("bulk.title", ("count", Fact(Term.Of(list.Deals.Count)))),
            Note = Phrase.Of("proposal.nothing_saved"),
            Items = [.. list.Deals.Select(deal => new ReplyItem(
                Phrase.Of("bulk.row", ("customer", Fact(Term.Of(deal.Customer))), ("country", Fact(Countries.Name(deal.Country))), ("product", Fact(Term.Of(deal.ProductName))),
                    ("amount", Fact(Term.Of(new Money(deal.AmountMinor, deal.Currency)))), ("date", Fact(Term.Of(deal.Close))), ("kind", Fact(Term.Label($"kind.{deal.Kind}")))), []))],
            Lines =
            [
                .. list.LeftOut.Select(one => Phrase.Of("bulk.left_out", ("line", Fact(Term.Of(one.Line))), ("why", Fact(Term.Label(one.Why))))),
                Phrase.Of("bulk.consequence"),
            ],
            Buttons =
            [
                new(Phrase.Of("button.register_all"), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
                new(Phrase.Of("button.cancel"), Press.Cancel(proposal.Id, proposal.Hash)),
            ],
        };
    }

    /// <summary>Registers a confirmed list in its order.</summary>
    public static async Task<ActionReceipt> RunAsync(RegistrationLedger ledger, ActionProposal proposal, Actor actor, CancellationToken cancellationToken)
    {
        var list = JsonSerializer.Deserialize<RegisterDeals>(proposal.Arguments)!;
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        var items = new List<ReplyItem>();
        foreach (var deal in list.Deals)
        {
            var request = new RegistrationRequest(
                list.PartnerOrgId, false, new CompanyIdentity(deal.Customer, deal.Domain, deal.Country, null), null, deal.ProductId, new Money(deal.AmountMinor, deal.Currency), deal.Close, deal.Kind);
            var result = await ledger.SubmitAsync(request, actor, $"{proposal.Id}/{deal.Line}", cancellationToken);
            items.Add(new ReplyItem(
                Phrase.Of(result.WasThere ? "bulk.was_there" : "bulk.result", ("id", Fact(Term.Of(result.Registration.Id))), ("customer", Fact(Term.Of(deal.Customer))),
                    ("status", Fact(Term.Label($"status.{result.Registration.Status}")))),
                [new ReplyButton(Phrase.Of("button.open"), Press.Say($"status of {result.Registration.Id}"))]));
        }

        return new ActionReceipt(new AgentReply
        {
            State = CardState.Done,
            Title = Phrase.Of("bulk.done", ("count", Fact(Term.Of(items.Count)))),
            Items = [.. items],
        });
    }

    private async Task<(ListedDeal? Deal, string? Why)> ReadAsync(int line, Dictionary<string, string> row, CancellationToken cancellationToken)
    {
        string Text(string column) => row.GetValueOrDefault(column, "").Trim();
        var partner = await desk.Prm.GetPartnerAsync(turn.Asker.Organization!.Id, cancellationToken);
        var products = await desk.Directory.ProductsAsync(cancellationToken);
        var name = CompanyName.Normalize(Text("customer").Length > 0 ? Text("customer") : Text("domain"));
        if (partner is null || name.Length is 0 or > LongestName || !name.Any(char.IsLetterOrDigit))
        {
            return (null, "bulk.why.customer");
        }

        var written = Text("domain").Length > 0 ? Text("domain") : name.Contains(' ', StringComparison.Ordinal) ? "" : name;
        var domain = RegistrableDomain.TryParse(written, out var parsed) ? parsed : null;
        var country = Text("country").Length > 0 ? Countries.Code(Text("country")) : (domain is null ? null : RegistrableDomain.Country(domain)) ?? partner.Country;
        var sold = products.Where(product => partner.ProductFamilies.Contains(product.Family)).ToList();
        var product = Text("product").Length > 0
            ? products.FirstOrDefault(p => string.Equals(p.Name, Text("product"), StringComparison.OrdinalIgnoreCase) || string.Equals(p.Id, Text("product"), StringComparison.OrdinalIgnoreCase))
            : sold.Count == 1 ? sold[0] : null;
        var slots = (await new TurnReader(desk).ReaderAsync(turn, cancellationToken)).Read($"{Text("amount")} {Text("currency")}, close {Text("close")}");
        var kind = Text("kind").Length > 0
            ? Enum.TryParse<RegistrationKind>(Text("kind").Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var said) && Enum.IsDefined(said) ? said : (RegistrationKind?)null
            : partner.Types.Count == 1 ? DealDialogue.KindOf(partner.Types[0]) : RegistrationKind.Resell;
        var why = country is null ? "bulk.why.country" : product is null ? "bulk.why.product" : slots.Amount is not > 0 ? "bulk.why.amount"
            : slots.Currency is null ? "bulk.why.currency" : slots.Date is null || slots.DateIsInvalid || slots.Date < desk.Clock.Today(turn.Reading.Zone) ? "bulk.why.close" : kind is null ? "bulk.why.kind" : null;
        if (why is not null)
        {
            return (null, why);
        }

        var amount = Money.FromMajor(slots.Amount!.Value, slots.Currency!);
        var (_, trace) = await desk.CheckOwnAsync(
            new RegistrationRequest(partner.OrganizationId, false, new CompanyIdentity(name, domain, country, null), null, product!.Id, amount, slots.Date!.Value, kind!.Value), cancellationToken);
        return trace.Verdict == Verdict.Reject
            ? (null, "bulk.why.own")
            : (new ListedDeal(line, name, domain, country!, product.Id, product.Name, amount.Minor, amount.Currency, slots.Date.Value, kind.Value), null);
    }

    private static List<(int Line, Dictionary<string, string> Row)> Rows(string text)
    {
        var head = text[..text.IndexOf('\n', StringComparison.Ordinal)];
        var columns = head.Split(Separator(head)).Select(Column).ToList();
        using var parser = new TextFieldParser(new StringReader(text[(head.Length + 1)..])) { Delimiters = [Separator(head).ToString()], HasFieldsEnclosedInQuotes = true };
        var rows = new List<(int, Dictionary<string, string>)>();
        while (!parser.EndOfData)
        {
            var line = (int)parser.LineNumber + 1;
            var fields = Fields(parser);
            if (fields.Any(field => field.Trim().Length > 0))
            {
                rows.Add((line, columns.Zip(fields).Where(pair => pair.First is not null).GroupBy(pair => pair.First!).ToDictionary(group => group.Key, group => group.First().Second)));
            }
        }

        return rows;
    }

    // A line whose quotes do not match is a line without a customer.
    private static string[] Fields(TextFieldParser parser)
    {
        try
        {
            return parser.ReadFields() ?? [];
        }
        catch (MalformedLineException)
        {
            return ["?"];
        }
    }

    private static char Separator(string head) => Separators.MaxBy(separator => head.Count(letter => letter == separator));

    private static string? Column(string name) => Columns.GetValueOrDefault(name.Trim().Trim('"', '\uFEFF', '\r'));
}
