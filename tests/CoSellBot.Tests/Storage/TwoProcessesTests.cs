using System.Net;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Storage;

/// <summary>Two bots over one database: what reaches both is done once, and who reads the feed misses nothing of either.</summary>
public sealed class TwoProcessesTests
{
    [Fact]
    public async Task One_message_that_reaches_both_is_answered_once()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await using var other = await bot.BesideAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? bot : other).PostAsync("PER-LENA", "dm", "messages", new { id = "m", text = "help" })));
        await IdleAsync(bot, other);

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Accepted, response.StatusCode));
        Assert.Equal(InboxState.Done, Assert.Single(await bot.InboxAsync()).State);
        Assert.Equal(2, (await bot.TranscriptAsync("PER-LENA")).Count);
    }

    [Fact]
    public async Task Messages_that_reach_either_are_answered_once_each_and_in_order()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await using var other = await bot.BesideAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? bot : other).PostAsync("PER-LENA", "dm", "messages", new { id = $"m{i}", text = "help" })));
        await IdleAsync(bot, other);

        var received = (await bot.InboxAsync()).Select(row => (long?)row.Seq).ToList();
        Assert.Equal(20, received.Count);
        Assert.Equal(received, (await bot.OutboxAsync()).Select(row => row.InReplyTo));
    }

    [Fact]
    public async Task One_press_that_reaches_both_writes_once()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await using var other = await bot.BesideAsync();
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        await IdleAsync(bot, other);
        var (card, confirm) = await bot.ButtonAsync("PER-LENA", "Register");

        // The same press again and presses of its own, on either side.
        var responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? bot : other).PressValueAsync("PER-LENA", card, confirm, id: i < 6 ? "p" : $"p{i}")));
        await IdleAsync(bot, other);

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Accepted, response.StatusCode));
        Assert.Single(await bot.SubmittedAsync());
        Assert.Single(await bot.TranscriptAsync("PER-LENA"), message => message.Text.Contains("approved, protected until", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_feed_is_read_in_order_and_whole_while_two_write()
    {
        await using var world = await ClaimWorld.OpenAsync();
        await using var other = world.Beside();
        await using var look = world.Open();
        var cursor = await look.Set<ChangeRow>().MaxAsync(row => row.Seq);
        var first = cursor;
        var read = new List<long>();

        var writing = Task.WhenAll(new[] { world, other }.Select((one, process) => Task.Run(async () =>
        {
            for (var i = 0; i < 15; i++)
            {
                await one.SubmitAsync($"{(process == 0 ? "Wald" : "Berg")}{(char)('a' + i)} Technik GmbH", $"company-{process}-{i}.example", key: $"feed-{process}-{i}");
            }
        })));
        while (!writing.IsCompleted)
        {
            await ReadOnAsync();
        }

        await writing;
        await ReadOnAsync();
        Assert.Equal(await look.Set<ChangeRow>().Where(row => row.Seq > first).OrderBy(row => row.Seq).Select(row => row.Seq).ToListAsync(), read);
        Assert.True(read.Count >= 30);
        var receipts = await look.Set<DealRegistration>().Where(claim => claim.ReceiptSeq != null).Select(claim => claim.ReceiptSeq).ToListAsync();
        Assert.Equal(receipts.Count, receipts.Distinct().Count());

        async Task ReadOnAsync()
        {
            var rows = await look.Set<ChangeRow>().AsNoTracking().Where(row => row.Seq > cursor).OrderBy(row => row.Seq).Select(row => row.Seq).ToListAsync();
            read.AddRange(rows);
            cursor = rows.Count > 0 ? rows[^1] : cursor;
        }
    }

    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_writes_later_waits_even_with_a_single_statement(bool isSingle)
    {
        await using var world = await ClaimWorld.OpenAsync();
        await using var first = world.Open();
        await using var second = world.Open();
        await using var look = world.Open();
        var before = await look.Set<ChangeRow>().CountAsync();
        await using var held = await first.Database.BeginTransactionAsync();
        first.Add(Row("first"));
        await first.SaveChangesAsync();

        var later = Task.Run(async () =>
        {
            await using var transaction = isSingle ? null : await second.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
            second.Add(Row("second"));
            await second.SaveChangesAsync();
            await (transaction?.CommitAsync() ?? Task.CompletedTask);
        });
        while (!later.IsCompleted && await look.Database.SqlQuery<int>(
            $"""SELECT count(*)::int AS "Value" FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""").SingleAsync() == 0)
        {
            await Task.Yield();
        }

        Assert.False(later.IsCompleted);
        Assert.Equal(before, await look.Set<ChangeRow>().CountAsync());
        await held.CommitAsync();
        await later;
        Assert.Equal(["first", "second"], await look.Set<ChangeRow>().OrderByDescending(row => row.Seq).Take(2).OrderBy(row => row.Seq).Select(row => row.EntityId).ToListAsync());
    }

    private static ChangeRow Row(string id) => new() { At = FakeClock.Morning().GetUtcNow(), Kind = "test", EntityId = id };

    // One has nothing to do while the other still has something in hand.
    private static async Task IdleAsync(params CoSellBotFactory[] bots)
    {
        for (var i = 0; i < 3; i++)
        {
            foreach (var bot in bots)
            {
                await bot.IdleAsync();
            }
        }
    }
}
