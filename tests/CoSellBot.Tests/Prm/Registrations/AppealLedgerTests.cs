using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>A refusal is looked at again once, by somebody else, as a claim of its own.</summary>
public class AppealLedgerTests
{
    [Fact]
    public async Task An_appeal_is_a_new_claim_with_the_first_ones_place_in_time()
    {
        await using var world = await OpenAsync();
        var refused = await RefusedClaimAsync(world);
        world.Pass(TimeSpan.FromDays(1));

        var again = await AppealAsync(world, refused);

        Assert.Equal((refused.Id, RegistrationStatus.InReview, refused.SubmittedAt), (again.AppealOf, again.Status, again.SubmittedAt));
        Assert.NotEqual(refused.ReceiptSeq, again.ReceiptSeq);
        Assert.Equal(RegistrationStatus.Rejected, (await world.ReadAsync(refused.Id)).Status);
        Assert.Equal(["appealed"], await world.HistoryAsync(again.Id));
        Assert.Equal(refused.Id, ((PartnerRegistrationView)(await world.ReadAsAsync(Felix, again))!).AppealOf);
    }

    [Fact]
    public async Task Only_a_regional_manager_who_has_not_decided_it_decides()
    {
        await using var world = await OpenAsync();
        var first = await world.InReviewAsync();
        var refused = await world.ToldAsync(await world.RejectAsync(first, Maria));

        var again = await AppealAsync(world, refused);

        var approvers = await world.Queue().ApproversOfAsync(again.Id, default);
        Assert.NotEmpty(approvers);
        Assert.All(approvers, approver => Assert.Equal(CoSellBot.Access.Role.RegionalManager, approver.Role));
        Assert.DoesNotContain(approvers, approver => approver.PersonId == Maria);
        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(again, Maria));
        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(again, Anja));
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(again, approvers[0].PersonId))).Status);
    }

    [Fact]
    public async Task What_was_shown_before_speaks_again_with_the_reason()
    {
        await using var world = await OpenAsync();
        var proven = await world.ProveAsync(await world.InReviewAsync());
        var refused = await world.ToldAsync(await world.RejectAsync(proven));

        var again = await AppealAsync(world, refused);

        Assert.Equal(["minutes of a meeting", "They asked us in May."], (await world.RowsAsync<Evidence>()).Where(proof => proof.RegistrationId == again.Id).Select(proof => proof.Text).Order());
    }

    [Fact]
    public async Task It_is_asked_for_once()
    {
        await using var world = await OpenAsync();
        var refused = await RefusedClaimAsync(world);
        var again = await AppealAsync(world, refused);

        await AssertInvalidAsync("appeal.once", () => AppealAsync(world, refused));
        var ruler = (await world.Queue().ApproversOfAsync(again.Id, default))[0].PersonId;
        var refusedAgain = await world.ToldAsync(await world.RejectAsync(again, ruler));
        await AssertInvalidAsync("appeal.once", () => AppealAsync(world, refusedAgain));
    }

    [Fact]
    public async Task Five_business_days_long_and_no_longer()
    {
        await using var world = await OpenAsync();
        var one = await RefusedClaimAsync(world);
        var two = await RefusedClaimAsync(world, "Other GmbH", "other.example");

        // A week later, at the same hour, five business days are just over where a day of that week was a holiday or not.
        world.Pass(TimeSpan.FromDays(6));
        Assert.NotNull(await AppealAsync(world, one));
        world.Pass(TimeSpan.FromDays(4));
        await AssertInvalidAsync("appeal.late", () => AppealAsync(world, two));
    }

    [Fact]
    public async Task What_was_not_refused_is_not_looked_at_again_and_others_cannot_ask()
    {
        await using var world = await OpenAsync();
        await AssertInvalidAsync("appeal.not_refused", async () => await AppealAsync(world, await world.ApprovedAsync()));
        var refused = await RefusedClaimAsync(world, "Other GmbH", "other.example");

        await AssertForbiddenAsync("claim.not_yours", () => world.Appeals.AppealAsync(refused.Id, "Ours.", By(Jonas), world.Key(), default));
        await AssertInvalidAsync("answer.length", () => world.Appeals.AppealAsync(refused.Id, " ", By(Felix), world.Key(), default));
    }

    [Fact]
    public async Task The_same_key_appeals_once()
    {
        await using var world = await OpenAsync();
        var refused = await RefusedClaimAsync(world);
        var key = world.Key();

        var one = await world.Appeals.AppealAsync(refused.Id, "They asked us in May.", By(Felix), key, default);
        var two = await world.Appeals.AppealAsync(refused.Id, "They asked us in May.", By(Felix), key, default);

        Assert.Equal(one.Id, two.Id);
    }

    private static async Task<DealRegistration> RefusedClaimAsync(ClaimWorld world, string name = "Quellwind GmbH", string domain = "quellwind.example") =>
        await world.ToldAsync(await world.RejectAsync(await world.InReviewAsync(name, domain)));

    private static Task<DealRegistration> AppealAsync(ClaimWorld world, DealRegistration refused) =>
        world.Appeals.AppealAsync(refused.Id, "They asked us in May.", By(Felix), world.Key(), default);
}
