using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using CoSellBot.Tests.Prm.Registrations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Issues;

/// <summary>
/// A partner's card was refused with "the deal changed meanwhile" when all that had changed was that another partner's claim on the
/// customer was approved, or that a decision waited to be told: a refusal that told of either.
/// </summary>
public class UnseenChangesTests
{
    private static readonly Principal Felix = new("main", "PER-FELIX", "Felix", new Organization("ORG-BRIGHTPATH", OrganizationKind.Partner, "Brightpath"), Role.PartnerSeller);

    [Fact]
    public async Task Approving_another_partner_voids_no_card_of_this_one()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var (mine, theirs) = await BothWaitAsync(bot);
        var seen = await VersionSeenAsync(bot, mine);

        await ApproveAsync(bot, theirs);
        bot.Clock.Advance(TimeSpan.FromSeconds(61));
        await Reviews(bot).TellDueAsync(10, default);

        await using (var prm = await bot.Prm())
        {
            var marked = await prm.Set<DealRegistration>().SingleAsync(r => r.Id == mine);
            Assert.Equal((ConflictState.Suspected, seen + 1), (marked.ConflictState, marked.Version));
        }

        Assert.Equal(seen, await VersionSeenAsync(bot, mine));
        var claims = bot.App.Services.GetRequiredService<ClaimLedger>();
        Assert.Equal(RegistrationStatus.Withdrawn, (await claims.WithdrawAsync(mine, seen, Person("PER-FELIX"), "withdraw", default)).Status);
    }

    [Fact]
    public async Task A_decision_that_is_not_told_voids_no_card_of_the_partner()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var (mine, _) = await BothWaitAsync(bot);
        var seen = await VersionSeenAsync(bot, mine);

        await ApproveAsync(bot, mine);

        Assert.Equal(seen, await VersionSeenAsync(bot, mine));
        var claims = bot.App.Services.GetRequiredService<ClaimLedger>();
        await claims.AddEvidenceAsync(mine, seen, "The customer's letter", null, Person("PER-FELIX"), "proof", default);
    }

    // Both are looked at by a person; the other came later.
    private static async Task<(string Mine, string Theirs)> BothWaitAsync(CoSellBotFactory bot)
    {
        var mine = (await RegistrationLedgerTests.SubmitAsync(bot, "ORG-BRIGHTPATH", "Quellwind GmbH", "quellwind.example")).Registration.Id;
        var theirs = (await RegistrationLedgerTests.SubmitAsync(bot, "ORG-NIMBUS", "Quellwind", "quellwind.info")).Registration.Id;
        await using var prm = await bot.Prm();
        await prm.Set<DealRegistration>().Where(r => r.Id == mine || r.Id == theirs).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Status, RegistrationStatus.InReview).SetProperty(r => r.ConflictState, ConflictState.None).SetProperty(r => r.CustomerDomain, "quellwind.example")
            .SetProperty(r => r.ProtectionKey, (string?)null).SetProperty(r => r.ProtectedUntil, (DateTimeOffset?)null).SetProperty(r => r.ApprovedAt, (DateTimeOffset?)null));
        await prm.Set<RegistrationKey>().Where(key => key.RegistrationId == theirs && key.Kind == AccountKeyKind.Domain).ExecuteDeleteAsync();
        prm.Add(new RegistrationKey { RegistrationId = theirs, Kind = AccountKeyKind.Domain, Key = "quellwind.example" });
        await prm.SaveChangesAsync();
        return (mine, theirs);
    }

    private static async Task ApproveAsync(CoSellBotFactory bot, string id)
    {
        var approver = (await bot.App.Services.GetRequiredService<ReviewBook>().ApproversOfAsync(id, default))[0];
        await using var prm = await bot.Prm();
        var version = await prm.Set<DealRegistration>().Where(r => r.Id == id).Select(r => r.Version).SingleAsync();
        await Reviews(bot).ApproveAsync(id, version, Person(approver.PersonId), $"approve {id}", default);
    }

    private static async Task<int> VersionSeenAsync(CoSellBotFactory bot, string id) =>
        (await bot.App.Services.GetRequiredService<RegistrationBook>().FindAsync(Felix, id, default))!.Store((view, _) => view.Version);

    private static ReviewLedger Reviews(CoSellBotFactory bot) => bot.App.Services.GetRequiredService<ReviewLedger>();

    private static Actor Person(string id) => new(id, "Web", "test");
}
