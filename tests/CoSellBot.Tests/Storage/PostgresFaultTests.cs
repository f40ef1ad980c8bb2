using System.Data.Common;
using System.Net;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Bot.Slack;
using CoSellBot.Tests.Bot.Teams;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace CoSellBot.Tests.Storage;

/// <summary>Fault P-07 on a server: it goes away and comes back. Nothing is acknowledged that is not stored, and everything stored is answered once.</summary>
public sealed class PostgresFaultTests
{
    private static readonly string[] Customers =
    [
        "Contoso", "Tailspin", "Litware", "Haselried", "Moorwald", "Eisenfurt", "Windrade", "Blaumark", "Hohenrau", "Kaltensee", "Nebeltal", "Weidenborn", "Falkenrieth", "Amselwerth", "Schilfsteig",
        "Kieselhagen", "Dornkamp",
    ];

    private static readonly TimeSpan Lapse = TimeSpan.FromMinutes(3);

    [PostgresTheory]
    [InlineData("Web")]
    [InlineData("Teams")]
    [InlineData("Slack")]
    public async Task P07_what_cannot_be_stored_is_not_acknowledged_and_its_redelivery_is_answered_once(string channel)
    {
        var (bot, deliver, owned) = await StartAsync(channel);
        await using (owned)
        {
            await TestDatabase.CloseAsync(bot.Folder);
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(HttpStatusCode.InternalServerError, await deliver());
            }

            await TestDatabase.OpenAsync(bot.Folder);
            Assert.Empty(await bot.InboxAsync());
            await AcceptedAsync(deliver);
            await AcceptedAsync(deliver);
            await CalmAsync(bot);

            Assert.Equal(InboxState.Done, Assert.Single(await bot.InboxAsync()).State);
            Assert.Equal(OutboxState.Sent, Assert.Single(await bot.OutboxAsync(), row => row.Kind == OutboxKind.Send).State);
        }
    }

    [PostgresFact]
    public async Task P07_a_turn_that_loses_its_server_is_answered_once_when_it_is_back()
    {
        CoSellBotFactory? bot = null;
        var cuts = 0;
        bot = await CoSellBotFactory.StartAsync(services =>
        {
            Hosting.ByHand(services);
            services.BeforeAnswer(async (_, _) =>
            {
                if (cuts++ == 0)
                {
                    await TestDatabase.CloseAsync(bot!.Folder);
                }
            });
        });
        await using (bot)
        {
            using var response = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "m", text = "my deals" });
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            await Assert.ThrowsAnyAsync<Exception>(bot.IdleAsync);
            Assert.Equal(1, cuts);

            await TestDatabase.OpenAsync(bot.Folder);
            await CalmAsync(bot);

            Assert.Equal(2, cuts);
            Assert.Equal(2, (await bot.TranscriptAsync("PER-LENA")).Count);
        }
    }

    [PostgresFact]
    public async Task P07_a_press_that_loses_its_connection_at_any_statement_writes_once_and_is_answered_once()
    {
        var cut = new Cut();
        await using var bot = await CoSellBotFactory.StartAsync(services =>
        {
            Hosting.ByHand(services);
            cut.Watch(services);
        });
        // Every fourth statement of the press and of all that follows it, in turn.
        await RegisterAllAsync(bot, round => cut.At((round * 4) - 3));

        Assert.InRange(cut.Made, 8, Customers.Length);
    }

    [PostgresFact]
    public async Task P07_a_commit_whose_answer_is_lost_is_not_written_again()
    {
        var cut = new Cut();
        await using var bot = await CoSellBotFactory.StartAsync(services =>
        {
            Hosting.ByHand(services);
            cut.Watch(services);
        });
        await RegisterAllAsync(bot, cut.AfterCommit);

        Assert.InRange(cut.Made, 4, Customers.Length);
    }

    // For each customer: says it, presses with the fault armed, redelivers the press until it is accepted, and finds one claim and one answer.
    private static async Task RegisterAllAsync(CoSellBotFactory bot, Action<int> arm)
    {
        var (before, round) = (await bot.RegistrationsAsync(), 0);
        foreach (var customer in Customers)
        {
            if (!(await bot.SayAsync("PER-LENA", $"register {customer} with Nimbus for Ledger, 80k EUR, close end of September")).StartsWith("Register this deal?", StringComparison.Ordinal))
            {
                // Somebody of the demo world is there already.
                continue;
            }

            var (message, value) = await bot.ButtonAsync("PER-LENA", "Register");
            var id = $"press-{++round}";
            arm(round);
            await AcceptedAsync(async () =>
            {
                using var response = await bot.PressValueAsync("PER-LENA", message, value, id: id);
                return response.StatusCode;
            });
            await CalmAsync(bot);
            Assert.Equal(before + round, await bot.RegistrationsAsync());
            var press = Assert.Single(await bot.InboxAsync(), row => row.MessageId.EndsWith($"/{id}", StringComparison.Ordinal));
            Assert.Equal(InboxState.Done, press.State);
            Assert.All(await bot.OutboxAsync(), row => Assert.Equal(OutboxState.Sent, row.State));
            // The card itself becomes the answer.
            var shown = Assert.Single(await bot.TranscriptAsync("PER-LENA"), one => one.MessageId == message);
            Assert.DoesNotContain("Register this deal?", shown.Text, StringComparison.Ordinal);
        }
    }

    private static async Task<(CoSellBotFactory Bot, Func<Task<HttpStatusCode>> Deliver, IAsyncDisposable Owned)> StartAsync(string channel)
    {
        if (channel == "Teams")
        {
            var teams = await TeamsBot.StartAsync();
            teams.Seat(TeamsBot.Direct("lena"), "lena");
            return (teams.Bot, async () => (await teams.PostAsync(teams.Words("lena", "my deals", id: "one"))).StatusCode, teams);
        }

        if (channel == "Slack")
        {
            var slack = await SlackBot.StartAsync();
            var words = slack.Words("lena", "my deals");
            return (slack.Bot, async () => (await slack.SendAsync(slack.Event((System.Text.Json.Nodes.JsonObject)words.DeepClone(), "EvOne"))).StatusCode, slack);
        }

        var bot = await CoSellBotFactory.StartAsync();
        return (bot, async () => (await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "one", text = "my deals" })).StatusCode, bot);
    }

    // A platform delivers again what was not accepted.
    private static async Task AcceptedAsync(Func<Task<HttpStatusCode>> deliver)
    {
        var answers = new List<HttpStatusCode>();
        while (answers.Count < 8)
        {
            answers.Add(await deliver());
            if ((int)answers[^1] is >= 200 and < 300)
            {
                return;
            }
        }

        Assert.Fail($"Never accepted: {string.Join(", ", answers)}");
    }

    // What a worker could not do it does again, and claims of what was broken off lapse.
    private static async Task CalmAsync(CoSellBotFactory bot)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await bot.IdleAsync();
                bot.Clock.Advance(Lapse);
                await bot.IdleAsync();
                return;
            }
            catch (Exception failure) when (tries < 8 && Database.SaidByServer(failure) is not null)
            {
                bot.Clock.Advance(Lapse);
            }
        }
    }

    /// <summary>Ends the connection of the statement it counts to, or says so of a commit that was made.</summary>
    private sealed class Cut : DbCommandInterceptor, IDbTransactionInterceptor
    {
        private int _statements;
        private int _commits;

        public int Made { get; private set; }

        public void At(int statement) => (_statements, _commits) = (statement, 0);

        public void AfterCommit(int commit) => (_statements, _commits) = (0, commit);

        public void Watch(IServiceCollection services)
        {
            services.ConfigureDbContext<PrmDbContext>(options => options.AddInterceptors(this));
            services.ConfigureDbContext<BotDbContext>(options => options.AddInterceptors(this));
        }

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await CountAsync(command.Connection!);
            return result;
        }

        public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            await CountAsync(command.Connection!);
            return result;
        }

        public async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            await CountAsync(transaction.Connection!);
            return result;
        }

        public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (_commits > 0 && --_commits == 0)
            {
                Made++;
                throw new NpgsqlException("The connection was cut.", new IOException());
            }

            return Task.CompletedTask;
        }

        private async Task CountAsync(DbConnection connection)
        {
            if (_statements > 0 && --_statements == 0)
            {
                Made++;
                await TestDatabase.AdministerAsync($"SELECT pg_terminate_backend({((NpgsqlConnection)connection).ProcessID})");
            }
        }
    }
}
