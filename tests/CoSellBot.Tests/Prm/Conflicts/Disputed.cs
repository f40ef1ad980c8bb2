using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Tests.Infrastructure;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Conflicts;

/// <summary>Claims in dispute: Jonas of Nimbus comes first, Felix of Brightpath later.</summary>
internal static class Disputed
{
    public static async Task<(DealRegistration First, DealRegistration Later)> PairAsync(ClaimWorld world)
    {
        var first = (await world.SubmitAsync(partner: "ORG-NIMBUS")).Registration;
        Assert.Equal(RegistrationStatus.Approved, first.Status);
        return (first, await LaterAsync(world));
    }

    public static async Task<DealRegistration> LaterAsync(ClaimWorld world)
    {
        world.Pass(TimeSpan.FromMinutes(7));
        var later = (await world.SubmitAsync()).Registration;
        Assert.Equal((RegistrationStatus.InReview, ConflictState.Suspected), (later.Status, later.ConflictState));
        return later;
    }

    /// <summary>A third claim on the customer, in dispute with all before it, and who rules on it.</summary>
    public static async Task<(DealRegistration Third, string Ruler)> ThirdAsync(ClaimWorld world)
    {
        var third = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration;
        await world.Watch.FollowAsync(100, default);
        return (third, (await world.Queue().ApproversOfAsync(third.Id, default)).First(approver => approver.Role == CoSellBot.Access.Role.RegionalManager).PersonId);
    }

    public static async Task<DealRegistration> AgainstDirectAsync(ClaimWorld world)
    {
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example", owner: Lena);
        await world.AddDealAsync("OPP-QUELL", "ACC-QUELL", OpportunityStage.TechnicalValidation, owner: Lena);
        world.Pass(TimeSpan.FromDays(1));
        return await LaterAsync(world);
    }

    public static async Task<Dispute> DisputeAsync(ClaimWorld world, DealRegistration later)
    {
        await world.Watch.FollowAsync(100, default);
        return Assert.Single(await OfAsync(world, later));
    }

    public static async Task<DealRegistration> RuleAsync(ClaimWorld world, DealRegistration later, Ruling ruling)
    {
        var dispute = await DisputeAsync(world, later);
        RegistrationStatus? other = dispute.OtherRegistrationId is { } id ? (await world.ReadAsync(id)).Status : null;
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, ruling, other, By(Maria), world.Key(), default);
        return await world.ToldAsync(later);
    }

    public static async Task<List<Dispute>> OfAsync(ClaimWorld world, DealRegistration claim) =>
        [.. (await world.RowsAsync<Dispute>()).Where(dispute => dispute.RegistrationId == claim.Id)];

    public static async Task<List<SlaClock>> ClocksAsync(ClaimWorld world, Dispute dispute) => [.. (await world.RowsAsync<SlaClock>()).Where(clock => clock.SubjectId == dispute.Id)];
}
