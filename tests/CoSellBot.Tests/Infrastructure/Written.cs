using CoSellBot.Bot.Storage;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>What a conversation left in the record and in the host's tables.</summary>
internal static class Written
{
    /// <summary>Audit rows that came from the conversation, not from the import of the demo world.</summary>
    public static async Task<List<AuditEntry>> AuditAsync(this CoSellBotFactory bot)
    {
        await using var context = await bot.Prm();
        return await context.Set<AuditEntry>().AsNoTracking().Where(entry => entry.Channel == "Web").OrderBy(entry => entry.Seq).ToListAsync();
    }

    /// <summary>Registrations somebody submitted in the conversation.</summary>
    public static async Task<List<DealRegistration>> SubmittedAsync(this CoSellBotFactory bot)
    {
        var numbers = (await bot.AuditAsync()).Where(entry => entry.Action == "registration.submitted").Select(entry => entry.EntityRef["registration/".Length..]).ToList();
        await using var context = await bot.Prm();
        return await context.Set<DealRegistration>().AsNoTracking().Where(deal => numbers.Contains(deal.Id)).ToListAsync();
    }

    /// <summary>All registrations there are, the demo world's included.</summary>
    public static async Task<int> RegistrationsAsync(this CoSellBotFactory bot)
    {
        await using var context = await bot.Prm();
        return await context.Set<DealRegistration>().CountAsync();
    }

    public static async Task<List<InboxMessage>> InboxAsync(this CoSellBotFactory bot)
    {
        await using var context = await bot.Bot();
        return await context.Set<InboxMessage>().AsNoTracking().OrderBy(row => row.Seq).ToListAsync();
    }

    public static async Task<List<OutboxMessage>> OutboxAsync(this CoSellBotFactory bot)
    {
        await using var context = await bot.Bot();
        return await context.Set<OutboxMessage>().AsNoTracking().OrderBy(row => row.Seq).ToListAsync();
    }

    public static async Task<List<ProposalRow>> ProposalsAsync(this CoSellBotFactory bot)
    {
        await using var context = await bot.Bot();
        return await context.Set<ProposalRow>().AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }
}
