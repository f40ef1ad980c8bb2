using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Attribution;

/// <summary>Who has the credit, why, and the two totals that never blend.</summary>
public class CreditBookTests
{
    private static readonly DateOnly First = new(2020, 1, 1);
    private static readonly DateOnly Last = new(2030, 12, 31);

    [Fact]
    public async Task No_won_sale_is_in_both_totals_and_none_with_a_partner_is_missing()
    {
        await using var world = await OpenAsync();
        var won = (await world.RowsAsync<Opportunity>()).Where(sale => sale is { Stage: OpportunityStage.ClosedWon, PartnerOrgId: not null }).ToList();
        var totals = new List<CreditTotal>();
        foreach (var manager in new[] { Maria, "PER-EDWARD", "PER-LARS", "PER-ANTOINE", "PER-WALTER", "PER-PRISCILLA" })
        {
            totals.AddRange(await world.Credit().TotalsAsync(await world.AskerAsync(manager), First, Last, default) ?? []);
        }

        Assert.NotEmpty(won);
        Assert.Equal(won.Count, totals.Sum(total => total.Count));
        foreach (var currency in won.Select(sale => sale.Currency).Distinct())
        {
            Assert.Equal(won.Where(sale => sale.Currency == currency).Sum(sale => sale.AmountMinor), totals.Where(total => total.Currency == currency).Sum(total => total.Minor));
        }
    }

    [Fact]
    public async Task A_partners_part_in_the_vendors_own_sale_is_influence_and_counts_once()
    {
        await using var world = await OpenAsync();
        var before = await InfluencedAsync(world);
        await world.AddDealAsync("OPP-SHARED", "ACC-CONTOSO", OpportunityStage.ClosedWon);
        await world.AddAsync(
            new CreditShare { DisputeId = "DS-1", SubjectId = "OPP-SHARED", Role = CreditRole.Source, Share = 500, At = world.Now },
            new CreditShare { DisputeId = "DS-1", SubjectId = "DR-1", PartnerOrgId = "ORG-BRIGHTPATH", Role = CreditRole.Influence, Share = 500, At = world.Now });

        Assert.Equal(before + 1, await InfluencedAsync(world));
    }

    [Fact]
    public async Task The_days_of_the_close_decide_what_is_counted()
    {
        await using var world = await OpenAsync();
        var asker = await world.AskerAsync(Anja);
        var all = await world.Credit().TotalsAsync(asker, First, Last, default);
        var none = await world.Credit().TotalsAsync(asker, Last, Last, default);

        Assert.NotEmpty(all!);
        Assert.Empty(none!);
    }

    [Theory]
    [InlineData(Felix)]
    [InlineData(Lena)]
    [InlineData(Admin)]
    public async Task Totals_are_for_those_who_look_after_partners(string person)
    {
        await using var world = await OpenAsync();

        Assert.Null(await world.Credit().TotalsAsync(await world.AskerAsync(person), First, Last, default));
    }

    [Fact]
    public async Task The_trail_says_who_named_the_customer_who_decided_by_which_rules_and_where_it_is_written()
    {
        await using var world = await OpenAsync();
        var claim = await world.ToldAsync(await world.ApproveAsync(await world.InReviewAsync()));

        var trail = (await world.Credit().TrailAsync(await world.AskerAsync(Maria), claim.Id, default))!.Store((one, _) => one);

        Assert.Equal((claim.SubmittedAt, "Felix", "Anja Weber", claim.ApprovedAt), (trail.NamedAt, trail.NamedBy?.Split(' ')[0], trail.DecidedBy, trail.DecidedAt));
        Assert.Equal((3, false), (trail.AuditRows, trail.ByRules));
        Assert.True(trail.FirstRow < trail.LastRow);
    }

    [Fact]
    public async Task A_partner_reads_its_own_trail_without_the_vendors_people_and_the_other_side()
    {
        await using var world = await OpenAsync();
        await world.SubmitAsync(partner: "ORG-NIMBUS");
        var later = (await world.SubmitAsync()).Registration;
        await world.Watch.FollowAsync(100, default);
        var dispute = (await world.RowsAsync<Dispute>()).Single(one => one.RegistrationId == later.Id);
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.Split, RegistrationStatus.Approved, By(Maria), world.Key(), default);
        await world.ToldAsync(later);

        var own = (await world.Credit().TrailAsync(await world.AskerAsync(Felix), later.Id, default))!.Store((one, _) => one);
        var manager = (await world.Credit().TrailAsync(await world.AskerAsync(Maria), later.Id, default))!.Store((one, _) => one);

        Assert.Equal((Ruling.Split, 500, null, null, null), (own.Ruling, own.Share, own.RuledAgainst, own.DecidedBy, own.AuditRows));
        Assert.Equal(("Nimbus", "Maria"), (manager.RuledAgainst?.Split(' ')[0], manager.DecidedBy?.Split(' ')[0]));
        Assert.Null(await world.Credit().TrailAsync(await world.AskerAsync(Jonas), later.Id, default));
    }

    [Fact]
    public async Task Who_looks_after_one_partner_does_not_read_who_the_other_is()
    {
        await using var world = await OpenAsync();
        await world.ArrangeAsync(async context => (await context.FindAsync<CoSellBot.Prm.Partners.Partner>("ORG-BRIGHTPATH"))!.ManagerPersonId = Katrin);
        await world.SubmitAsync(partner: "ORG-NIMBUS");
        var later = (await world.SubmitAsync()).Registration;
        await world.Watch.FollowAsync(100, default);
        var dispute = (await world.RowsAsync<Dispute>()).Single(one => one.RegistrationId == later.Id);
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.Split, RegistrationStatus.Approved, By(Maria), world.Key(), default);
        await world.ToldAsync(later);

        var trail = (await world.Credit().TrailAsync(await world.AskerAsync(Katrin), later.Id, default))!.Store((one, _) => one);

        Assert.Equal((Ruling.Split, null), (trail.Ruling, trail.RuledAgainst));
    }

    [Fact]
    public async Task Who_shares_reads_the_same_after_a_third_has_lost_against_it()
    {
        await using var world = await OpenAsync();
        var first = (await world.SubmitAsync(partner: "ORG-NIMBUS")).Registration;
        var second = (await world.SubmitAsync()).Registration;
        await RuleAsync(world, second.Id, Ruling.Split);
        var before = (await world.Credit().TrailAsync(await world.AskerAsync(Jonas), first.Id, default))!.Store((one, _) => one);
        var third = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration;
        await RuleAsync(world, third.Id, Ruling.Uphold);

        Assert.Equal(before, (await world.Credit().TrailAsync(await world.AskerAsync(Jonas), first.Id, default))!.Store((one, _) => one));
        Assert.Equal(Ruling.Split, before.Ruling);
    }

    [Fact]
    public async Task A_linked_sale_says_whether_the_partner_brought_it()
    {
        await using var world = await OpenAsync();
        var brought = await world.LinkAsync(await world.ApprovedAsync());
        var joined = await world.ApprovedAsync("Other GmbH", "other.example");
        await world.AddDealAsync("OPP-OTHER", "ACC-CONTOSO", OpportunityStage.Qualified);
        joined = await world.LinkAsync(joined, "OPP-OTHER");
        var asker = await world.AskerAsync(Maria);

        Assert.Equal(CreditSide.Sourced, (await world.Credit().TrailAsync(asker, brought.Id, default))!.Store((one, _) => one.Side));
        Assert.Equal(CreditSide.Influenced, (await world.Credit().TrailAsync(asker, joined.Id, default))!.Store((one, _) => one.Side));
    }

    private static async Task RuleAsync(ClaimWorld world, string claim, Ruling ruling)
    {
        await world.Watch.FollowAsync(100, default);
        var dispute = (await world.RowsAsync<Dispute>()).First(one => one.RegistrationId == claim && one.IsOpen);
        var ruler = (await world.Queue().ApproversOfAsync(claim, default)).First(approver => approver.Role == Role.RegionalManager).PersonId;
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(claim)).Version, ruling, RegistrationStatus.Approved, By(ruler), world.Key(), default);
        await world.ToldAsync(await world.ReadAsync(claim));
    }

    private static async Task<int> InfluencedAsync(ClaimWorld world) =>
        (await world.Credit().TotalsAsync(await world.AskerAsync(Anja), First, Last, default))!.Where(total => total.Side == CreditSide.Influenced).Sum(total => total.Count);
}
