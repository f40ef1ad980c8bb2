using CoSellBot.Prm.Registrations;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>The queue of one who decides.</summary>
public class ReviewBookTests
{
    [Fact]
    public async Task What_waits_for_a_person_comes_by_its_deadline_and_only_what_they_may_decide()
    {
        await using var world = await OpenAsync();
        var later = await world.InReviewAsync();
        world.Pass(TimeSpan.FromHours(1));
        var last = await world.InReviewAsync("Mondstein AG", "mondstein.example");
        var before = await world.Queue().WaitingForAsync(Anja, default);

        Assert.Equal([later.Id, last.Id], before.Select(one => one.RegistrationId).Where(id => id == later.Id || id == last.Id));
        Assert.Equal(before.Select(one => one.Due).Order(), before.Select(one => one.Due));
        Assert.Empty(await world.Queue().WaitingForAsync(Felix, default));
        Assert.DoesNotContain(later.Id, (await world.Queue().WaitingForAsync("PER-HARRIET", default)).Select(one => one.RegistrationId));

        await world.ApproveAsync(later);
        Assert.DoesNotContain(later.Id, (await world.Queue().WaitingForAsync(Anja, default)).Select(one => one.RegistrationId));
    }

    [Fact]
    public async Task What_waits_for_others_hides_nothing_however_much_it_is()
    {
        await using var world = await OpenAsync();
        var mine = await world.InReviewAsync();
        await world.AddAsync([.. Enumerable.Range(0, 1_100).Select(number => new DealRegistration
        {
            Id = $"DR-X{number:D5}",
            PartnerOrgId = "ORG-FJORDLIGHT",
            SubmittedBy = "PER-HENRIK",
            Kind = RegistrationKind.Resell,
            CustomerName = $"Havn {number} AS",
            CustomerCountry = "NO",
            ProductId = "PRD-LEDGER",
            ProductFamily = "LEDGER",
            AmountMinor = 100_000,
            Currency = "USD",
            ExpectedClose = new DateOnly(2026, 9, 30),
            Status = RegistrationStatus.InReview,
            StatusSince = world.Now.AddDays(-1),
            DecisionDue = world.Now.AddMinutes(number),
            ReceiptSeq = 1_000_000 + number,
        })]);

        Assert.Contains(mine.Id, (await world.Queue().WaitingForAsync(Anja, default)).Select(one => one.RegistrationId));
        Assert.True((await world.Queue().WaitingForAsync("PER-INGRID", default)).Count >= 1_100);
    }
}
