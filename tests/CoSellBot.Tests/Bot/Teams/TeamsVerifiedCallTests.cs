using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>The route as it stands in production: callers prove themselves, and the bot proves itself to the services it calls.</summary>
[Trait("Category", "Contract")]
public sealed class TeamsVerifiedCallTests
{
    [Fact]
    public async Task A_proven_message_is_answered_with_a_token_of_the_bot_s_own_that_is_asked_for_once()
    {
        await using var set = await StartAsync();
        using var response = await set.PostAsync(set.Words("help"), set.Token());
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await set.Bot.IdleAsync();
        using var second = await set.PostAsync(set.Words("my deals"), set.Token());
        await set.Bot.IdleAsync();

        Assert.Equal(2, set.Teams.Shown(TeamsBot.Direct("lena")).Count);
        Assert.All(set.Teams.Calls, call => Assert.StartsWith("Bearer ", call.Authorization, StringComparison.Ordinal));
        Assert.Single(set.Identity.TokenRequests);
    }

    [Fact]
    public async Task A_message_without_proof_with_a_stranger_s_or_for_another_service_is_refused_and_leaves_nothing()
    {
        await using var set = await StartAsync();
        using var none = await set.PostAsync(set.Words("help"), null);
        using var strangers = await set.PostAsync(set.Words("help"), set.Token(claims => claims["aud"] = "another-app"));
        using var elsewhere = await set.PostAsync(set.Words("help"), set.Token(claims => claims["serviceurl"] = "https://smba.trafficmanager.net/other/"));
        using var unnamed = await set.PostAsync(set.Words("help"), set.Token(claims => claims.Remove("serviceurl")));
        var otherChannel = set.Words("help");
        otherChannel["channelId"] = "directline";
        using var unendorsed = await set.PostAsync(otherChannel, set.Token());
        await set.Bot.IdleAsync();

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden],
            new[] { none, strangers, elsewhere, unnamed, unendorsed }.Select(response => response.StatusCode));
        Assert.Empty(await set.Bot.InboxAsync());
        Assert.Empty(set.Teams.Calls);
    }

    [Fact]
    public async Task No_token_leaves_when_none_can_be_had_and_the_answer_comes_when_it_can()
    {
        await using var set = await StartAsync();
        set.Identity.AnswerToken = _ => TokenAnswer.Failed(500, "server_error", "down");
        using var response = await set.PostAsync(set.Words("help"), set.Token());
        await set.Bot.IdleAsync();
        Assert.Empty(set.Teams.Calls);

        set.Identity.AnswerToken = set.Identity.Grant;
        for (var i = 0; i < 3; i++)
        {
            set.Bot.Clock.Advance(TimeSpan.FromMinutes(2));
            await set.Bot.IdleAsync();
        }

        Assert.NotEmpty(set.Teams.Shown(TeamsBot.Direct("lena")));
    }

    [Fact]
    public async Task Without_Teams_settings_there_is_no_route()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        using var response = await bot.Http.PostAsJsonAsync("/api/messages", new { type = "message" });
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<Set> StartAsync()
    {
        var clock = FakeClock.Morning();
        var teams = await FakeTeams.StartAsync();
        var identity = await FakeBotFramework.StartAsync(clock);
        var bot = await CoSellBotFactory.StartAsync(null, clock, identity.Arguments(new Uri(teams.ServiceUrl)));
        teams.SetMembers(TeamsBot.Direct("lena"), TeamsBot.Member("lena"));
        return new Set(bot, teams, identity);
    }

    private sealed class Set(CoSellBotFactory bot, FakeTeams teams, FakeBotFramework identity) : IAsyncDisposable
    {
        private int _activities;

        public CoSellBotFactory Bot => bot;

        public FakeTeams Teams => teams;

        public FakeBotFramework Identity => identity;

        public string Token(Action<IDictionary<string, object?>>? change = null) => identity.Token(draft =>
        {
            draft.Claims["serviceurl"] = teams.ServiceUrl;
            change?.Invoke(draft.Claims);
        });

        public JsonObject Words(string text) => new()
        {
            ["type"] = "message",
            ["id"] = $"v-{++_activities}",
            ["text"] = text,
            ["serviceUrl"] = teams.ServiceUrl,
            ["channelId"] = "msteams",
            ["from"] = new JsonObject { ["id"] = "29:lena", ["aadObjectId"] = "AAD-LENA" },
            ["recipient"] = new JsonObject { ["id"] = "28:bot" },
            ["conversation"] = new JsonObject { ["id"] = TeamsBot.Direct("lena"), ["conversationType"] = "personal", ["tenantId"] = "tt-halvor" },
        };

        public async Task<HttpResponseMessage> PostAsync(JsonObject activity, string? token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = JsonContent.Create(activity) };
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            return await bot.Http.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            await bot.DisposeAsync();
            await teams.DisposeAsync();
            await identity.DisposeAsync();
        }
    }
}
