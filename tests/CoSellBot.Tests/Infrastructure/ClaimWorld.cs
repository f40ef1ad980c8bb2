using CoSellBot.Access;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Embedded;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>
/// The ledgers over the demo world in a database of their own, below host and conversation: what they promise holds whoever calls them, and
/// hundreds of cases stay quick. Felix of Brightpath (Silver, Germany) claims; Anja (its manager) and Maria (regional) decide.
/// </summary>
internal sealed class ClaimWorld : IAsyncDisposable
{
    public const string Felix = "PER-FELIX";
    public const string Jonas = "PER-JONAS";
    public const string Anja = "PER-ANJA";
    public const string Maria = "PER-MARIA";

    // A manager of other partners, a channel manager elsewhere, two reps, an administrator and somebody of a third partner.
    public const string Katrin = "PER-KATRIN";
    public const string Harriet = "PER-HARRIET";
    public const string Lena = "PER-LENA";
    public const string Tom = "PER-TOM";
    public const string Admin = "PER-ADMIN";
    public const string Priya = "PER-PRIYA";

    private readonly string _folder;
    private readonly bool _keepFolder;
    private readonly Contexts _contexts;
    private int _keys;

    private ClaimWorld(string folder, TellingOptions telling, Func<IPrm, IPrm> records, IInterceptor[] interceptors, bool keepFolder = false)
    {
        (_folder, _keepFolder) = (folder, keepFolder);
        var options = new DbContextOptionsBuilder<PrmDbContext>();
        options.UseCoSellBot(TestDatabase.ConnectionString(folder)).AddInterceptors(interceptors);
        _contexts = new Contexts(options.Options);
        var clock = new BusinessClock(Clock);
        var ids = new Ids(Clock);
        var prm = records(new EmbeddedPrm(_contexts, clock));
        Writer = new LedgerWriter(_contexts, new SingleWriter(), clock);
        Ledger = new RegistrationLedger(Writer, prm, ids);
        Claims = new ClaimLedger(Writer, prm, ids);
        Reviews = new ReviewLedger(Writer, telling);
        Clocks = new ClockLedger(Writer);
        Handovers = new HandoverLedger(Writer);
        Disputes = new DisputeLedger(Writer, telling, new AccessOptions());
        Watch = new DisputeWatch(Writer);
        Appeals = new AppealLedger(Writer, prm, ids);
    }

    public FakeClock Clock { get; } = FakeClock.Morning();

    public LedgerWriter Writer { get; }

    public RegistrationLedger Ledger { get; }

    public ClaimLedger Claims { get; }

    public ReviewLedger Reviews { get; }

    public ClockLedger Clocks { get; }

    public HandoverLedger Handovers { get; }

    public DisputeLedger Disputes { get; }

    public DisputeWatch Watch { get; }

    public AppealLedger Appeals { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public static async Task<ClaimWorld> OpenAsync(TellingOptions? telling = null, Func<IPrm, IPrm>? records = null, params IInterceptor[] interceptors) =>
        new(await CoSellBotFactory.CopyWorldAsync(), telling ?? TellingOptions.Standard, records ?? (prm => prm), interceptors);

    /// <summary>The same database with a writer of its own, as a second process would have; it ends before this one.</summary>
    public ClaimWorld Beside() => new(_folder, TellingOptions.Standard, prm => prm, [], keepFolder: true);

    public PrmDbContext Open() => _contexts.CreateDbContext();

    /// <summary>What waits for those who decide.</summary>
    public ReviewBook Queue() => new(_contexts, new AccessOptions(), Writer.Clock);

    /// <summary>What those who handle a dispute read of it.</summary>
    public DisputeBook Cases(bool firewall = true) => new(_contexts, new AccessOptions(firewall), Writer.Clock);

    /// <summary>Who has the credit.</summary>
    public CreditBook Credit() => new(_contexts, Book());

    /// <summary>Who hears of clocks.</summary>
    public ClockBook ClockBook() => new(_contexts, Writer.Clock);

    /// <summary>What people read of claims.</summary>
    public RegistrationBook Book(bool firewall = true, bool codes = false) => new(_contexts, Writer, new AccessOptions(firewall, codes));

    /// <summary>A claim in the view of somebody, or null.</summary>
    public async Task<RegistrationView?> ReadAsAsync(string person, DealRegistration claim) =>
        (await Book().FindAsync(await AskerAsync(person), claim.Id, default))?.Store((view, _) => view);

    /// <summary>A person as the channels know them.</summary>
    public async Task<Principal> AskerAsync(string personId) => Assert.Single(await AskersAsync(personId));

    /// <summary>Everybody of the world, or some of them.</summary>
    public async Task<List<Principal>> AskersAsync(params string[] people)
    {
        await using var context = Open();
        var firms = await context.Set<OrganizationRow>().ToDictionaryAsync(firm => firm.Id, firm => new Organization(firm.Id, firm.Kind, firm.Name));
        var rows = await context.Set<Person>().Where(person => people.Length == 0 || people.Contains(person.Id)).OrderBy(person => person.Id).ToListAsync();
        return [.. rows.Select(person => new Principal("main", person.Id, person.Name, firms[person.OrganizationId], person.Role))];
    }

    public static Actor By(string person) => new(person, "Web", "test");

    /// <summary>A key no command had before.</summary>
    public string Key() => $"key-{++_keys}";

    /// <summary>Claims a customer; EUR 10,000 of Ledger is approved at once, EUR 40,000 waits for a person, EUR 400,000 for two.</summary>
    public Task<SubmissionResult> SubmitAsync(
        string name = "Quellwind GmbH", string? domain = "quellwind.example", int amount = 10_000, string partner = "ORG-BRIGHTPATH", string? person = null, string product = "PRD-LEDGER",
        string currency = "EUR", string? country = "DE", string? postalCode = null, string? accountId = null, string? key = null, bool onBehalf = false, SalesMotion motion = SalesMotion.New) =>
        Ledger.SubmitAsync(
            new RegistrationRequest(
                partner, onBehalf, new CompanyIdentity(name, domain, country, postalCode), accountId, product, Money.FromMajor(amount, currency),
                DateOnly.FromDateTime(Now.UtcDateTime).AddMonths(3), RegistrationKind.Resell, motion),
            By(person ?? (partner == "ORG-BRIGHTPATH" ? Felix : Jonas)), key ?? Key(), default);

    /// <summary>A claim that waits for one person.</summary>
    public async Task<DealRegistration> InReviewAsync(string name = "Quellwind GmbH", string? domain = "quellwind.example", int amount = 40_000)
    {
        var claim = (await SubmitAsync(name, domain, amount)).Registration;
        Assert.Equal(RegistrationStatus.InReview, claim.Status);
        return claim;
    }

    /// <summary>A claim the rules approved.</summary>
    public async Task<DealRegistration> ApprovedAsync(string name = "Quellwind GmbH", string? domain = "quellwind.example", int amount = 10_000)
    {
        var claim = (await SubmitAsync(name, domain, amount)).Registration;
        Assert.Equal(RegistrationStatus.Approved, claim.Status);
        return claim;
    }

    public Task<DealRegistration> ApproveAsync(DealRegistration claim, string person = Anja) => Reviews.ApproveAsync(claim.Id, claim.Version, By(person), Key(), default);

    public Task<DealRegistration> RejectAsync(DealRegistration claim, string person = Anja, string reason = "AlreadyWorked", string? text = null) =>
        Reviews.RejectAsync(claim.Id, claim.Version, reason, text, By(person), Key(), default);

    public Task<DealRegistration> AskAsync(DealRegistration claim, string person = Anja, string question = "Which plant is it?") =>
        Reviews.AskAsync(claim.Id, claim.Version, question, By(person), Key(), default);

    public Task<DealRegistration> AnswerAsync(DealRegistration claim, string person = Felix, string answer = "The one in Kiel.") =>
        Reviews.AnswerAsync(claim.Id, claim.Version, answer, By(person), Key(), default);

    public Task<DealRegistration> RevokeAsync(DealRegistration claim, string person = Maria, string cause = "Fraud", string text = "The letter was forged.") =>
        Reviews.RevokeAsync(claim.Id, claim.Version, cause, text, By(person), Key(), default);

    public Task<DealRegistration> AmendAsync(DealRegistration claim, ClaimChange change, string person = Felix) =>
        Claims.AmendAsync(claim.Id, claim.Version, change, By(person), Key(), default);

    public Task<DealRegistration> ProveAsync(DealRegistration claim, string person = Felix) =>
        Claims.AddEvidenceAsync(claim.Id, claim.Version, "minutes of a meeting", null, By(person), Key(), default);

    public Task<DealRegistration> ExtendAsync(DealRegistration claim, int days = 30, string person = Felix) =>
        Claims.RequestExtensionAsync(claim.Id, claim.Version, days, "The tender moved.", By(person), Key(), default);

    public Task<DealRegistration> RenewAsync(DealRegistration claim, string person = Felix) => Claims.RenewAsync(claim.Id, claim.Version, By(person), Key(), default);

    public Task<DealRegistration> LinkAsync(DealRegistration claim, string? sale = null) => Claims.LinkAsync(claim.Id, claim.Version, sale, By(Anja), Key(), default);

    public Task<DealRegistration> WithdrawAsync(DealRegistration claim, string person = Felix) => Claims.WithdrawAsync(claim.Id, claim.Version, By(person), Key(), default);

    /// <summary>Lets the hold pass and tells what is due.</summary>
    public async Task<DealRegistration> ToldAsync(DealRegistration claim)
    {
        Pass(TimeSpan.FromSeconds(60));
        await Reviews.TellDueAsync(100, default);
        return await ReadAsync(claim.Id);
    }

    public void Pass(TimeSpan by) => Clock.Advance(by);

    public async Task<DealRegistration> ReadAsync(string id)
    {
        await using var context = Open();
        return await context.Set<DealRegistration>().SingleAsync(r => r.Id == id);
    }

    public async Task<List<T>> RowsAsync<T>()
        where T : class
    {
        await using var context = Open();
        return await context.Set<T>().ToListAsync();
    }

    /// <summary>What was recorded of a claim, in its order; audit and feed must say the same.</summary>
    public async Task<List<string>> HistoryAsync(string id)
    {
        await using var context = Open();
        var audit = await context.Set<AuditEntry>().Where(entry => entry.EntityRef == $"registration/{id}").OrderBy(entry => entry.Seq).Select(entry => entry.Action).ToListAsync();
        Assert.Equal(audit, await context.Set<ChangeRow>().Where(row => row.EntityId == id).OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync());
        return [.. audit.Select(action => action.Replace("registration.", "", StringComparison.Ordinal))];
    }

    /// <summary>Changes the world behind the ledgers' back.</summary>
    public async Task ArrangeAsync(Func<PrmDbContext, Task> change)
    {
        await using var context = Open();
        await change(context);
        await context.SaveChangesAsync();
    }

    /// <summary>Lets nothing of the demo world become due.</summary>
    public Task QuietAsync() => ArrangeAsync(async context =>
    {
        foreach (var clock in await context.Set<SlaClock>().ToListAsync())
        {
            (clock.StoppedAt, clock.NextAt) = (Now, null);
        }

        foreach (var claim in await context.Set<DealRegistration>().Where(r => r.AnswerDue != null).ToListAsync())
        {
            claim.AnswerDue = null;
        }
    });

    public Task AddAsync(params object[] rows) => ArrangeAsync(context =>
    {
        context.AddRange(rows);
        return Task.CompletedTask;
    });

    /// <summary>An account of the vendor with its look-up keys.</summary>
    public Task AddAccountAsync(string id, string name, string? domain, string? owner = null, string? parent = null)
    {
        var account = new Account { Id = id, Name = name, Domain = domain, Country = "DE", OwnerPersonId = owner, ParentId = parent };
        return AddAsync([account, .. AccountKeys.Of(account.Identity).Select(key => new AccountKeyRow { AccountId = id, Kind = key.Kind, Key = key.Key })]);
    }

    /// <summary>A deal of the vendor.</summary>
    public Task AddDealAsync(string id, string accountId, OpportunityStage stage, string product = "PRD-LEDGER", string? partner = null, string? owner = null) => AddAsync(new Opportunity
    {
        Id = id,
        AccountId = accountId,
        ProductId = product,
        Stage = stage,
        AmountMinor = 700,
        Currency = "EUR",
        CloseDate = new DateOnly(2026, 12, 1),
        Source = "Direct",
        PartnerOrgId = partner,
        OwnerPersonId = owner,
        CreatedAt = Now,
        LastActivityAt = Now,
    });

    /// <summary>The refusal of a command, as its kind and code.</summary>
    public static async Task<(PrmFailure Reason, string? Code)> RefusedAsync(Func<Task> command)
    {
        var refused = await Assert.ThrowsAsync<PrmException>(command);
        return (refused.Reason, refused.Code);
    }

    /// <summary>Expects a refusal for what the claim is, by its code.</summary>
    public static async Task AssertInvalidAsync(string code, Func<Task> command) => Assert.Equal((PrmFailure.Invalid, code), await RefusedAsync(command));

    /// <summary>Expects a refusal for who asks, by its code.</summary>
    public static async Task AssertForbiddenAsync(string? code, Func<Task> command) => Assert.Equal((PrmFailure.Forbidden, code), await RefusedAsync(command));

    public async ValueTask DisposeAsync() => await (_keepFolder ? Task.CompletedTask : TestDatabase.DropAsync(_folder));

    private sealed class Contexts(DbContextOptions<PrmDbContext> options) : IDbContextFactory<PrmDbContext>
    {
        public PrmDbContext CreateDbContext() => new(options, new Tenant("main"));
    }
}
