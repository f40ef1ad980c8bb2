using System.Diagnostics;
using System.Globalization;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Embedded;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Benchmarks.Registrations;

/// <summary>What a registration costs among many: the look-ups with the rules, the whole submission, and fifty partners at one customer at once.</summary>
internal sealed class RegistrationRun : IDbContextFactory<PrmDbContext>, IDisposable
{
    private const int Crowd = 50;
    private const int Warm = 1_000;
    private readonly MeasuredDatabase _database;
    private readonly StatementTimes _statements = new();
    private readonly DbContextOptions<PrmDbContext> _options;
    private readonly Standing _clock = new(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly LargeProgramme _programme;
    private readonly List<(string What, string Statements)> _slowest = [];
    private readonly int _rounds;

    private RegistrationRun(string[] args)
    {
        _database = new MeasuredDatabase(Array.IndexOf(args, "--database") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null);
        _options = Options(_database.ConnectionString);
        _programme = new LargeProgramme(Number(args, "--accounts", 1_000_000), Number(args, "--claims", 200_000), Number(args, "--partners", 5_000), _clock.GetUtcNow());
        _rounds = Number(args, "--rounds", 400);
    }

    /// <summary>
    /// Runs <c>[--accounts 1000000] [--claims 200000] [--partners 5000] [--rounds 400] [--database file|"Host=…;Database=…"]</c>. A programme of that size
    /// takes a minute or two to write; with a file, or a database on a PostgreSQL server, it is written there once and copied for each run.
    /// </summary>
    /// <returns>1 when more or fewer than one of the crowd is protected; a slow run is a number, not a failure.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var run = new RegistrationRun(args);
        return await run.RunAsync();
    }

    public PrmDbContext CreateDbContext() => new(_options, new Tenant("main"));

    public void Dispose() => _database.Dispose();

    private DbContextOptions<PrmDbContext> Options(string connection) =>
        (DbContextOptions<PrmDbContext>)new DbContextOptionsBuilder<PrmDbContext>().UseCoSellBot(connection).AddInterceptors(_statements).Options;

    private async Task<int> RunAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await _database.OpenAsync(connection => _programme.WriteAsync(() => new PrmDbContext(Options(connection), new Tenant("main")), connection));
        Say($"{_programme.Accounts} accounts, {_programme.Claims} registrations, {_programme.Partners} partners, {_database.Megabytes()} MB on {(_database.IsPostgres ? "PostgreSQL" : "SQLite")}, written in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s; {Environment.ProcessorCount} cores.");
        Say("");
        Say("| | n | p50 ms | p95 ms | max ms | CPU ms each | goal ms |");
        Say("|---|---|---|---|---|---|---|");
        var business = new BusinessClock(_clock);
        var ids = new Ids(_clock);
        var prm = new EmbeddedPrm(this, business);
        var writer = new LedgerWriter(this, new SingleWriter(), business);
        var ledger = new RegistrationLedger(writer, prm, ids);
        await MeasureAsync("rules and look-ups", _database.IsPostgres ? "p95 50" : "p95 5", number => JudgeAsync(prm, Request(number)));
        await MeasureAsync("whole submission, committed durably", "50", async number =>
            await ledger.SubmitAsync(Request(number), Seller(number), ids.Ulid(), CancellationToken.None));
        foreach (var (what, statements) in _slowest)
        {
            Say($"{Environment.NewLine}{what}{Environment.NewLine}{statements}");
        }

        return await CrowdAsync(ledger, ids);
    }

    private async Task JudgeAsync(EmbeddedPrm prm, RegistrationRequest request)
    {
        // As a submission does: the customer records first, the rest in one transaction.
        await using var context = CreateDbContext();
        var rules = await RuleBook.CurrentAsync(context, CancellationToken.None);
        var customer = await CustomerFacts.ReadAsync(prm, request.Customer, null, rules, CancellationToken.None);
        await using var transaction = await context.Database.BeginTransactionAsync();
        var snapshot = await SnapshotReader.ReadAsync(context, request, customer, rules, long.MaxValue, "PER-00000", null, _clock.GetUtcNow(), CancellationToken.None);
        RegistrationRules.Evaluate(snapshot, rules);
    }

    private async Task<int> CrowdAsync(RegistrationLedger ledger, Ids ids)
    {
        var customer = new CompanyIdentity("Quellwind Maschinenbau GmbH", "quellwind-maschinenbau.example", "DE", null);
        var start = Stopwatch.GetTimestamp();
        var results = await Task.WhenAll(Enumerable.Range(0, Math.Min(Crowd, _programme.Partners)).Select(number => Task.Run(() => ledger.SubmitAsync(
            Request(number) with { PartnerOrgId = LargeProgramme.PartnerId(number), Customer = customer, ProductId = "PRD-CORE" },
            new Actor(LargeProgramme.SellerId(number), "Web", "m"), ids.Ulid(), CancellationToken.None))));
        var approved = results.Count(result => result.Registration.Status == RegistrationStatus.Approved);
        await using var context = CreateDbContext();
        var held = await context.Set<DealRegistration>().CountAsync(r => r.CustomerDomain == customer.Domain && r.ProtectionKey != null);
        Say("");
        Say($"{results.Length} partners at one customer at once: {approved} protected, {held} in the database, {results.Length - approved} in review, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms for all.");
        return approved == 1 && held == 1 ? 0 : 1;
    }

    private async Task MeasureAsync(string what, string goal, Func<int, Task> work)
    {
        for (var warm = 0; warm < Warm; warm++)
        {
            await work(warm * 31);
        }

        var times = new List<double>(_rounds);
        _statements.Clear();
        // On a busy machine the processor's time says more than the clock's.
        using var process = Process.GetCurrentProcess();
        var busy = process.TotalProcessorTime;
        for (var round = 0; round < _rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await work(10_000 + (round * 37));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        process.Refresh();
        var each = (process.TotalProcessorTime - busy).TotalMilliseconds / _rounds;
        times.Sort();
        Say($"| {what} | {times.Count} | {times[times.Count / 2]:F2} | {times[times.Count * 95 / 100]:F2} | {times[^1]:F2} | {each:F2} | {goal} |");
        _slowest.Add(($"{what}, {_statements.Count / _rounds} statements each; the slowest:", _statements.Slowest(_rounds)));
    }

    // Half of them customers the records know, in three spellings; the others new ones.
    private RegistrationRequest Request(int number)
    {
        var known = LargeProgramme.Company(number % 2 == 0 ? (int)((long)number * 7919 % _programme.Accounts) : _programme.Accounts + 50_000_000 + number);
        var customer = (number / 2 % 3) switch { 0 => known, 1 => known with { Name = known.Name.Replace(" GmbH", "", StringComparison.Ordinal), Domain = null }, _ => known with { Name = known.Domain! } };
        return new RegistrationRequest(
            LargeProgramme.PartnerId(number % _programme.Partners), false, customer, null, (number % 4) switch { 0 => "PRD-CORE", 1 => "PRD-EDGE", 2 => "PRD-DATA", _ => "PRD-SECURE" },
            Money.FromMajor(12_000, "USD"), new DateOnly(2026, 12, 1), RegistrationKind.Resell);
    }

    private Actor Seller(int number) => new(LargeProgramme.SellerId(number % _programme.Partners), "Web", "m");

    private static int Number(string[] args, string name, int standard) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : standard;

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    private static void Say(string line) => Console.WriteLine(line);

    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
