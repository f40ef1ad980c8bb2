using System.Diagnostics;
using System.Globalization;
using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Benchmarks.Registrations;

/// <summary>What a year of clocks costs: every claim waits unanswered and passes all its marks, and as many protections end, day after day.</summary>
internal sealed class ClockYearRun : IDbContextFactory<PrmDbContext>, IDisposable
{
    private const int Days = 365;
    private const int Page = 1_000;
    private const double GoalSeconds = 30;
    private readonly MeasuredDatabase _database;
    private readonly DateTimeOffset _start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private readonly Moving _clock;
    private readonly int _claims;

    private ClockYearRun(string[] args)
    {
        _clock = new Moving(_start);
        _database = new MeasuredDatabase(Array.IndexOf(args, "--database") is >= 0 and var named && named + 1 < args.Length ? args[named + 1] : null);
        _claims = Array.IndexOf(args, "--claims") is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 10_000;
    }

    /// <summary>Runs <c>[--claims 10000] [--database "Host=…;Database=cosellbot_clocks"]</c>.</summary>
    /// <returns>1 when a mark is missing or came twice; a slow run is a number, not a failure.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var run = new ClockYearRun(args);
        return await run.RunAsync();
    }

    public PrmDbContext CreateDbContext() => Open(_database.ConnectionString);

    public void Dispose() => _database.Dispose();

    private async Task<int> RunAsync()
    {
        await _database.OpenAsync(async connection => await new LargeProgramme(0, 0, 50, _start).WriteAsync(() => Open(connection), connection));
        await WriteAsync();
        var writer = new LedgerWriter(this, new SingleWriter(), new BusinessClock(_clock));
        var (clocks, prm) = (new ClockLedger(writer), new Prm.Embedded.EmbeddedPrm(this, new BusinessClock(_clock)));
        var registrations = new RegistrationLedger(writer, prm, new Ids(_clock));
        var start = Stopwatch.GetTimestamp();
        var (passed, ended, steps) = (0, 0, 0);
        // Twenty days more, so that the last clocks pass their last mark.
        for (var day = 0; day < Days + 20; day++)
        {
            _clock.Now = _start.AddDays(day);
            for (int done; (done = await clocks.PassDueAsync(500, default)) > 0; steps++)
            {
                passed += done;
            }

            for (int done; (done = await registrations.ExpireDueAsync(500, default)) > 0; steps++)
            {
                ended += done;
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await using var context = CreateDbContext();
        var marks = await context.Set<Prm.Audit.ChangeRow>().Where(row => row.Kind.StartsWith("clock.")).GroupBy(row => row.Kind).Select(group => new { group.Key, Count = group.Count() }).ToListAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_claims} claims that wait and {_claims} that are protected, a year day by day: {seconds:F1} s (goal {GoalSeconds} s)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} clocks moved, {ended} protections ended, {steps} transactions; {string.Join(", ", marks.OrderBy(mark => mark.Key).Select(mark => $"{mark.Key} {mark.Count}"))}"));
        return marks.Count == 4 && marks.TrueForAll(mark => mark.Count == _claims) && ended == _claims ? 0 : 1;
    }

    private async Task WriteAsync()
    {
        for (var from = 0; from < _claims; from += Page)
        {
            await using var context = CreateDbContext();
            for (var n = from; n < Math.Min(_claims, from + Page); n++)
            {
                var since = _start.AddMinutes(Days * 1440L * n / _claims);
                context.Add(Claim($"DR-W{n}", n, RegistrationStatus.InReview, since, null));
                context.Add(Claim($"DR-P{n}", n, RegistrationStatus.Approved, _start.AddDays(-60), since.AddDays(1)));
            }

            await context.SaveChangesAsync();
            await ClockLedger.AdoptAsync(context, _start, default);
        }
    }

    private static PrmDbContext Open(string connection) =>
        new((DbContextOptions<PrmDbContext>)new DbContextOptionsBuilder<PrmDbContext>().UseCoSellBot(connection).Options, new Tenant("main"));

    private DealRegistration Claim(string id, int number, RegistrationStatus status, DateTimeOffset since, DateTimeOffset? until) => new()
    {
        Id = id,
        PartnerOrgId = LargeProgramme.PartnerId(number % 50),
        SubmittedBy = LargeProgramme.SellerId(number % 50),
        Kind = RegistrationKind.Resell,
        CustomerName = LargeProgramme.Company(number).Name,
        CustomerCountry = "DE",
        ProductId = "PRD-CORE",
        ProductFamily = "CORE",
        AmountMinor = 100_00,
        Currency = "USD",
        ExpectedClose = DateOnly.FromDateTime(_start.UtcDateTime).AddMonths(6),
        Status = status,
        StatusSince = since,
        ReceiptSeq = (2L * number) + (until is null ? 1 : 2),
        SubmittedAt = since,
        ApprovedAt = until is null ? null : since,
        ProtectedUntil = until,
        ProtectionKey = until is null ? null : id,
    };

    private sealed class Moving(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
