using CoSellBot.Bot.Commands;
using CoSellBot.Bot.Library;
using CoSellBot.Tests.Infrastructure;
using CoSellBot.Tests.Qdrant;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Xunit;

namespace CoSellBot.Tests.Bot.Library;

/// <summary>The library as its folder, and what is said while it cannot be asked.</summary>
public sealed class FolderWatchTests : IDisposable
{
    private const string Question = "what do i tell a customer who asks about source code escrow";
    private const string Nothing = "I have nothing valid on that.";
    private readonly string _folder = Directory.CreateTempSubdirectory("library").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task L02_what_was_deleted_or_narrowed_is_not_quoted_with_the_next_look()
    {
        await WriteAsync("partners");
        await using var bot = await CoSellBotFactory.StartAsync(null, null, $"--Knowledge:Folder={_folder}");
        Assert.StartsWith("A notary in Zurich keeps the source code in escrow [1].", await bot.SayAsync("PER-JONAS", Question), StringComparison.Ordinal);

        await WriteAsync("vendor");
        await bot.IdleAsync();
        Assert.StartsWith(Nothing, await bot.SayAsync("PER-JONAS", Question), StringComparison.Ordinal);
        Assert.StartsWith("A notary", await bot.SayAsync("PER-LENA", Question), StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder, "escrow.md"));
        await bot.IdleAsync();
        Assert.StartsWith(Nothing, await bot.SayAsync("PER-LENA", Question), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_broken_is_forgotten_and_a_folder_that_is_away_changes_nothing()
    {
        await WriteAsync("partners");
        await using var bot = await CoSellBotFactory.StartAsync(null, null, $"--Knowledge:Folder={_folder}");
        Directory.Move(_folder, _folder + "-away");
        await bot.IdleAsync();
        Assert.StartsWith("A notary", await bot.SayAsync("PER-JONAS", Question), StringComparison.Ordinal);

        Directory.Move(_folder + "-away", _folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "escrow.md"), "no front matter any more");
        await bot.IdleAsync();
        Assert.StartsWith(Nothing, await bot.SayAsync("PER-JONAS", Question), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_reads_a_folder_once_and_what_it_read_is_there_after_a_restart()
    {
        await WriteAsync("partners");
        await File.WriteAllTextAsync(Path.Combine(_folder, "broken.md"), "nothing");
        var file = $"--Knowledge:File={Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())}.db";
        await using (var bot = await CoSellBotFactory.StartAsync(null, null, file, "--Seed:Playbooks=off"))
        {
            Assert.StartsWith(Nothing, await bot.SayAsync("PER-JONAS", Question), StringComparison.Ordinal);
            var (said, wrong) = (new StringWriter(), new StringWriter());
            Assert.Equal(1, await IndexCommand.IndexAsync(bot.App.Services, _folder, said, wrong, CancellationToken.None));
            Assert.Equal("2 files: 1 read, 0 unchanged, 0 forgotten, 1 with a problem.\n  broken.md: there is no front matter\n", said.ToString().ReplaceLineEndings("\n"));
            File.Delete(Path.Combine(_folder, "broken.md"));
            Assert.Equal(0, await IndexCommand.IndexAsync(bot.App.Services, _folder, said, wrong, CancellationToken.None));
            Assert.Contains("1 files: 0 read, 1 unchanged", said.ToString(), StringComparison.Ordinal);
            Assert.Equal(2, await IndexCommand.IndexAsync(bot.App.Services, _folder + "-nowhere", said, wrong, CancellationToken.None));
            Assert.Contains("is not there", wrong.ToString(), StringComparison.Ordinal);
        }

        await using var next = await CoSellBotFactory.StartAsync(null, null, file, "--Seed:Playbooks=off");
        Assert.StartsWith("A notary", await next.SayAsync("PER-JONAS", Question), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P06_while_qdrant_is_away_nobody_is_told_that_there_is_nothing()
    {
        await WriteAsync("partners");
        await using var server = await QdrantServer.StartAsync();
        await using var bot = await CoSellBotFactory.StartAsync(null, null, $"--Knowledge:Folder={_folder}", "--Knowledge:Index=qdrant", $"--Qdrant:Endpoint={server.Endpoint}");
        await bot.IdleAsync();
        Assert.StartsWith("A notary in Zurich keeps the source code in escrow [1].", await bot.SayAsync("PER-JONAS", Question), StringComparison.Ordinal);
        server.Fault = new QdrantFault.Down();
        Assert.Equal("The playbooks are unavailable right now. Please ask again in a few minutes.", (await bot.SayAsync("PER-JONAS", Question)).Split('\n')[0]);
        Assert.StartsWith("The playbooks are unavailable", await bot.PressAsync("PER-JONAS", "Open"), StringComparison.Ordinal);
        Assert.StartsWith("The playbooks are unavailable", await bot.SayAsync("PER-JONAS", Question, "PLC-NIMBUS-ORION"), StringComparison.Ordinal);
        server.Fault = null;
        Assert.StartsWith("A notary", await bot.SayAsync("PER-JONAS", Question), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Knowledge:Index", "elastic")]
    [InlineData("Qdrant:Endpoint", "http://qdrant.example:6333")]
    [InlineData("Qdrant:Endpoint", "qdrant")]
    public void A_wrong_setting_is_named(string key, string value)
    {
        var settings = new Dictionary<string, string?> { ["Knowledge:Index"] = "qdrant", ["Qdrant:ApiKey"] = "secret", ["Qdrant:Endpoint"] = "https://qdrant.example", [key] = value };
        var wrong = Assert.Throws<InvalidOperationException>(() => LibraryOptions.From(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new HostingEnvironment { EnvironmentName = "Production" }, "Data Source=data/x.db"));
        Assert.Contains(key, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong.Message, StringComparison.Ordinal);
    }

    private Task WriteAsync(string audience) => File.WriteAllTextAsync(Path.Combine(_folder, "escrow.md"), $"""
        ---
        title: Escrow
        document: escrow
        version: 1
        language: en
        valid_from: 2026-01-01
        valid_until: 2026-12-31
        audience: {audience}
        ---
        ## Source code

        A notary in Zurich keeps the source code in escrow.
        """);
}
