using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Whoever leaves leaves nothing behind that nobody looks after.</summary>
public class HandoverLedgerTests
{
    [Fact]
    public async Task The_partners_and_what_waits_there_go_to_whoever_takes_over_and_the_clocks_run_on()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        var preview = (await world.Handovers.PreviewAsync(Anja, Harriet, default))!;
        Assert.Contains("Brightpath", preview.Partners);

        await world.Handovers.HandOverAsync(Anja, Harriet, preview.Partners.Count, By(Admin), "key", default);
        await world.Handovers.HandOverAsync(Anja, Harriet, preview.Partners.Count, By(Admin), "key", default);

        Assert.Equal(Harriet, Assert.Single(await world.RowsAsync<Partner>(), partner => partner.OrganizationId == "ORG-BRIGHTPATH").ManagerPersonId);
        Assert.Equal(claim.DecisionDue, (await world.ReadAsync(claim.Id)).DecisionDue);
        Assert.Contains(await world.Queue().WaitingForAsync(Harriet, default), one => one.RegistrationId == claim.Id);
        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim));
        await world.ApproveAsync(claim, Harriet);
        Assert.Equal(preview.Partners.Count + 1, (await world.RowsAsync<AuditEntry>()).Count(entry => entry.Action is "partner.manager_changed" or "person.left"));
        Assert.Single(await world.RowsAsync<ChangeRow>(), row => row.Kind == "person.left");
    }

    [Fact]
    public async Task What_others_trusted_the_one_who_leaves_to_cover_is_covered_by_the_other()
    {
        await using var world = await OpenAsync();
        await world.AddAsync(
            new Delegation { PersonId = Katrin, DelegateId = Anja, Since = world.Now }, new Delegation { PersonId = Harriet, DelegateId = Anja, Since = world.Now },
            new Delegation { PersonId = Anja, DelegateId = Katrin, Since = world.Now },
            new Absence { Id = "a", PersonId = Katrin, FirstDay = new DateOnly(2026, 6, 8), LastDay = new DateOnly(2026, 6, 12), DelegateId = Anja });
        var preview = (await world.Handovers.PreviewAsync(Anja, Harriet, default))!;
        Assert.Equal(3, preview.Covers);
        await world.Handovers.HandOverAsync(Anja, Harriet, preview.Partners.Count, By(Maria), world.Key(), default);

        var delegation = Assert.Single(await world.RowsAsync<Delegation>());
        Assert.Equal((Katrin, Harriet), (delegation.PersonId, delegation.DelegateId));
        Assert.Equal([(Anja, true), (Harriet, false)], (await world.RowsAsync<Absence>()).OrderBy(absence => absence.Id).Select(absence => (absence.DelegateId!, absence.EndedAt is not null)));
    }

    [Fact]
    public async Task Only_administrators_and_regional_managers_hand_over_and_only_what_they_were_shown()
    {
        await using var world = await OpenAsync();
        var count = (await world.Handovers.PreviewAsync(Anja, Harriet, default))!.Partners.Count;
        await AssertForbiddenAsync(null, () => world.Handovers.HandOverAsync(Anja, Harriet, count, By(Katrin), world.Key(), default));
        await AssertForbiddenAsync(null, () => world.Handovers.HandOverAsync(Anja, Harriet, count, By(Felix), world.Key(), default));
        Assert.Equal((PrmFailure.Conflict, null), await RefusedAsync(() => world.Handovers.HandOverAsync(Anja, Harriet, count + 1, By(Admin), world.Key(), default)));
        Assert.Equal((PrmFailure.NotFound, null), await RefusedAsync(() => world.Handovers.HandOverAsync(Anja, Felix, count, By(Admin), world.Key(), default)));
        Assert.Null(await world.Handovers.PreviewAsync(Anja, Lena, default));
        Assert.Null(await world.Handovers.PreviewAsync(Anja, Anja, default));
        Assert.Null(Assert.Single(await world.RowsAsync<Person>(), person => person.Id == Anja).LeftOn);
    }
}
