using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Tests.Infrastructure;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Longer protection (T12) and a new one after it ended (ruling 18).</summary>
public class ExtensionTests
{
    [Fact]
    public async Task T12_A_claim_with_recent_activity_is_given_thirty_days_more_by_any_decider()
    {
        await using var world = await OpenAsync();
        var before = await world.ProveAsync(await world.ApprovedAsync());
        var claim = await WishAsync(world, before);
        var wish = Assert.Single(await world.RowsAsync<ExtensionRequest>());
        Assert.Equal(("wish", Felix, world.Now, 30, "The tender moved.", RequestState.Open), (wish.Id, wish.RequestedBy, wish.RequestedAt, wish.Days, wish.Reason, wish.State));
        await AssertInvalidAsync("extension.asked", () => world.ExtendAsync(claim));
        await AssertForbiddenAsync("decision.not_yours", () => DecideAsync(world, claim, person: Felix));
        await AssertInvalidAsync("decision.nothing_open", () => DecideAsync(world, claim, wish: "no such"));
        await AssertInvalidAsync("words.foreign_name", () => world.Reviews.DecideExtensionAsync(claim.Id, claim.Version, "wish", true, "Nimbus!", By(Anja), world.Key(), default));

        claim = await DecideAsync(world, claim);
        Assert.Equal(before.ProtectedUntil, claim.ProtectedUntil);
        claim = await world.ToldAsync(claim);
        Assert.Equal((RegistrationStatus.Approved, before.ProtectedUntil!.Value.AddDays(30), 1, before.ProtectionKey), (claim.Status, claim.ProtectedUntil, claim.ExtensionCount, claim.ProtectionKey));
        wish = Assert.Single(await world.RowsAsync<ExtensionRequest>());
        Assert.Equal((RequestState.Granted, Anja, world.Now.AddSeconds(-60)), (wish.State, wish.DecidedBy, wish.DecidedAt));
        Assert.Equal(["submitted", "approved", "evidence_added", "extension_asked", "decided", "extended"], await world.HistoryAsync(claim.Id));
        await AssertInvalidAsync("decision.nothing_open", () => DecideAsync(world, claim));
    }

    [Fact]
    public async Task T12_A_refusal_leaves_protection_as_it_is_and_another_wish_may_follow()
    {
        await using var world = await OpenAsync();
        var before = await world.ProveAsync(await world.ApprovedAsync());
        var claim = await world.ToldAsync(await DecideAsync(world, await WishAsync(world, before), grant: false));

        Assert.Equal((before.ProtectedUntil, 0), (claim.ProtectedUntil, claim.ExtensionCount));
        Assert.Equal((RequestState.Refused, Anja), Assert.Single(await world.RowsAsync<ExtensionRequest>()) is var wish ? (wish.State, wish.DecidedBy) : default);
        Assert.Equal("extension_refused", (await world.HistoryAsync(claim.Id))[^1]);
        await world.ExtendAsync(claim);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(90, null)]
    [InlineData(0, "extension.days")]
    [InlineData(91, "extension.days")]
    public async Task T12_One_to_ninety_days_may_be_asked_for(int days, string? code)
    {
        await using var world = await OpenAsync();
        var claim = await world.ProveAsync(await world.ApprovedAsync());
        await AssertForbiddenAsync("claim.not_yours", () => world.ExtendAsync(claim, days, Jonas));
        if (code is not null)
        {
            await AssertInvalidAsync(code, () => world.ExtendAsync(claim, days));
            return;
        }

        await world.ExtendAsync(claim, days);
    }

    [Fact]
    public async Task T12_More_than_the_standard_extension_is_a_regional_managers_to_grant_and_anybodys_to_refuse()
    {
        await using var world = await OpenAsync();
        var claim = await WishAsync(world, await world.ProveAsync(await world.ApprovedAsync()), days: 31);
        await AssertForbiddenAsync("decision.not_yours", () => DecideAsync(world, claim));
        await world.Reviews.DecideExtensionAsync(claim.Id, claim.Version, "wish", false, null, By(Anja), "no", default);
        claim = await world.Reviews.UndoAsync("no", By(Anja), world.Key(), default);

        var until = claim.ProtectedUntil;
        claim = await world.ToldAsync(await DecideAsync(world, claim, person: Maria));
        Assert.Equal(until!.Value.AddDays(31), claim.ProtectedUntil);
    }

    [Fact]
    public async Task T12_At_most_two_extensions()
    {
        await using var world = await OpenAsync();
        var claim = await world.ProveAsync(await world.ApprovedAsync());
        foreach (var wish in new[] { "first", "second" })
        {
            claim = await world.Claims.RequestExtensionAsync(claim.Id, claim.Version, 30, null, By(Felix), wish, default);
            claim = await world.ToldAsync(await DecideAsync(world, claim, wish: wish));
        }

        Assert.Equal(2, claim.ExtensionCount);
        await AssertInvalidAsync("extension.count", () => world.ExtendAsync(claim));
    }

    [Fact]
    public async Task A11_Without_activity_in_thirty_days_nothing_is_extended()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();
        await AssertInvalidAsync("extension.no_activity", () => world.ExtendAsync(claim));
        claim = await world.ProveAsync(claim);
        var other = await world.ProveAsync(await world.ApprovedAsync("Mondstein AG", "mondstein.example"));
        world.Pass(TimeSpan.FromDays(30));
        await world.ExtendAsync(claim);

        world.Pass(TimeSpan.FromTicks(1));
        await AssertInvalidAsync("extension.no_activity", () => world.ExtendAsync(other));
    }

    [Theory]
    [InlineData(-30, true)]
    [InlineData(-31, false)]
    [InlineData(null, false)]
    public async Task T12_Activity_on_the_linked_sale_counts_too(int? days, bool may)
    {
        await using var world = await OpenAsync();
        var claim = await world.LinkAsync(await world.ApprovedAsync());
        await world.ArrangeAsync(async context => (await context.FindAsync<Opportunity>(claim.OpportunityId))!.LastActivityAt = days is { } ago ? world.Now.AddDays(ago) : null);
        if (!may)
        {
            await AssertInvalidAsync("extension.no_activity", () => world.ExtendAsync(claim));
            return;
        }

        claim = await world.ToldAsync(await DecideAsync(world, await WishAsync(world, claim)));
        Assert.Equal((RegistrationStatus.Converted, 1), (claim.Status, claim.ExtensionCount));
    }

    [Fact]
    public async Task T12_A_claim_that_is_not_protected_is_not_extended_nor_one_that_ended_long_ago()
    {
        await using var world = await OpenAsync();
        await AssertInvalidAsync("extension.not_protected", async () => await world.ExtendAsync(await world.InReviewAsync()));
        var claim = await ExpiredAsync(world);
        world.Pass(claim.ProtectedUntil!.Value.AddDays(14) - world.Now);
        await world.AddAsync(Proof(claim, world.Now));
        var wish = await WishAsync(world, claim);
        world.Pass(TimeSpan.FromTicks(1));
        await AssertInvalidAsync("extension.late", () => world.ExtendAsync(wish));
        await AssertInvalidAsync("extension.late", () => world.RenewAsync(wish));
    }

    [Fact]
    public async Task T12_An_expired_claim_comes_back_and_holds_the_customer_from_the_press_on()
    {
        await using var world = await OpenAsync();
        var expired = await ExpiredAsync(world);
        await world.AddAsync(Proof(expired, world.Now));
        var claim = await DecideAsync(world, await WishAsync(world, expired));
        Assert.Equal((RegistrationStatus.Expired, "dom:mondstein.example/LEDGER"), (claim.Status, claim.ProtectionKey));
        // Who comes in between finds it held.
        var rival = await world.SubmitAsync("Mondstein AG", "mondstein.example", partner: "ORG-NIMBUS", currency: "USD");
        Assert.True(rival.Trace!.Has("R09"));
        Assert.Equal(RegistrationStatus.InReview, rival.Registration.Status);

        claim = await world.ToldAsync(claim);
        Assert.Equal((RegistrationStatus.Approved, expired.ProtectedUntil!.Value.AddDays(30), "dom:mondstein.example/LEDGER"), (claim.Status, claim.ProtectedUntil, claim.ProtectionKey));
    }

    [Fact]
    public async Task T12_An_expired_claim_whose_customer_somebody_else_holds_by_now_does_not_come_back()
    {
        await using var world = await OpenAsync();
        var expired = await ExpiredAsync(world);
        await world.AddAsync(Proof(expired, world.Now));
        var claim = await WishAsync(world, expired);
        var rival = await world.SubmitAsync("Mondstein AG", "mondstein.example", partner: "ORG-NIMBUS", currency: "USD");
        Assert.Equal(RegistrationStatus.Approved, rival.Registration.Status);

        await AssertInvalidAsync("decision.customer_held", () => DecideAsync(world, claim));
        await DecideAsync(world, claim, grant: false);
    }

    [Fact]
    public async Task T12_A_claim_that_ends_between_the_press_and_the_telling_is_protected_all_along()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync("Mondstein AG", "mondstein.example");
        world.Pass(claim.ProtectedUntil!.Value - world.Now - TimeSpan.FromSeconds(10));
        await world.AddAsync(Proof(claim, world.Now));
        claim = await DecideAsync(world, await WishAsync(world, claim));

        world.Pass(TimeSpan.FromSeconds(20));
        var rival = await world.SubmitAsync("Mondstein AG", "mondstein.example", partner: "ORG-NIMBUS", currency: "USD");
        Assert.True(rival.Trace!.Has("R09"));
        await world.Ledger.ExpireDueAsync(1_000, default);
        Assert.Equal((RegistrationStatus.Expired, null), await world.ReadAsync(claim.Id) is var between ? (between.Status, between.ProtectionKey) : default);

        var told = await world.ToldAsync(claim);
        Assert.Equal((RegistrationStatus.Approved, claim.ProtectedUntil!.Value.AddDays(30), "dom:mondstein.example/LEDGER"), (told.Status, told.ProtectedUntil, told.ProtectionKey));
    }

    [Fact]
    public async Task I1_When_somebody_holds_the_customer_at_the_telling_a_lapsed_claim_does_not_come_back()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync("Mondstein AG", "mondstein.example");
        world.Pass(claim.ProtectedUntil!.Value - world.Now - TimeSpan.FromSeconds(10));
        await world.AddAsync(Proof(claim, world.Now));
        claim = await DecideAsync(world, await WishAsync(world, claim));
        world.Pass(TimeSpan.FromSeconds(20));
        await world.Ledger.ExpireDueAsync(1_000, default);
        var rival = (await world.SubmitAsync("Mondstein AG", "mondstein.example", partner: "ORG-NIMBUS", currency: "USD")).Registration;
        await world.ArrangeAsync(async context =>
        {
            var row = (await context.FindAsync<DealRegistration>(rival.Id))!;
            (row.Status, row.ProtectedUntil, row.ProtectionKey) = (RegistrationStatus.Approved, world.Now.AddDays(9), claim.ProtectionKey);
        });

        Assert.Equal((RegistrationStatus.Expired, null, 0), await world.ToldAsync(claim) is var told ? (told.Status, told.ProtectionKey, told.ExtensionCount) : default);
        Assert.Equal(RequestState.Open, Assert.Single(await world.RowsAsync<ExtensionRequest>()).State);
    }

    [Fact]
    public async Task A_wish_of_a_claim_that_was_closed_meanwhile_is_not_decided()
    {
        await using var world = await OpenAsync();
        var claim = await DecideAsync(world, await WishAsync(world, await world.ProveAsync(await world.ApprovedAsync())));
        claim = await world.ToldAsync(await world.WithdrawAsync(claim));

        Assert.Equal((RegistrationStatus.Withdrawn, 0), (claim.Status, claim.ExtensionCount));
        await AssertInvalidAsync("decision.not_protected", () => DecideAsync(world, claim));
    }

    [Fact]
    public async Task A_claim_linked_after_its_day_takes_its_hold_again_when_it_is_extended()
    {
        await using var world = await OpenAsync();
        var claim = await world.LinkAsync(await ExpiredAsync(world));
        Assert.Null(claim.ProtectionKey);

        claim = await world.ToldAsync(await DecideAsync(world, await WishAsync(world, claim)));
        Assert.Equal((RegistrationStatus.Converted, "dom:mondstein.example/LEDGER"), (claim.Status, claim.ProtectionKey));
    }

    [Fact]
    public async Task An_expired_claim_is_renewed_into_review_at_the_end_of_the_line()
    {
        await using var world = await OpenAsync();
        var expired = await ExpiredAsync(world);
        var later = (await world.SubmitAsync()).Registration;
        var claim = await world.RenewAsync(expired);

        Assert.Equal((RegistrationStatus.InReview, null, null, null, null), (claim.Status, claim.ApprovedAt, claim.ApprovedBy, claim.ProtectedUntil, claim.ProtectionKey));
        Assert.True(claim.ReceiptSeq > later.ReceiptSeq);
        Assert.Equal(ConflictState.None, claim.ConflictState);
        Assert.Equal(2, (await world.RowsAsync<StoredTrace>()).Count(trace => trace.RegistrationId == claim.Id));
        Assert.Equal(["submitted", "approved", "expired", "renewed"], await world.HistoryAsync(claim.Id));
        var clock = Assert.Single(await world.RowsAsync<SlaClock>(), clock => clock.RecordId == claim.Id);
        Assert.Equal((world.Now, 18 * 3600, claim.DecisionDue), (clock.StartedAt, clock.TargetSeconds, clock.DueAt));

        await AssertInvalidAsync("renew.not_expired", () => world.RenewAsync(claim));
        claim = await world.ToldAsync(await world.ApproveAsync(claim));
        Assert.Equal((RegistrationStatus.Approved, world.Now.AddSeconds(-60).AddDays(90)), (claim.Status, claim.ProtectedUntil));
    }

    [Fact]
    public async Task A_renewal_that_meets_another_claim_is_a_conflict()
    {
        await using var world = await OpenAsync();
        var expired = await ExpiredAsync(world);
        await world.SubmitAsync("Mondstein AG", "mondstein.example", partner: "ORG-NIMBUS", currency: "USD");

        await AssertForbiddenAsync("claim.not_yours", () => world.RenewAsync(expired, Jonas));
        Assert.Equal(ConflictState.Suspected, (await world.RenewAsync(expired)).ConflictState);
    }

    [Fact]
    public async Task A_renewed_claim_is_decided_anew_by_two_people_where_two_decide()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApproveAsync(await world.InReviewAsync(amount: 400_000));
        claim = await world.ToldAsync(await world.ApproveAsync(claim, Maria));
        world.Pass(TimeSpan.FromDays(91));
        await world.Ledger.ExpireDueAsync(1_000, default);
        await world.AddAsync(Proof(claim, world.Now));
        claim = await WishAsync(world, await world.ReadAsync(claim.Id));
        claim = await DecideAsync(world, claim);
        // The rate is old by now, but the size was judged when it came.
        claim = await world.RenewAsync(claim);
        Assert.Empty(await world.RowsAsync<ApprovalStep>());
        Assert.Equal(RequestState.Dropped, Assert.Single(await world.RowsAsync<ExtensionRequest>()).State);
        Assert.Null(claim.ProtectionKey);

        claim = await world.ApproveAsync(claim);
        Assert.Equal((RegistrationStatus.InReview, "step_approved"), ((await world.ToldAsync(claim)).Status, (await world.HistoryAsync(claim.Id))[^1]));
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(claim, Maria))).Status);
    }

    private static async Task<DealRegistration> WishAsync(ClaimWorld world, DealRegistration claim, int days = 30) =>
        await world.Claims.RequestExtensionAsync(claim.Id, claim.Version, days, "The tender moved.", By(Felix), "wish", default);

    private static Task<DealRegistration> DecideAsync(ClaimWorld world, DealRegistration claim, string wish = "wish", bool grant = true, string person = Anja) =>
        world.Reviews.DecideExtensionAsync(claim.Id, claim.Version, wish, grant, null, By(person), world.Key(), default);

    private static async Task<DealRegistration> ExpiredAsync(ClaimWorld world)
    {
        var claim = await world.ApprovedAsync("Mondstein AG", "mondstein.example");
        world.Pass(claim.ProtectedUntil!.Value - world.Now + TimeSpan.FromSeconds(1));
        await world.Ledger.ExpireDueAsync(1_000, default);
        return await world.ReadAsync(claim.Id);
    }

    private static Evidence Proof(DealRegistration claim, DateTimeOffset at) => new() { Id = $"EV-{at.UtcTicks}", RegistrationId = claim.Id, AddedBy = Felix, AddedAt = at, Text = "minutes" };
}
