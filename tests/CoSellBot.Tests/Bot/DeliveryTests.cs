using System.Net;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Web;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>Every acknowledged message is answered once and in order, whatever fails in between.</summary>
public class DeliveryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string?[] Owners = [null, "dead"];
    private static readonly int[] Attempts = [0, 3, 9];

    [Fact]
    public async Task The_same_message_twice_is_one_answer_even_23_hours_later()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        foreach (var pause in new[] { TimeSpan.Zero, TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(6), TimeSpan.FromHours(23) })
        {
            bot.Clock.Advance(pause);
            using var response = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "m", text = "help" });
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            await bot.IdleAsync();
        }

        Assert.Single(await bot.InboxAsync());
        Assert.Equal(2, (await bot.TranscriptAsync("PER-LENA")).Count);
    }

    [Fact]
    public async Task The_same_message_at_the_same_moment_is_one_answer()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bot.PostAsync("PER-LENA", "dm", "messages", new { id = "m", text = "help" })));
        await bot.IdleAsync();

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Accepted, response.StatusCode));
        Assert.Single(await bot.InboxAsync());
        Assert.Equal(2, (await bot.TranscriptAsync("PER-LENA")).Count);
    }

    [Fact]
    public async Task Thirty_messages_at_once_are_answered_in_the_order_of_their_receipt()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => bot.PostAsync("PER-LENA", "dm", "messages", new { id = $"at-once-{i}", text = "help" })));
        await bot.IdleAsync();

        var received = (await bot.InboxAsync()).Select(row => (long?)row.Seq).ToList();
        var answers = await bot.OutboxAsync();
        Assert.Equal(30, received.Count);
        Assert.Equal(received, answers.Select(row => row.InReplyTo));
        var shown = (await bot.TranscriptAsync("PER-LENA")).Where(message => message.FromPersonId is null).Select(message => message.MessageId);
        Assert.Equal(answers.Select(row => row.MessageId), shown);
    }

    [Fact]
    public async Task A_conversation_does_not_wait_for_another_and_a_press_does_not_wait_for_a_turn()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bot = await CoSellBotFactory.StartAsync(services => services.BeforeAnswer(
            (words, token) => words.Contains("slowly", StringComparison.Ordinal) ? gate.Task.WaitAsync(Patience, token) : Task.CompletedTask));
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        var (card, confirm) = await bot.ButtonAsync("PER-LENA", "Register");

        using var slow = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "slow", text = "help slowly" });
        using var quick = await bot.PostAsync("PER-FELIX", "dm", "messages", new { id = "quick", text = "help" });
        using var press = await bot.PressValueAsync("PER-LENA", card, confirm);
        await ShownAsync(bot, "PER-FELIX", messages => messages.Any(message => message.FromPersonId is null));
        await ShownAsync(bot, "PER-LENA", messages => messages.Any(message => message.Text.Contains("approved, protected until", StringComparison.Ordinal)));
        Assert.Contains(await bot.InboxAsync(), row => row.MessageId.EndsWith("/PER-LENA/slow", StringComparison.Ordinal) && row.State == InboxState.Pending);

        gate.SetResult();
        await bot.IdleAsync();
        Assert.All(await bot.InboxAsync(), row => Assert.Equal(InboxState.Done, row.State));
        Assert.Single(await bot.SubmittedAsync());
    }

    [Fact]
    public async Task A_conversation_whose_claim_lapsed_is_taken_over_and_the_late_worker_writes_nothing()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var turns = 0;
        await using var bot = await CoSellBotFactory.StartAsync(services =>
        {
            Hosting.ByHand(services);
            services.BeforeAnswer((_, token) =>
            {
                if (Interlocked.Increment(ref turns) > 1)
                {
                    return Task.CompletedTask;
                }

                reached.SetResult();
                return gate.Task.WaitAsync(Patience, token);
            });
        });
        using var response = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "m", text = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September" });
        var late = ActivatorUtilities.CreateInstance<TurnWorker>(bot.App.Services);
        var successor = ActivatorUtilities.CreateInstance<TurnWorker>(bot.App.Services);

        var running = late.RunOnceAsync(CancellationToken.None);
        await reached.Task.WaitAsync(Patience);
        Assert.Equal(0, await successor.RunOnceAsync(CancellationToken.None));
        bot.Clock.Advance(TimeSpan.FromSeconds(91));
        Assert.Equal(1, await successor.RunOnceAsync(CancellationToken.None));
        gate.SetResult();
        await Assert.ThrowsAsync<ClaimLostException>(() => running);
        await bot.IdleAsync();

        Assert.Equal(2, turns);
        Assert.Single(await bot.OutboxAsync());
        Assert.Single(await bot.ProposalsAsync());
        Assert.Equal((InboxState.Done, 0), Assert.Single(await bot.InboxAsync()) is var row ? (row.State, row.Attempts) : default);
    }

    [Fact]
    public async Task A_late_worker_cannot_note_a_failure_either()
    {
        await using var bot = await CoSellBotFactory.StartAsync(Hosting.ByHand);
        using var response = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "m", text = "help" });
        var message = Assert.Single(await bot.InboxAsync());
        await bot.IdleAsync();

        var runner = bot.App.Services.GetRequiredService<TurnRunner>();
        var lost = new TurnClaim(message.ConversationKey, "somebody", 1, DateTimeOffset.MinValue);
        await Assert.ThrowsAsync<ClaimLostException>(() => runner.FailAsync(lost, message, giveUp: true, CancellationToken.None));
        await Assert.ThrowsAsync<ClaimLostException>(() => runner.RunAsync(lost, message, CancellationToken.None));

        Assert.Single(await bot.OutboxAsync());
        Assert.Equal(InboxState.Done, Assert.Single(await bot.InboxAsync()).State);
    }

    [Fact]
    public async Task What_was_pending_at_the_stop_is_finished_after_the_start()
    {
        var first = await CoSellBotFactory.StartAsync(Hosting.ByHand);
        await using (var context = await first.Bot())
        {
            context.AddRange(Row("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September"), Row("PER-LENA", "help"), Row("PER-FELIX", "help"));
            await context.SaveChangesAsync();
        }

        await using var again = await first.RestartAsync();
        await again.IdleAsync();

        Assert.All(await again.InboxAsync(), row => Assert.Equal(InboxState.Done, row.State));
        var answers = (await again.TranscriptAsync("PER-LENA")).Select(message => message.Text).ToList();
        Assert.Equal(2, answers.Count);
        Assert.Contains("Register this deal?", answers[0], StringComparison.Ordinal);
        Assert.Single(await again.TranscriptAsync("PER-FELIX"));
    }

    [Fact]
    public async Task No_row_and_no_claim_can_be_left_in_a_state_that_nobody_picks_up()
    {
        var first = await CoSellBotFactory.StartAsync(Hosting.ByHand);
        var now = first.Clock.GetUtcNow();
        DateTimeOffset?[] moments = [null, now - TimeSpan.FromDays(1), now, now + TimeSpan.FromMinutes(5)];
        await using (var context = await first.Bot())
        {
            foreach (var (owner, until, next, attempts) in from owner in Owners from until in moments from next in moments from attempts in Attempts select (owner, until, next, attempts))
            {
                var place = $"PLC-{context.ChangeTracker.Entries().Count()}";
                var row = Row("PER-LENA", "help", place);
                (row.NextAt, row.Attempts) = (next, attempts);
                context.Add(row);
                context.Add(new ConversationClaim { Key = row.ConversationKey, Owner = owner, ClaimedUntil = until, Fence = 7 });
            }

            await context.SaveChangesAsync();
        }

        await using var again = await first.RestartAsync();
        again.Clock.Advance(TimeSpan.FromMinutes(6));
        await again.IdleAsync();

        Assert.All(await again.InboxAsync(), row => Assert.Equal(InboxState.Done, row.State));
        Assert.All(await again.OutboxAsync(), row => Assert.Equal(OutboxState.Sent, row.State));
    }

    [Fact]
    public async Task A_turn_that_throws_is_tried_again_then_parked_and_its_sender_told_while_others_flow()
    {
        await using var bot = await CoSellBotFactory.StartAsync(services => services.BeforeAnswer(
            (words, _) => words.Contains("poison", StringComparison.Ordinal) ? throw new InvalidOperationException("A broken turn.") : Task.CompletedTask));
        using var poison = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "poison", text = "help poison" });
        using var behind = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "behind", text = "help" });
        Assert.StartsWith("What I can do for you", await bot.SayAsync("PER-FELIX", "help"), StringComparison.Ordinal);
        Assert.DoesNotContain(await bot.TranscriptAsync("PER-LENA"), message => message.FromPersonId is null);

        for (var attempt = 2; attempt <= 4; attempt++)
        {
            bot.Clock.Advance(TimeSpan.FromSeconds(30));
            await bot.IdleAsync();
        }

        var answers = (await bot.TranscriptAsync("PER-LENA")).Where(message => message.FromPersonId is null).Select(message => message.Text).ToList();
        Assert.Equal(2, answers.Count);
        Assert.StartsWith("Something went wrong on my side, and nothing was saved.", answers[0], StringComparison.Ordinal);
        Assert.Equal([InboxState.Parked, InboxState.Done, InboxState.Done], (await bot.InboxAsync()).Select(row => row.State));
        Assert.Equal(4, (await bot.InboxAsync())[0].Attempts);
    }

    [Fact]
    public async Task A_turn_that_throws_once_is_answered_by_the_next_try()
    {
        var thrown = 0;
        await using var bot = await CoSellBotFactory.StartAsync(services => services.BeforeAnswer(
            (_, _) => Interlocked.Increment(ref thrown) == 1 ? throw new InvalidOperationException("A passing trouble.") : Task.CompletedTask));
        using var message = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "m", text = "help" });
        await bot.IdleAsync();
        bot.Clock.Advance(TimeSpan.FromSeconds(3));
        await bot.IdleAsync();

        Assert.Equal(InboxState.Done, Assert.Single(await bot.InboxAsync()).State);
        Assert.Single(await bot.TranscriptAsync("PER-LENA"), shown => shown.FromPersonId is null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task When_the_channel_fails_nothing_is_lost_nothing_comes_twice_and_the_order_is_kept(int failures)
    {
        FlakyChannel? channel = null;
        var left = failures;
        await using var bot = await CoSellBotFactory.StartAsync(services => services.Between(
            inner => channel = new FlakyChannel(inner, place => place == WebChannel.DirectPlace("PER-LENA") && Interlocked.Decrement(ref left) >= 0)));
        foreach (var text in new[] { "register Contoso with Nimbus for Ledger, 80k EUR, close end of September", "make it 90k", "help" })
        {
            using var lena = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = $"lena-{text.Length}", text });
            using var felix = await bot.PostAsync("PER-FELIX", "dm", "messages", new { id = $"felix-{text.Length}", text = "help" });
        }

        await bot.IdleAsync();
        Assert.Equal(3, (await bot.TranscriptAsync("PER-FELIX")).Count(message => message.FromPersonId is null));
        Assert.DoesNotContain(await bot.TranscriptAsync("PER-LENA"), message => message.FromPersonId is null);
        for (var again = 0; again < failures; again++)
        {
            bot.Clock.Advance(TimeSpan.FromMinutes(5));
            await bot.IdleAsync();
        }

        var rows = await bot.OutboxAsync();
        Assert.All(rows, row => Assert.Equal(OutboxState.Sent, row.State));
        foreach (var conversation in rows.GroupBy(row => row.ConversationKey))
        {
            Assert.Equal(conversation.Select(row => row.MessageId), channel!.Shown.Where(shown => shown.Conversation == conversation.Key).Select(shown => shown.MessageId));
        }

        Assert.Equal(3, (await bot.TranscriptAsync("PER-LENA")).Count(message => message.FromPersonId is null));
    }

    private static InboxMessage Row(string person, string text, string? place = null)
    {
        var to = WebChannel.Conversation(place ?? WebChannel.DirectPlace(person));
        return new InboxMessage
        {
            Channel = to.Channel,
            InstallationId = to.InstallationId,
            PlaceId = to.PlaceId,
            ConversationKey = to.Key,
            MessageId = $"{person}/{text.Length}",
            UserId = person,
            Text = text,
            Lane = InboxLane.Turn,
            ReceivedAt = FakeClock.Morning().GetUtcNow(),
            State = InboxState.Pending,
        };
    }

    // Follows what the page would: looks whenever the place has news, for as long as patience lasts.
    private static async Task ShownAsync(CoSellBotFactory bot, string person, Predicate<List<WebMessage>> isThere)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var news = bot.App.Services.GetRequiredService<WebFeed>().Subscribe();
        while (!isThere(await bot.TranscriptAsync(person)))
        {
            await news.Events.ReadAsync(patience.Token);
        }
    }
}
