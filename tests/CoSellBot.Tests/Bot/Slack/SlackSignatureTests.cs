using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Slack;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Who may call the bot as Slack.</summary>
public sealed class SlackSignatureTests
{
    private const string Body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    private const string Signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private const string Timestamp = "1531420618";
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1531420618);

    [Fact]
    public void Slack_s_published_example_verifies() =>
        Assert.True(SlackSignature.Proves(SlackBot.Secret, Timestamp, Signature, Encoding.UTF8.GetBytes(Body), Then));

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A01_a_time_may_be_five_minutes_off_in_either_direction_and_no_more(int seconds, bool proves) =>
        Assert.Equal(proves, SlackSignature.Proves(SlackBot.Secret, Timestamp, Signature, Encoding.UTF8.GetBytes(Body), Then.AddSeconds(seconds)));

    [Theory]
    [InlineData(null, Signature)]
    [InlineData("", Signature)]
    [InlineData("nonsense", Signature)]
    [InlineData("-1531420618", Signature)]
    [InlineData("99999999999999999999", Signature)]
    [InlineData("9223372036854775807", Signature)]
    [InlineData(" 1531420618", Signature)]
    [InlineData("01531420618", Signature)]
    [InlineData(Timestamp, null)]
    [InlineData(Timestamp, "")]
    [InlineData(Timestamp, "v0=")]
    [InlineData(Timestamp, "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    [InlineData(Timestamp, "v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503")]
    [InlineData(Timestamp, "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b504")]
    public void A01_a_wrong_time_or_signature_proves_nothing(string? timestamp, string? signature) =>
        Assert.False(SlackSignature.Proves(SlackBot.Secret, timestamp, signature, Encoding.UTF8.GetBytes(Body), Then));

    [Fact]
    public void A01_one_changed_byte_or_an_empty_secret_proves_nothing()
    {
        Assert.False(SlackSignature.Proves(SlackBot.Secret, Timestamp, Signature, Encoding.UTF8.GetBytes(Body.Replace("foobar", "foobaz", StringComparison.Ordinal)), Then));
        Assert.False(SlackSignature.Proves("", Timestamp, Signature, Encoding.UTF8.GetBytes(Body), Then));
    }

    [Theory]
    [InlineData("/slack/events", "application/json")]
    [InlineData("/slack/interactions", "application/x-www-form-urlencoded")]
    [InlineData("/slack/commands", "application/x-www-form-urlencoded")]
    public async Task A01_what_is_not_proven_is_refused_and_nothing_is_stored_or_said(string path, string type)
    {
        await using var slack = await SlackBot.StartAsync();
        var body = type.Contains("json", StringComparison.Ordinal)
            ? slack.Event(slack.Words("lena", "my deals")).ToJsonString()
            : "ssl_check=1&command=%2Fcosell&text=my+deals&team_id=T0HALVOR&user_id=U0LENA&channel_id=D0LENA";
        async Task RefusedAsync(params (string, string)[] headers)
        {
            using var response = await slack.PostAsync(path, body, type, headers);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        string At(int minutes) => slack.Bot.Clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        await RefusedAsync(("X-Slack-Signature", ""));
        await RefusedAsync(("X-Slack-Signature", "v0=" + new string('0', 64)));
        await RefusedAsync(("X-Slack-Request-Timestamp", ""));
        await RefusedAsync(("X-Slack-Request-Timestamp", At(10)), ("X-Slack-Signature", SlackBot.Sign(At(10), body)));
        await RefusedAsync(("X-Slack-Request-Timestamp", At(-10)), ("X-Slack-Signature", SlackBot.Sign(At(-10), body)));
        await slack.Bot.IdleAsync();

        Assert.Empty(await slack.Bot.InboxAsync());
        Assert.Empty(slack.Slack.Posts);
    }

    [Fact]
    public async Task A01_a_proven_ssl_check_is_answered_and_nothing_comes_of_it()
    {
        await using var slack = await SlackBot.StartAsync();

        using var response = await slack.PostAsync("/slack/commands", "ssl_check=1&command=%2Fcosell&text=my+deals&team_id=T0HALVOR&user_id=U0LENA", "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await slack.Bot.InboxAsync());
    }

    [Fact]
    public async Task B02_a_body_that_is_too_large_is_refused_before_it_is_hashed()
    {
        await using var slack = await SlackBot.StartAsync();

        using var response = await slack.PostAsync("/slack/events", new string('x', 600_000), "application/json", ("X-Slack-Signature", "v0=" + new string('0', 64)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task The_address_is_verified_with_the_challenge_and_a_content_type_may_name_its_charset()
    {
        await using var slack = await SlackBot.StartAsync();

        using var response = await slack.PostAsync("/slack/events", """{"type":"url_verification","challenge":"c-1","token":"t"}""", "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("c-1", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["challenge"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_settings_there_is_no_route()
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        using var response = await bot.Http.PostAsync(new Uri("/slack/events", UriKind.Relative), new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
