using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using CoSellBot.Tests.Prm.Registrations;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Issues;

/// <summary>A claim whose day had passed still held the unique key, so the next approval failed until a sweep, and for linked claims for ever.</summary>
public class LapsedProtectionTests
{
    [Theory]
    [InlineData(RegistrationStatus.Approved, RegistrationStatus.Expired)]
    [InlineData(RegistrationStatus.Converted, RegistrationStatus.Converted)]
    public async Task A_claim_whose_day_has_passed_blocks_nobody(RegistrationStatus held, RegistrationStatus afterwards)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var first = (await RegistrationLedgerTests.SubmitAsync(bot, "ORG-NIMBUS", "Quellwind GmbH", "quellwind.example")).Registration;
        await bot.IdleAsync();
        await using (var prm = await bot.Prm())
        {
            var row = await prm.Set<DealRegistration>().SingleAsync(r => r.Id == first.Id);
            row.Status = held;
            row.ProtectedUntil = bot.Clock.GetUtcNow();
            await prm.SaveChangesAsync();
        }

        var next = await RegistrationLedgerTests.SubmitAsync(bot, "ORG-BRIGHTPATH", "Quellwind", "quellwind.example");

        Assert.Equal(RegistrationStatus.Approved, next.Registration.Status);
        await using var after = await bot.Prm();
        var lapsed = await after.Set<DealRegistration>().SingleAsync(r => r.Id == first.Id);
        Assert.Equal(afterwards, lapsed.Status);
        Assert.Null(lapsed.ProtectionKey);
    }
}
