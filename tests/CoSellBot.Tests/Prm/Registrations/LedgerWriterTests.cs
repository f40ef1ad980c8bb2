using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Embedded;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>What every command of the ledgers promises: once for its key, on the version it saw, with audit and feed in one transaction.</summary>
public class LedgerWriterTests
{
    [Fact]
    public async Task I7_Every_command_on_a_version_that_changed_is_refused_and_changes_nothing()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.ProveAsync(claim);
        Func<Task<DealRegistration>>[] commands =
        [
            () => world.ApproveAsync(claim), () => world.RejectAsync(claim), () => world.AskAsync(claim), () => world.AnswerAsync(claim), () => world.RevokeAsync(claim),
            () => world.AmendAsync(claim, new ClaimChange()), () => world.ProveAsync(claim), () => world.ExtendAsync(claim), () => world.RenewAsync(claim), () => world.LinkAsync(claim),
            () => world.WithdrawAsync(claim), () => world.Reviews.DecideExtensionAsync(claim.Id, claim.Version, "x", true, null, By(Anja), world.Key(), default),
            () => world.Reviews.DecideAmendmentAsync(claim.Id, claim.Version, "x", true, null, By(Anja), world.Key(), default),
        ];
        foreach (var command in commands)
        {
            Assert.Equal(PrmFailure.Conflict, (await RefusedAsync(command)).Reason);
        }

        Assert.Equal(["submitted", "evidence_added"], await world.HistoryAsync(claim.Id));
        Assert.Equal(PrmFailure.NotFound, (await RefusedAsync(() => world.Reviews.ApproveAsync("DR-NONE", 1, By(Anja), world.Key(), default))).Reason);
    }

    [Fact]
    public async Task I8_The_same_key_twice_is_one_command_and_another_command_under_it_is_refused()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        Task<DealRegistration> Reject(string reason, string? text = null, string key = "same") => world.Reviews.RejectAsync(claim.Id, claim.Version, reason, text, By(Anja), key, default);

        var first = await Reject("AlreadyWorked");
        Assert.Equal(first.Version, (await Reject("AlreadyWorked")).Version);
        Assert.Single(await world.RowsAsync<Decision>());
        Assert.Equal(["submitted", "decided"], await world.HistoryAsync(claim.Id));
        Assert.Equal(PrmFailure.Conflict, (await RefusedAsync(() => Reject("NotEligible"))).Reason);
        Assert.Equal(PrmFailure.Conflict, (await RefusedAsync(() => Reject("AlreadyWorked", "No."))).Reason);
        Assert.Equal(PrmFailure.Conflict, (await RefusedAsync(() => world.Reviews.ApproveAsync(claim.Id, claim.Version, By(Anja), "same", default))).Reason);
        var remembered = Assert.Single(await world.RowsAsync<CommandKey>(), key => key.Key == "same");
        Assert.Equal((claim.Id, world.Now), (remembered.EntityId, remembered.At));
    }

    [Fact]
    public async Task I8_Each_command_under_the_key_of_another_is_refused()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        var (id, version, actor) = (claim.Id, claim.Version, By(Anja));
        await world.Claims.AddEvidenceAsync(id, version, "x", null, By(Felix), "k", default);
        Func<string, Task>[] commands =
        [
            text => world.Reviews.AskAsync(id, version, text, actor, "k", default), text => world.Reviews.AnswerAsync(id, version, text, actor, "k", default),
            text => world.Reviews.RevokeAsync(id, version, "Fraud", text, actor, "k", default), text => world.Reviews.DecideExtensionAsync(id, version, text, true, null, actor, "k", default),
            text => world.Reviews.DecideAmendmentAsync(id, version, text, true, null, actor, "k", default), text => world.Claims.AddEvidenceAsync(id, version, "x" + text, null, actor, "k", default),
            _ => world.Claims.WithdrawAsync(id, version, actor, "k", default), _ => world.Claims.RenewAsync(id, version, actor, "k", default),
            _ => world.Claims.LinkAsync(id, version, null, actor, "k", default), _ => world.Claims.AmendAsync(id, version, new ClaimChange(), actor, "k", default),
            text => world.Claims.RequestExtensionAsync(id, version, 30, text, actor, "k", default), _ => world.SubmitAsync(key: "k"),
        ];
        foreach (var command in commands)
        {
            Assert.Equal(PrmFailure.Conflict, (await RefusedAsync(() => command("words"))).Reason);
        }
    }

    [Fact]
    public async Task I2_The_place_in_line_is_the_servers_and_grows()
    {
        await using var world = await OpenAsync();
        var first = (await world.SubmitAsync()).Registration;
        var second = (await world.SubmitAsync("Mondstein AG", "mondstein.example")).Registration;
        var again = await world.SubmitAsync(key: "again");

        Assert.Equal(first.ReceiptSeq + 1, second.ReceiptSeq);
        Assert.Equal((true, first.Id, Verdict.Reject), (again.WasThere, again.Registration.Id, again.Trace!.Verdict));
        // What the key gave is what it gives: the claim was there, and what the rules said then is not kept.
        Assert.Equal((true, first.Id, null), await world.SubmitAsync(key: "again") is var repeated ? (repeated.WasThere, repeated.Registration.Id, repeated.Trace) : default);
    }

    [Fact]
    public async Task I1_Whoever_is_first_outside_this_process_wins_and_the_loser_looks_again()
    {
        // Another process writes the rival's row between the look and the save.
        var rival = new RivalWrites();
        await using var world = await OpenAsync(interceptors: rival);
        var first = await world.InReviewAsync();
        var second = (await world.SubmitAsync("Quellwind", partner: "ORG-NIMBUS")).Registration;
        rival.Take(second.Id, "dom:quellwind.example/LEDGER", times: 1);

        await AssertInvalidAsync("decision.customer_held", () => world.ApproveAsync(first));
        Assert.Equal(0, rival.Left);
        Assert.Null((await world.ReadAsync(first.Id)).ProtectionKey);
        Assert.Empty(await world.RowsAsync<Decision>());
        Assert.Equal(["submitted"], await world.HistoryAsync(first.Id));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task A_command_that_others_are_before_each_time_is_given_up_after_the_fourth(int times, bool succeeds)
    {
        var rival = new RivalWrites();
        await using var world = await OpenAsync(interceptors: rival);
        rival.Fail(times);

        var submit = () => world.SubmitAsync();
        if (succeeds)
        {
            Assert.Equal(RegistrationStatus.Approved, (await submit()).Registration.Status);
        }
        else
        {
            Assert.Equal(PrmFailure.Unavailable, (await RefusedAsync(submit)).Reason);
        }

        Assert.Equal(0, rival.Left);
    }

    [Fact]
    public async Task Another_failure_of_the_store_is_not_tried_again()
    {
        var rival = new RivalWrites();
        await using var world = await OpenAsync(interceptors: rival);
        rival.Fail(times: 2, otherwise: true);

        await Assert.ThrowsAsync<DbUpdateException>(() => world.SubmitAsync());
        Assert.Equal(1, rival.Left);
    }

    [Fact]
    public async Task An_approval_by_the_rules_has_its_own_entry_after_the_submission()
    {
        await using var world = await OpenAsync();
        var claim = (await world.SubmitAsync(key: "mine")).Registration;

        await using var look = world.Open();
        var audit = await look.Set<AuditEntry>().Where(entry => entry.EntityRef == $"registration/{claim.Id}").OrderBy(entry => entry.Seq).ToListAsync();
        Assert.Equal([(Felix, "Web", "test"), ("rules@3", "Web", "test")], audit.Select(entry => (entry.ActorPersonId, entry.Channel, entry.MessageId)));
        Assert.Equal(["mine", "mine"], await look.Set<ChangeRow>().Where(row => row.EntityId == claim.Id).Select(row => row.IdempotencyKey).ToListAsync());
        Assert.Equal((world.Now, "rules@3", world.Now, 3), (claim.SubmittedAt, claim.ApprovedBy, claim.ApprovedAt, claim.RuleSetVersion));
        Assert.Equal((Money.FromMajor(10_850, "USD"), 1.085m), (claim.InProgramme, claim.Rate));
    }

    [Fact]
    public async Task T5_What_the_rules_refuse_is_kept_as_refused_with_a_reason_of_the_list()
    {
        await using var world = await OpenAsync();
        var claim = (await world.SubmitAsync(motion: SalesMotion.Renewal, currency: "USD")).Registration;

        Assert.Equal((RegistrationStatus.Rejected, "RenewalNotEligible", null, null), (claim.Status, claim.RejectReason, claim.DecisionDue, claim.ProtectionKey));
        // In the programme's own currency nothing was converted.
        Assert.Equal((Money.FromMajor(10_000, "USD"), null, null), (claim.InProgramme, claim.Rate, claim.RateAsOf));
        Assert.Equal(["submitted"], await world.HistoryAsync(claim.Id));
    }

    [Fact]
    public async Task A_size_without_a_rate_stays_unknown()
    {
        await using var world = await OpenAsync();
        var claim = (await world.SubmitAsync(currency: "KWD")).Registration;

        Assert.Equal((RegistrationStatus.InReview, null, null, null, null), (claim.Status, claim.ProgrammeMinor, claim.ProgrammeCurrency, claim.Rate, claim.RateAsOf));
    }

    [Fact]
    public async Task A_crowded_number_grows_by_a_character()
    {
        await using var world = await OpenAsync();
        // Eight of the same numbers in a row, then longer ones.
        var ids = new Ids(world.Clock, new SameBytes());
        var ledger = new RegistrationLedger(world.Writer, new EmbeddedPrm(new Factory(world), world.Writer.Clock), ids);
        Task<SubmissionResult> Submit(string name) => ledger.SubmitAsync(
            new RegistrationRequest("ORG-NIMBUS", false, new CompanyIdentity(name, null, "DE"), null, "PRD-LEDGER", Money.FromMajor(10_000, "EUR"), new DateOnly(2026, 9, 1), RegistrationKind.Resell),
            By(Jonas), world.Key(), default);

        Assert.Equal(["DR-0000", "DR-00000", "DR-000000"], [(await Submit("Mondstein AG")).Registration.Id, (await Submit("Sternlicht AG")).Registration.Id, (await Submit("Wolkenbruch AG")).Registration.Id]);
    }

    [Fact]
    public void A_claim_is_about_the_account_or_the_domain_or_the_name_in_its_country()
    {
        string Key(string name, string? domain, string? account = null) => RegistrationLedger.IdentityKey(new CompanyIdentity(name, domain, "DE"), account);

        Assert.Equal("acc:ACC-1", Key("Quellwind GmbH", "quellwind.example", "ACC-1"));
        Assert.Equal("dom:quellwind.example", Key("Quellwind GmbH", "www.quellwind.example"));
        Assert.Equal("name:quellwind|DE", Key("Quellwind GmbH", null));
        Assert.Equal("name:quellwind|DE", Key("Quellwind GmbH", "gmail.com"));
        Assert.Equal("name:quellwind|DE", Key("Quellwind GmbH", "linkedin.com"));
        Assert.Equal("name:quellwind|DE", Key("Quellwind GmbH", "no domain"));
    }

    private sealed class SameBytes : Random
    {
        public override void NextBytes(Span<byte> buffer) => buffer.Clear();
    }

    private sealed class Factory(ClaimWorld world) : IDbContextFactory<PrmDbContext>
    {
        public PrmDbContext CreateDbContext() => world.Open();
    }

    /// <summary>Somebody else who writes at the worst moment: right before the rows of a command are stored.</summary>
    private sealed class RivalWrites : SaveChangesInterceptor
    {
        private string? _claim;
        private string? _key;
        private bool _otherwise;

        public int Left { get; private set; }

        public void Take(string claim, string key, int times) => (_claim, _key, Left) = (claim, key, times);

        public void Fail(int times, bool otherwise = false) => (_otherwise, Left) = (otherwise, times);

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (Left > 0)
            {
                Left--;
                var database = eventData.Context!.Database;
                if (_claim is not null)
                {
                    // SQLite has one writer, so the other process' row comes in on this connection, and stays when the command is rolled back.
                    await database.RollbackTransactionAsync(cancellationToken);
                    await database.ExecuteSqlAsync(
                        $"UPDATE deal_registration SET protection_key = {_key}, status = 'Approved', protected_until = '2026-12-31T00:00:00.0000000Z' WHERE id = {_claim}", cancellationToken);
                }

                throw new DbUpdateException("Stored already.", new Microsoft.Data.Sqlite.SqliteException("UNIQUE", 19, _otherwise ? 19 : 2067));
            }

            return await base.SavingChangesAsync(eventData, result, cancellationToken);
        }
    }
}
