using System.Text.Json.Nodes;
using CoSellBot.Bot.Commands;
using CoSellBot.Tests.Prm.Import;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>The manifest an administrator creates the Slack app from, as the command makes it.</summary>
public sealed class SlackManifestTests : IDisposable
{
    private static readonly string[] Scopes =
    [
        "app_mentions:read", "channels:history", "groups:history", "im:history", "mpim:history", "channels:read", "groups:read", "im:read", "mpim:read",
        "im:write", "chat:write", "commands", "users:read",
    ];

    private static readonly string[] Events =
    [
        "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_deleted", "channel_id_changed", "channel_shared", "channel_unshared",
        "group_archive", "group_deleted", "group_left", "channel_left", "member_joined_channel", "member_left_channel",
        "message.channels", "message.groups", "message.im", "message.mpim", "tokens_revoked",
    ];

    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("cosellbot-manifest-");

    private static string Guide => File.ReadAllText(Path.Combine(ImportDatabase.Repository, "docs", "slack.md"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_manifest_asks_for_what_is_used_and_nothing_else()
    {
        var manifest = await ManifestAsync("--url", "https://bot.example.com/");

        var scopes = manifest["oauth_config"]!["scopes"]!;
        Assert.Equal(["bot"], scopes.AsObject().Select(kind => kind.Key));
        Assert.Equal(Scopes, Strings(scopes["bot"]));
        var events = manifest["settings"]!["event_subscriptions"]!;
        Assert.Equal(["request_url", "bot_events"], events.AsObject().Select(kind => kind.Key));
        Assert.Equal(Events, Strings(events["bot_events"]));
        var home = manifest["features"]!["app_home"]!;
        Assert.Equal((true, true, false), ((bool)home["home_tab_enabled"]!, (bool)home["messages_tab_enabled"]!, (bool)home["messages_tab_read_only_enabled"]!));
        Assert.True((bool)manifest["features"]!["bot_user"]!["always_online"]!);
        Assert.Equal(["register_from_message:message", "register_deal:global"], manifest["features"]!["shortcuts"]!.AsArray().Select(shortcut => $"{shortcut!["callback_id"]}:{shortcut["type"]}"));
        Assert.Equal(["/cosell"], manifest["features"]!["slash_commands"]!.AsArray().Select(command => (string?)command!["command"]));
        Assert.Null(manifest["features"]!["unfurl_domains"]);
        Assert.Null(manifest["settings"]!["interactivity"]!["message_menu_options_url"]);
    }

    [Fact]
    public async Task Every_address_is_the_bots_own()
    {
        var manifest = await ManifestAsync("--url", "https://bot.example.com:8443/co/");

        const string Root = "https://bot.example.com:8443/co/slack/";
        Assert.Equal(Root + "events", (string?)manifest["settings"]!["event_subscriptions"]!["request_url"]);
        Assert.Equal(Root + "interactions", (string?)manifest["settings"]!["interactivity"]!["request_url"]);
        Assert.Equal(Root + "commands", (string?)manifest["features"]!["slash_commands"]![0]!["url"]);
        Assert.Equal([Root + "oauth/callback"], Strings(manifest["oauth_config"]!["redirect_urls"]));
        Assert.DoesNotContain("cosellbot.example", manifest.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((false, true, true), Switches(manifest));
    }

    [Fact]
    public async Task With_sockets_Slack_is_given_no_address_and_the_token_does_not_end()
    {
        foreach (var args in (string[][])[["--socket"], ["--socket", "--url", "https://bot.example.com"]])
        {
            var manifest = await ManifestAsync(args);

            Assert.Equal((true, true, false), Switches(manifest));
            Assert.DoesNotContain("https://", manifest.ToJsonString(), StringComparison.Ordinal);
            Assert.Null(manifest["oauth_config"]!["redirect_urls"]);
            Assert.Equal(Events, Strings(manifest["settings"]!["event_subscriptions"]!["bot_events"]));
            Assert.True((bool)manifest["settings"]!["interactivity"]!["is_enabled"]!);
        }
    }

    [Fact]
    public async Task For_one_workspace_the_token_does_not_end()
    {
        var manifest = await ManifestAsync("--url", "https://bot.example.com", "--one-workspace");

        Assert.Equal((false, true, false), Switches(manifest));
        Assert.Null(manifest["oauth_config"]!["redirect_urls"]);
        Assert.Equal("https://bot.example.com/slack/events", (string?)manifest["settings"]!["event_subscriptions"]!["request_url"]);
    }

    [Fact]
    public async Task Names_and_descriptions_keep_to_Slacks_limits()
    {
        var manifest = await ManifestAsync("--socket", "--name", "https://cosellbot.example/\"é\"");

        Assert.Equal("https://cosellbot.example/\"é\"", (string?)manifest["display_information"]!["name"]);
        Assert.Equal("https://cosellbot.example/\"é\"", (string?)manifest["features"]!["bot_user"]!["display_name"]);
        Assert.InRange(((string)manifest["display_information"]!["description"]!).Length, 1, 140);
        Assert.InRange(((string)manifest["display_information"]!["long_description"]!).Length, 174, 4000);
        Assert.All(manifest["features"]!["slash_commands"]!.AsArray(), command => Assert.InRange(((string)command!["description"]!).Length, 1, 2000));
        Assert.All(manifest["features"]!["slash_commands"]!.AsArray(), command => Assert.InRange(((string)command!["usage_hint"]!).Length, 1, 1000));
        Assert.All(manifest["features"]!["shortcuts"]!.AsArray(), shortcut => Assert.InRange(((string)shortcut!["name"]!).Length, 1, 24));
        Assert.All(manifest["features"]!["shortcuts"]!.AsArray(), shortcut => Assert.InRange(((string)shortcut!["description"]!).Length, 1, 150));
    }

    [Fact]
    public void Every_scope_and_every_event_is_explained_in_the_guide()
    {
        var rows = Guide.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[1]).ToList();

        Assert.All(Scopes.Concat(Events), name => Assert.Contains(rows, row => row.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_file_is_what_the_terminal_shows()
    {
        var place = Path.Combine(_folder.FullName, "manifest.json");
        var (code, output, error) = await RunAsync("--socket", "--out", place);

        Assert.Equal((0, $"{place}: CoSellBot. Paste it at https://api.slack.com/apps, Create New App, From a manifest.", string.Empty), (code, output.Trim(), error));
        Assert.Equal((await RunAsync("--socket")).Output, await File.ReadAllTextAsync(place));
        Assert.Single(_folder.GetFileSystemInfos());
    }

    [Theory]
    [InlineData("--url is missing. Without a public address use --socket.")]
    [InlineData("--url 'http://bot.example.com' is not an https address like https://bot.example.com.", "--url", "http://bot.example.com")]
    [InlineData("--url 'bot.example.com' is not an https address like https://bot.example.com.", "--url", "bot.example.com", "--socket")]
    [InlineData("--url 'https://me:secret@bot.example.com' has more in it than a host and a path.", "--url", "https://me:secret@bot.example.com")]
    [InlineData("--name is empty.", "--socket", "--name", " ")]
    [InlineData("--name 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn' has 36 characters; Slack takes 35.", "--socket", "--name", "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn")]
    public async Task Something_that_cannot_be_used_is_said_and_nothing_is_written(string sentence, params string[] args)
    {
        var (code, output, error) = await RunAsync([.. args, "--out", Path.Combine(_folder.FullName, "manifest.json")]);

        Assert.Equal((2, string.Empty, $"No manifest was made: {sentence}"), (code, output, error.Trim()));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    private static (bool Socket, bool Organisation, bool Rotation) Switches(JsonNode manifest) =>
        ((bool)manifest["settings"]!["socket_mode_enabled"]!, (bool)manifest["settings"]!["org_deploy_enabled"]!, (bool)manifest["settings"]!["token_rotation_enabled"]!);

    private static IEnumerable<string?> Strings(JsonNode? array) => array!.AsArray().Select(node => (string?)node);

    private static async Task<JsonNode> ManifestAsync(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.Equal((0, string.Empty), (code, error));
        return JsonNode.Parse(output)!;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await SlackManifestCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
