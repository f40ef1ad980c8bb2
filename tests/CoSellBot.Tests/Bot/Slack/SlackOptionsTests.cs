using CoSellBot.Bot.Slack;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>The settings are whole, or the bot does not start; what is wrong is named and never shown.</summary>
public sealed class SlackOptionsTests
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Bot = "xoxb-17653672481-19874698323";
    private const string App = "xapp-1-A111-222-33344455";
    private const string Client = "4242.5151";
    private const string ClientSecret = "f25b5ceaf8a3c2a2c4f52bb4f0b0499e";

    [Fact]
    public void Without_settings_there_is_no_Slack()
    {
        Assert.Null(Read("Production"));
        Assert.Null(Read("Production", ("Teams:AppId", "x")));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public void Each_whole_set_is_taken(string environment)
    {
        var own = Read(environment, ("Slack:SigningSecret", $" {Secret} "), ("Slack:BotToken", Bot))!;
        Assert.Equal((Secret, Bot, true, false, false), (own.SigningSecret, own.BotToken, own.TakesRequests, own.OpensSockets, own.IsInstallable));
        Assert.Equal(("https://slack.com/api/", "https://slack.com/oauth/v2/authorize"), (own.ApiBaseUrl.AbsoluteUri, own.Authorize.AbsoluteUri));

        var socket = Read(environment, ("Slack:AppToken", App), ("Slack:BotToken", Bot))!;
        Assert.Equal((false, true), (socket.TakesRequests, socket.OpensSockets));

        var many = Read(environment, ("Slack:SigningSecret", Secret), ("Slack:ClientId", Client), ("Slack:ClientSecret", ClientSecret), ("PublicUrl", "https://bot.example"))!;
        Assert.Equal((true, "https://bot.example/"), (many.IsInstallable, many.PublicUrl!.AbsoluteUri));
        Assert.All(new[] { own, socket, many }, options => Assert.Equal("Slack app", options.ToString()));
    }

    [Theory]
    [InlineData("Slack:SigningSecret")]
    [InlineData("Slack:BotToken")]
    public void A02_a_blank_setting_stops_the_start_and_is_named(string blank) => AssertEachBlankStops(blank, new() { ["Slack:SigningSecret"] = Secret, ["Slack:BotToken"] = Bot });

    [Theory]
    [InlineData("Slack:AppToken")]
    [InlineData("Slack:BotToken")]
    public void A02_a_blank_setting_of_Socket_Mode_stops_the_start_and_is_named(string blank) => AssertEachBlankStops(blank, new() { ["Slack:AppToken"] = App, ["Slack:BotToken"] = Bot });

    [Theory]
    [InlineData("Slack:SigningSecret")]
    [InlineData("Slack:ClientId")]
    [InlineData("Slack:ClientSecret")]
    public void A02_a_blank_setting_of_the_installation_stops_the_start_and_is_named(string blank) => AssertEachBlankStops(
        blank, new() { ["Slack:SigningSecret"] = Secret, ["Slack:ClientId"] = Client, ["Slack:ClientSecret"] = ClientSecret, ["PublicUrl"] = "https://bot.example" });

    [Fact]
    public void A02_a_set_of_blanks_only_is_a_mistake_and_not_nothing() =>
        AssertStops("Slack:SigningSecret", "Production", ("Slack:SigningSecret", ""), ("Slack:BotToken", ""), ("Slack:ClientId", " "));

    [Fact]
    public void An_installation_needs_a_public_address_outside_Development()
    {
        (string, string?)[] set = [("Slack:SigningSecret", Secret), ("Slack:ClientId", Client), ("Slack:ClientSecret", ClientSecret)];
        AssertStops("PublicUrl", "Production", set);
        AssertStops("PublicUrl", "Staging", set);
        Assert.Null(Read("Development", set)!.PublicUrl);
    }

    [Fact]
    public void Two_ways_out_are_one_too_many()
    {
        AssertStops("Slack:ClientId", "Production", ("Slack:SigningSecret", Secret), ("Slack:BotToken", Bot), ("Slack:ClientId", Client), ("Slack:ClientSecret", ClientSecret));
        AssertStops("Slack:BotToken", "Production", ("Slack:SigningSecret", Secret), ("Slack:BotToken", Bot), ("Slack:ClientSecret", ClientSecret));
    }

    [Theory]
    [InlineData("Slack:BotToken", "xoxp-17653672481-1987")]
    [InlineData("Slack:BotToken", "xapp-1-A111-222-3334")]
    [InlineData("Slack:BotToken", "xoxb-176536\n72481")]
    [InlineData("Slack:AppToken", "xoxb-17653672481-1987")]
    [InlineData("Slack:ApiBaseUrl", "slack.example/api")]
    [InlineData("Slack:ApiBaseUrl", "http://slack.example/api/")]
    [InlineData("PublicUrl", "http://bot.example/")]
    [InlineData("PublicUrl", "ftp://bot.example/")]
    public void A_value_that_cannot_be_meant_stops_the_start(string key, string value)
    {
        foreach (var environment in new[] { "Production", "Development" })
        {
            AssertStops(key, environment, [.. new[] { ("Slack:SigningSecret", Secret), ("Slack:BotToken", Bot) }.Where(pair => pair.Item1 != key).Select(pair => (pair.Item1, (string?)pair.Item2)), (key, value)]);
        }
    }

    [Fact]
    public void Addresses_of_this_machine_do_without_TLS_in_Development_only()
    {
        (string, string?)[] set = [("Slack:SigningSecret", Secret), ("Slack:BotToken", Bot), ("Slack:ApiBaseUrl", "http://127.0.0.1:5000/api")];
        Assert.Equal("http://127.0.0.1:5000/api/", Read("Development", set)!.ApiBaseUrl.AbsoluteUri);
        AssertStops("Slack:ApiBaseUrl", "Production", set);
        AssertStops("Slack:ApiBaseUrl", "Staging", set);
    }

    [Theory]
    [InlineData("https://hooks.slack.com/actions/T1/1/x", true)]
    [InlineData("https://HOOKS.slack.com/commands/T1/1/x", true)]
    [InlineData("https://slack.com/x", true)]
    [InlineData("https://hooks.slack.com:8443/x", false)]
    [InlineData("http://hooks.slack.com/x", false)]
    [InlineData("https://hooks.slack.com.evil.com/x", false)]
    [InlineData("https://hooks.slack.com@evil.com/x", false)]
    [InlineData("https://user@hooks.slack.com/x", false)]
    [InlineData("https://evil.com/hooks.slack.com", false)]
    [InlineData("https://evil.slack.com/x", false)]
    [InlineData("http://slack.com/x", false)]
    [InlineData("https://169.254.169.254/x", false)]
    [InlineData("/hooks.slack.com", false)]
    public void Only_Slacks_own_addresses_are_answered_to(string address, bool trusted) =>
        Assert.Equal(trusted, Read("Production", ("Slack:SigningSecret", Secret), ("Slack:BotToken", Bot))!.Trusts(new Uri(address, UriKind.RelativeOrAbsolute)));

    private static void AssertEachBlankStops(string blank, Dictionary<string, string?> whole)
    {
        foreach (var nothing in new[] { null, "", "  ", "\t\n" })
        {
            var set = new Dictionary<string, string?>(whole);
            if (nothing is null)
            {
                set.Remove(blank);
            }
            else
            {
                set[blank] = nothing;
            }

            foreach (var environment in new[] { "Production", "Development", "Staging" })
            {
                AssertStops(blank, environment, [.. set.Select(pair => (pair.Key, pair.Value))]);
            }
        }
    }

    private static SlackOptions? Read(string environment, params (string Key, string? Value)[] settings) => SlackOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))).Build(),
        new HostingEnvironment { EnvironmentName = environment });

    private static void AssertStops(string named, string environment, params (string Key, string? Value)[] settings)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Read(environment, settings));
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.All(settings.Where(pair => pair.Value?.Trim() is { Length: > 0 }), pair => Assert.DoesNotContain(pair.Value!, failure.ToString(), StringComparison.Ordinal));
    }
}
