using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Commands;
using CoSellBot.Tests.Prm.Import;
using NJsonSchema;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>The package an administrator uploads, as the command makes it.</summary>
public sealed class ManifestTests : IDisposable
{
    private const string AppId = "11111111-2222-3333-4444-555555555555";
    private static readonly string[] Enough = ["--app-id", AppId, "--url", "https://bot.example.com"];
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("cosellbot-manifest-");

    private string Zip => Path.Combine(_folder.FullName, "app.zip");

    public void Dispose() => _folder.Delete(recursive: true);

    [MicrosoftSchemaFact]
    public async Task The_manifest_holds_against_Microsofts_schema()
    {
        var schema = await JsonSchema.FromFileAsync(MicrosoftSchemaFactAttribute.File);
        var manifest = await ManifestAsync("--name", new string('n', 30), "--developer", new string('d', 32));

        Assert.Empty(schema.Validate(manifest.ToJsonString()));

        // The schema bites, or the line above says nothing.
        manifest["bots"]![0]!["scopes"]![0] = "tenant";
        Assert.NotEmpty(schema.Validate(manifest.ToJsonString()));
    }

    [Fact]
    public async Task The_manifest_asks_for_what_is_used_and_nothing_else()
    {
        var manifest = await ManifestAsync("--name", "Halvor Co-sell", "--developer", "Halvor");

        var bot = Assert.Single(manifest["bots"]!.AsArray())!;
        var extension = Assert.Single(manifest["composeExtensions"]!.AsArray())!;
        Assert.Equal([AppId, AppId, AppId, AppId], new[] { manifest["id"], bot["botId"], extension["botId"], manifest["webApplicationInfo"]!["id"] }.Select(node => (string?)node));
        Assert.Equal(["personal", "team", "groupChat"], Strings(bot["scopes"]));
        Assert.Equal(["personal", "team", "groupChat"], bot["commandLists"]!.AsArray().SelectMany(list => Strings(list!["scopes"])));
        Assert.Equal("tier1", (string?)manifest["supportsChannelFeatures"]);
        Assert.False((bool)bot["supportsFiles"]!);
        Assert.Equal(
            ["ChannelMember.Read.Group", "ChannelSettings.Read.Group", "ChatMember.Read.Chat", "TeamMember.Read.Group"],
            manifest["authorization"]!["permissions"]!["resourceSpecific"]!.AsArray().Select(permission => (string?)permission!["name"]).Order());
        Assert.Equal(["bot.example.com"], Strings(manifest["validDomains"]));
        Assert.Equal(("Halvor Co-sell", "Halvor"), ((string?)manifest["name"]!["short"], (string?)manifest["developer"]!["name"]));
        var developer = manifest["developer"]!;
        Assert.Equal(
            ("https://bot.example.com/", "https://bot.example.com/privacy", "https://bot.example.com/terms"),
            ((string?)developer["websiteUrl"], (string?)developer["privacyUrl"], (string?)developer["termsOfUseUrl"]));
        Assert.DoesNotContain("${{", manifest.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("color", 192)]
    [InlineData("outline", 32)]
    public async Task An_icon_has_the_size_Teams_wants(string icon, int size)
    {
        var manifest = await ManifestAsync();
        using var zip = ZipFile.OpenRead(Zip);
        using var stream = zip.GetEntry((string)manifest["icons"]![icon]!)!.Open();
        var header = new byte[26];
        await stream.ReadExactlyAsync(header);

        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(header, 0, 8));
        Assert.Equal((size, size), (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(20))));
        // Colour type 6: red, green, blue and transparency.
        Assert.Equal(6, header[25]);
    }

    [Fact]
    public async Task A_name_stays_the_name_whatever_stands_in_it()
    {
        var manifest = await ManifestAsync("--name", "\"Söhne\" ${{APP_ID}} \\ é");

        Assert.Equal("\"Söhne\" ${{APP_ID}} \\ é", (string?)manifest["name"]!["short"]);
        Assert.Equal("\"Söhne\" ${{APP_ID}} \\ é", (string?)manifest["developer"]!["name"]);
    }

    [Fact]
    public async Task The_same_settings_make_the_same_file()
    {
        await ManifestAsync();
        var first = await File.ReadAllBytesAsync(Zip);

        await ManifestAsync();

        Assert.Equal(first, await File.ReadAllBytesAsync(Zip));
        Assert.Single(_folder.GetFileSystemInfos());
    }

    [Theory]
    [InlineData("--app-id '1234' is not an application id like 11111111-2222-3333-4444-555555555555.", "--app-id", "1234")]
    [InlineData("--app-id '00000000-0000-0000-0000-000000000000' is not an application id like 11111111-2222-3333-4444-555555555555.", "--app-id", "00000000-0000-0000-0000-000000000000")]
    [InlineData("--app-id '{11111111-2222-3333-4444-555555555555}' is not an application id like 11111111-2222-3333-4444-555555555555.", "--app-id", "{11111111-2222-3333-4444-555555555555}")]
    [InlineData("--url 'http://bot.example.com' is not an https address like https://bot.example.com.", "--url", "http://bot.example.com")]
    [InlineData("--url 'bot.example.com' is not an https address like https://bot.example.com.", "--url", "bot.example.com")]
    [InlineData("--url 'https://me:secret@bot.example.com' has more in it than a host and a path.", "--url", "https://me:secret@bot.example.com")]
    [InlineData("--privacy 'privacy.html' is not an https address like https://bot.example.com.", "--privacy", "privacy.html")]
    [InlineData("--name is empty.", "--name", " ")]
    [InlineData("--name 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn' has 31 characters; Teams takes 30.", "--name", "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn")]
    [InlineData("--developer 'ddddddddddddddddddddddddddddddddd' has 33 characters; Teams takes 32.", "--developer", "ddddddddddddddddddddddddddddddddd")]
    [InlineData("--app-version '1.0' is not a version like 1.0.0.", "--app-version", "1.0")]
    public async Task Something_that_cannot_be_used_is_said_and_nothing_is_written(string sentence, string option, string value)
    {
        var args = Enough.Chunk(2).Where(pair => pair[0] != option).SelectMany(pair => pair);

        var (code, error) = await RunAsync([.. args, option, value]);

        Assert.Equal((2, $"No package was made: {sentence}"), (code, error.Trim()));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_said_and_what_stood_there_stays()
    {
        var missing = Path.Combine(_folder.FullName, "missing", "app.zip");
        var taken = _folder.CreateSubdirectory("taken");

        foreach (var place in (string[])[missing, taken.FullName])
        {
            var (code, error) = await RunAsync([.. Enough], place);

            Assert.Equal((2, $"No package was made: '{place}' cannot be written: is there such a folder, and may you write to it?"), (code, error.Trim()));
        }

        Assert.Equal(["taken"], _folder.GetFileSystemInfos().Select(entry => entry.Name));
    }

    private static IEnumerable<string?> Strings(JsonNode? array) => array!.AsArray().Select(node => (string?)node);

    private async Task<JsonNode> ManifestAsync(params string[] more)
    {
        var (code, error) = await RunAsync([.. Enough, .. more]);
        Assert.Equal((0, ""), (code, error));
        using var zip = ZipFile.OpenRead(Zip);
        Assert.Equal(["color.png", "manifest.json", "outline.png"], zip.Entries.Select(entry => entry.FullName).Order());
        using var stream = zip.GetEntry("manifest.json")!.Open();
        return (await JsonNode.ParseAsync(stream))!;
    }

    private async Task<(int Code, string Error)> RunAsync(string[] args, string? place = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await TeamsManifestCommand.RunAsync([.. args, "--out", place ?? Zip], output, error);
        return (code, error.ToString());
    }
}

/// <summary>A fact that needs Microsoft's manifest schema beside the checkout, and says so where it is absent.</summary>
internal sealed class MicrosoftSchemaFactAttribute : FactAttribute
{
    private const string Relative = "shared/tools/contracts/specs/teams/MicrosoftTeams.schema.json";

    public MicrosoftSchemaFactAttribute()
    {
        if (!System.IO.File.Exists(File))
        {
            Skip = $"Needs ../{Relative} beside the repository root.";
        }
    }

    public static string File { get; } = Path.GetFullPath(Path.Combine(ImportDatabase.Repository, "..", Relative));
}
