using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Users;
using CoSellBot.Prm;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>A filled form: what goes on to the conversation, or what cannot be.</summary>
/// <param name="Typed">What was typed, cleaned; null when an answer is longer than any.</param>
/// <param name="Problem">A text key, or null.</param>
/// <param name="Field">The field the problem is about.</param>
/// <param name="Edit">What the conversation is told; null with a problem.</param>
internal sealed record FilledForm(DealForm? Typed, string? Problem, string Field, DealEdit? Edit);

/// <summary>Registrations as forms: a new one, or an open proposal. A form writes nothing; what is filled in becomes a proposal with a card of its own.</summary>
internal sealed class DealForms(BotStore store, PlaceReader places, Prm.Partners.Directory directory, IPrm prm, BusinessClock clock)
{
    /// <summary>Under which key a form's data names its proposal.</summary>
    public const string ProposalKey = "form";

    private static readonly ReadingContext English = ReadingContext.From("en-GB", "Etc/UTC");
    private static readonly string[] Currencies = ["EUR", "USD", "GBP", "CHF", "DKK", "SEK", "NOK", "PLN", "JPY", "BRL"];

    /// <summary>The open registration a user may change, else what to say instead.</summary>
    public async Task<(ProposalRow? Row, RegisterDeal? Deal, string? Problem)> FindAsync(
        ConversationReference at, string userId, string proposalId, CancellationToken cancellationToken)
    {
        var row = await store.ReadAsync(
            context => context.Set<ProposalRow>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == proposalId && p.Channel == at.Channel, cancellationToken), cancellationToken);
        if (row is not { State: ProposalState.Open, Kind: ProposalKinds.RegisterDeal } || row.ExpiresAt <= clock.GetUtcNow()
            || new ConversationReference(row.Channel, row.InstallationId, row.PlaceId).WholePlaceId != at.WholePlaceId)
        {
            return (null, null, "form.gone");
        }

        var read = await places.ReadAsync(new ConversationReference(row.Channel, row.InstallationId, row.PlaceId), cancellationToken);
        return MayDecide(row, read.Who(userId))
            ? (row, JsonSerializer.Deserialize<RegisterDeal>(row.Arguments)!, null)
            : (null, null, read.Place.Audience.IsComplete ? "form.gone" : "place.unreadable");
    }

    /// <summary>True when a user may confirm, cancel or change a proposal.</summary>
    public static bool MayDecide(ProposalRow proposal, ResolvedUser user) =>
        user.Principal.PersonId is not null && Readers.Parse(proposal.Confirmers).Admits(user.Principal.AsMember());

    /// <summary>The form of an open proposal, with what was typed before when it comes back.</summary>
    public async Task<Form> OfProposalAsync(
        ProposalRow row, RegisterDeal deal, DealForm? typed, string? problem, IReadOnlyDictionary<string, string> data, CancellationToken cancellationToken)
    {
        var form = typed ?? DealForm.Of(row.Id, deal);
        return new Form(
            Words("form.title"), await FieldsAsync(form, deal.OnBehalf, [form.Currency ?? deal.Currency, deal.Currency], isNew: false, cancellationToken), Words("form.submit"),
            new Dictionary<string, string>(data) { [ProposalKey] = row.Id }, problem is null ? null : Words(problem));
    }

    /// <summary>The form of a new registration.</summary>
    public async Task<Form> NewAsync(Principal asker, CancellationToken cancellationToken) => new(
        Words("form.title_new"), await FieldsAsync(Empty, asker.IsVendor, [], isNew: true, cancellationToken), Words("form.submit_new"),
        new Dictionary<string, string> { [ProposalKey] = "" });

    /// <summary>Reads the answers to a proposal's form.</summary>
    public async Task<FilledForm> ReadAsync(ProposalRow row, RegisterDeal deal, Func<string, string?> field, CancellationToken cancellationToken)
    {
        var country = (await directory.FindPersonAsync(row.ProposedBy, cancellationToken))?.Country;
        return Read(row.Id, field, country, new ReaderSettings(row.Locale, row.TimeZone), form => form.Changes(deal, country));
    }

    /// <summary>Reads the answers to the form of a new registration.</summary>
    public FilledForm ReadNew(ResolvedUser user, Func<string, string?> field) =>
        Read("", field, user.Country, user.Reader, form => new DealEdit("", form.ToWords(user.Country)));

    private static DealForm Empty { get; } = new("", null, null, null, null, null, null, null);

    private FilledForm Read(string proposal, Func<string, string?> field, string? country, ReaderSettings reader, Func<DealForm, DealEdit> edit)
    {
        string? Value(string id) => field(id) is { Length: > 0 } text ? text : null;
        var typed = new DealForm(proposal, Value("customer"), Value("partner"), Value("product"), Value("amount"), Value("currency"), Value("close"), Value("kind")).Cleaned();
        var problem = typed is null ? "form.too_long" : typed.Problem(clock.Today(reader.ToContext().Zone), country);
        return new FilledForm(typed, problem, FieldOf(problem), problem is null ? edit(typed!) : null);
    }

    private static string FieldOf(string? problem) => problem switch
    {
        "form.amount_unreadable" or "form.amount_not_positive" => "amount",
        "register.close_invalid" or "form.close_past" => "close",
        _ => "customer",
    };

    private async Task<IReadOnlyList<FormField>> FieldsAsync(DealForm form, bool onBehalf, IEnumerable<string> currencies, bool isNew, CancellationToken cancellationToken)
    {
        var products = await directory.ProductsAsync(cancellationToken);
        var partners = onBehalf ? (await prm.ListPartnersAsync(cancellationToken)).Items.Where(partner => partner.Status == PartnerStatus.Active).ToList() : [];
        IEnumerable<FormField> all =
        [
            new("customer", Label("customer"), FormFieldKind.Text, form.Customer, Required: true, MaxLength: 120),
            .. partners.Count == 0 ? [] : new[] { new FormField("partner", Label("partner"), FormFieldKind.Choice, form.Partner, true, null, [.. partners.Select(p => new FormChoice(p.Name, p.Name))]) },
            new("product", Label("product"), FormFieldKind.Choice, form.Product, true, null, [.. products.Select(product => new FormChoice(product.Name, product.Name))]),
            new("amount", Label("amount"), FormFieldKind.Text, form.Amount, true, 40),
            new("currency", Label("currency"), FormFieldKind.Choice, form.Currency, true, null, [.. currencies.Concat(Currencies).Distinct().Select(code => new FormChoice(code, code))]),
            new("close", Label("close"), FormFieldKind.Date, form.Close, true),
            // In a new one left open: an agreement may say it.
            new("kind", Label("kind"), FormFieldKind.Choice, form.Kind, !isNew, null, [.. Enum.GetValues<RegistrationKind>().Select(kind => new FormChoice(Words($"kind.{kind}"), kind.ToString()))]),
        ];
        return [.. all];
    }

    private static string Label(string field) => Words($"form.{field}");

    private static string Words(string key) => Texts.Shipped.Format(key, new Dictionary<string, Term>(), English);
}
