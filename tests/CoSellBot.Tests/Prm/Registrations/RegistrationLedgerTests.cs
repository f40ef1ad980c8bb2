using System.Data.Common;
using System.Text.Json;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>The invariants of domain §3 on a real database, with many hands at once.</summary>
public class RegistrationLedgerTests
{
    private static readonly string[] Partners = ["ORG-NIMBUS", "ORG-ORION", "ORG-BRIGHTPATH", "ORG-TIDEWATER"];

    [Fact]
    public async Task I2_Twenty_submissions_at_once_get_one_place_in_line_each_in_the_order_they_were_received()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            SubmitAsync(bot, Partners[i % 4], $"Quellwind Nummer{(char)('A' + i)} GmbH", null, key: $"key-{i}"))));

        var receipts = results.Select(result => result.Registration.ReceiptSeq!.Value).Order().ToList();
        Assert.Equal(Enumerable.Range((int)receipts[0], 20).Select(seq => (long)seq), receipts);
        await using var prm = await bot.Prm();
        var ids = results.Select(result => result.Registration.Id).ToList();
        var stored = await prm.Set<DealRegistration>().Where(r => ids.Contains(r.Id)).OrderBy(r => r.ReceiptSeq).ToListAsync();
        Assert.Equal(20, stored.Count);
        Assert.Equal(stored.Select(r => r.SubmittedAt).Order(), stored.Select(r => r.SubmittedAt));
        // The audit has them in the same order.
        var audited = await prm.Set<AuditEntry>().Where(entry => entry.Action == "registration.submitted").OrderBy(entry => entry.Seq).Select(entry => entry.EntityRef).ToListAsync();
        Assert.Equal(stored.Select(r => $"registration/{r.Id}"), audited.Where(entry => ids.Contains(entry["registration/".Length..])));
    }

    [Theory]
    [InlineData("Contoso GmbH", null, "contoso.com", "contoso.com")]
    [InlineData("Quellwind GmbH", "quellwind.example", "QUELLWIND G.m.b.H.", null)]
    [InlineData("Müller Straßenbau GmbH", null, "MÜLLER STRASSENBAU", null)]
    [InlineData("www.quellwind.example", "quellwind.example", "Quellwind Holding", "quellwind.example")]
    public async Task I1_Two_partners_on_one_company_in_two_spellings_at_once_leave_one_protected_and_one_in_review(
        string oneName, string? oneDomain, string otherName, string? otherDomain)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var results = await Task.WhenAll(
            Task.Run(() => SubmitAsync(bot, "ORG-NIMBUS", oneName, oneDomain, key: "one")),
            Task.Run(() => SubmitAsync(bot, "ORG-BRIGHTPATH", otherName, otherDomain, key: "other")));

        var (first, second) = results[0].Registration.ReceiptSeq < results[1].Registration.ReceiptSeq ? (results[0], results[1]) : (results[1], results[0]);
        Assert.Equal(RegistrationStatus.Approved, first.Registration.Status);
        Assert.NotNull(first.Registration.ProtectionKey);
        Assert.Equal(RegistrationStatus.InReview, second.Registration.Status);
        Assert.Null(second.Registration.ProtectionKey);
        Assert.Null(second.Registration.ProtectedUntil);
        Assert.Equal(["R09"], second.Trace!.Findings.Select(finding => finding.RuleId));
    }

    [Fact]
    public async Task I1_The_database_refuses_a_second_protected_claim_on_one_customer_and_family()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var first = (await SubmitAsync(bot, "ORG-NIMBUS", "Quellwind GmbH", "quellwind.example")).Registration;
        var second = (await SubmitAsync(bot, "ORG-BRIGHTPATH", "Quellwind", "quellwind.example")).Registration;
        await using var prm = await bot.Prm();
        (await prm.Set<DealRegistration>().SingleAsync(r => r.Id == second.Id)).ProtectionKey = first.ProtectionKey;

        Assert.True((await Assert.ThrowsAsync<DbUpdateException>(() => prm.SaveChangesAsync())).IsUniqueViolation());
    }

    [Fact]
    public async Task I5_A_save_that_fails_leaves_neither_claim_nor_audit_nor_feed()
    {
        var failure = new FailingCommands();
        await using var bot = await CoSellBotFactory.StartAsync(services => services.ConfigureDbContext<PrmDbContext>(options => options.AddInterceptors(failure)));
        await bot.IdleAsync();
        var before = await CountsAsync(bot);
        foreach (var table in new[] { "deal_registration", "registration_key", "stored_trace", "audit_entry", "change_row", "command_key" })
        {
            failure.Table = table;
            await Assert.ThrowsAnyAsync<Exception>(() => SubmitAsync(bot, "ORG-NIMBUS", "Quellwind GmbH", null, key: "same"));
            failure.Table = null;
            Assert.True(failure.Reached, table);
            Assert.Equal(before, await CountsAsync(bot));
        }

        // And the same key works once the store is back.
        Assert.False((await SubmitAsync(bot, "ORG-NIMBUS", "Quellwind GmbH", null, key: "same")).WasThere);
        Assert.NotEqual(before, await CountsAsync(bot));
    }

    [Fact]
    public async Task I5_Each_change_has_its_audit_row_and_its_feed_row()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var deal = (await SubmitAsync(bot, "ORG-BRIGHTPATH", "Quellwind GmbH", null)).Registration;
        deal = await Claims(bot).AddEvidenceAsync(deal.Id, deal.Version, "a letter", null, Person("PER-FELIX"), "proof", default);
        await Claims(bot).WithdrawAsync(deal.Id, deal.Version, Person("PER-FELIX"), "back", default);

        await using var prm = await bot.Prm();
        string[] expected = ["registration.submitted", "registration.approved", "registration.evidence_added", "registration.withdrawn"];
        Assert.Equal(expected, await prm.Set<AuditEntry>().Where(row => row.EntityRef == $"registration/{deal.Id}").OrderBy(row => row.Seq).Select(row => row.Action).ToListAsync());
        Assert.Equal(expected, await prm.Set<ChangeRow>().Where(row => row.EntityId == deal.Id).OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync());
    }

    [Fact]
    public async Task I7_A_command_on_a_version_that_changed_is_refused()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var deal = (await SubmitAsync(bot, "ORG-BRIGHTPATH", "Quellwind GmbH", null)).Registration;
        await Claims(bot).AddEvidenceAsync(deal.Id, deal.Version, "a letter", null, Person("PER-FELIX"), "proof", default);

        var refused = await Assert.ThrowsAsync<PrmException>(() => Claims(bot).WithdrawAsync(deal.Id, deal.Version, Person("PER-FELIX"), "back", default));

        Assert.Equal(PrmFailure.Conflict, refused.Reason);
        await using var prm = await bot.Prm();
        Assert.Equal(RegistrationStatus.Approved, (await prm.Set<DealRegistration>().SingleAsync(r => r.Id == deal.Id)).Status);
    }

    [Fact]
    public async Task I8_The_same_key_gives_the_same_result_also_from_ten_hands_at_once()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => SubmitAsync(bot, "ORG-NIMBUS", "Quellwind GmbH", null, key: "same"))));

        Assert.Single(results.Select(result => result.Registration.Id).Distinct());
        Assert.Single(results.Select(result => (result.WasThere, result.Registration.Status, result.Trace?.Verdict)).Distinct());
        await using (var prm = await bot.Prm())
        {
            Assert.Single(await prm.Set<DealRegistration>().Where(r => r.CustomerName == "Quellwind GmbH").ToListAsync());
        }

        var other = await Assert.ThrowsAsync<PrmException>(() => SubmitAsync(bot, "ORG-NIMBUS", "Another GmbH", null, key: "same"));
        Assert.Equal(PrmFailure.Conflict, other.Reason);
    }

    [Fact]
    public async Task I4_A_closed_claim_stays_as_it_is()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var deal = (await SubmitAsync(bot, "ORG-BRIGHTPATH", "Quellwind GmbH", null)).Registration;
        deal = await Claims(bot).WithdrawAsync(deal.Id, deal.Version, Person("PER-FELIX"), "back", default);

        Assert.Equal(PrmFailure.Invalid, (await Assert.ThrowsAsync<PrmException>(() => Claims(bot).WithdrawAsync(deal.Id, deal.Version, Person("PER-FELIX"), "again", default))).Reason);
        Assert.Equal(PrmFailure.Invalid, (await Assert.ThrowsAsync<PrmException>(() => Claims(bot).AddEvidenceAsync(deal.Id, deal.Version, "x", null, Person("PER-FELIX"), "proof", default))).Reason);
        // The same key again is the same result, not an error.
        Assert.Equal(RegistrationStatus.Withdrawn, (await Claims(bot).WithdrawAsync(deal.Id, 1, Person("PER-FELIX"), "back", default)).Status);
    }

    [Fact]
    public async Task I9_Approved_means_protected_after_the_approval_and_a_replay_of_the_stored_trace_agrees()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var deal = (await SubmitAsync(bot, "ORG-BRIGHTPATH", "Quellwind GmbH", null)).Registration;

        await using var prm = await bot.Prm();
        var approved = await prm.Set<DealRegistration>().Where(r => r.Status == RegistrationStatus.Approved).ToListAsync();
        Assert.Contains(approved, r => r.Id == deal.Id);
        Assert.All(approved, r => Assert.True(r.ProtectedUntil > r.ApprovedAt, r.Id));
        var trace = await prm.Set<StoredTrace>().SingleAsync(row => row.RegistrationId == deal.Id);
        var rules = RuleSet.From(await prm.Set<EngagementRule>().ToListAsync());
        var replay = RegistrationRules.Evaluate(JsonSerializer.Deserialize<RegistrationSnapshot>(trace.Snapshot)!, rules);
        Assert.Equal(trace.Verdict, replay.Verdict);
        Assert.Equal(trace.Findings, JsonSerializer.Serialize(replay.Findings));
    }

    [Fact]
    public async Task Protection_ends_after_its_day_and_the_customer_is_free_again()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var deal = (await SubmitAsync(bot, "ORG-NIMBUS", "Quellwind GmbH", null)).Registration;
        bot.Clock.Advance(deal.ProtectedUntil!.Value - bot.Clock.GetUtcNow());
        await Ledger(bot).ExpireDueAsync(1_000, default);
        Assert.Equal(RegistrationStatus.Approved, await StatusAsync(bot, deal.Id));

        bot.Clock.Advance(TimeSpan.FromSeconds(1));
        await Ledger(bot).ExpireDueAsync(1_000, default);
        Assert.Equal(RegistrationStatus.Expired, await StatusAsync(bot, deal.Id));
        Assert.Equal(0, await Ledger(bot).ExpireDueAsync(1_000, default));

        // Rates are stale by now, so a person decides; nothing of the ended protection is found any more.
        var next = await SubmitAsync(bot, "ORG-BRIGHTPATH", "Quellwind", null, currency: "USD");
        Assert.Equal(RegistrationStatus.Approved, next.Registration.Status);
    }

    internal static Task<SubmissionResult> SubmitAsync(
        CoSellBotFactory bot, string partner, string name, string? domain, string key = "", string currency = "EUR", string? country = "DE") =>
        Ledger(bot).SubmitAsync(
            new RegistrationRequest(partner, OnBehalf: false, new CompanyIdentity(name, domain, country, null), null, "PRD-LEDGER",
                new Money(1_000_000, currency), DateOnly.FromDateTime(bot.Clock.GetUtcNow().UtcDateTime).AddMonths(3), RegistrationKind.Resell),
            Person(partner == "ORG-BRIGHTPATH" ? "PER-FELIX" : "PER-JONAS"), key.Length > 0 ? key : $"{partner}/{name}", default);

    private static RegistrationLedger Ledger(CoSellBotFactory bot) => bot.App.Services.GetRequiredService<RegistrationLedger>();

    private static ClaimLedger Claims(CoSellBotFactory bot) => bot.App.Services.GetRequiredService<ClaimLedger>();

    private static Actor Person(string id) => new(id, "Web", "test");

    private static async Task<RegistrationStatus> StatusAsync(CoSellBotFactory bot, string id)
    {
        await using var prm = await bot.Prm();
        return (await prm.Set<DealRegistration>().SingleAsync(r => r.Id == id)).Status;
    }

    private static async Task<string> CountsAsync(CoSellBotFactory bot)
    {
        await using var prm = await bot.Prm();
        int[] counts =
        [
            await prm.Set<DealRegistration>().CountAsync(), await prm.Set<RegistrationKey>().CountAsync(), await prm.Set<StoredTrace>().CountAsync(),
            await prm.Set<AuditEntry>().CountAsync(), await prm.Set<ChangeRow>().CountAsync(), await prm.Set<CommandKey>().CountAsync(),
        ];
        return string.Join(' ', counts);
    }

    /// <summary>A disk that fails at the first row for one table.</summary>
    private sealed class FailingCommands : DbCommandInterceptor
    {
        private string? _table;

        public bool Reached { get; private set; }

        public string? Table
        {
            get => _table;
            set => (_table, Reached) = (value, value is null && Reached);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Check(command);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Check(command);
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }

        private void Check(DbCommand command)
        {
            if (Table is { } table && command.CommandText.Replace("\"", "", StringComparison.Ordinal).Contains($"INSERT INTO {table} ", StringComparison.Ordinal))
            {
                Reached = true;
                throw new IOException("The disk is full.");
            }
        }
    }
}
