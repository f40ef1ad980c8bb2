using System.Data.Common;
using System.Text;
using System.Text.Json;
using CoSellBot.Bot.Audit;
using CoSellBot.Bot.Commands;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot.Audit;

/// <summary>The audit trail of a running bot: sealed and anchored beside its work, checked and exported beside it, and guarded after a restore.</summary>
public sealed class AuditTrailTests
{
    private const string Felix = "PER-FELIX";
    private const string Claim = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";
    private const string Refused = "The records were restored from an older copy. Nothing is written until an administrator has confirmed it, so nothing was saved.";

    [Fact]
    public async Task What_was_done_in_chat_is_sealed_anchored_proven_and_exported()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Claim);
        await bot.PressAsync("PER-LENA", "Register");
        var number = Assert.Single(await bot.SubmittedAsync()).Id;

        var (code, text, _) = await VerifyAsync(bot);

        Assert.True(code == 0, text);
        Assert.Contains("all of it holds, last hash ", text, StringComparison.Ordinal);
        var anchored = new AuditAnchor(Path.Combine(bot.Folder, "audit-anchor.jsonl")).ReadLast()!;
        Assert.Contains(anchored.Hash, text, StringComparison.Ordinal);
        var lines = await ExportAsync(bot);
        Assert.Single(lines, line => line.Contains(number, StringComparison.Ordinal) && line.Contains("\"action\":\"registration.submitted\"", StringComparison.Ordinal));
        Assert.Equal(anchored.Hash, JsonDocument.Parse(lines[^1]).RootElement.GetProperty("hash").GetString());
        Assert.Equal(1, (await VerifyAsync(bot, "--anchor", Path.Combine(bot.Folder, "none.jsonl"))).Code);
    }

    [Fact]
    public async Task The_check_runs_beside_a_live_bot_and_never_accuses_it()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var ledger = bot.App.Services.GetRequiredService<ApproverLedger>();
        // The world is a copy whose anchor stayed behind: the first seal of this bot begins one.
        await ledger.RecordRefusalAsync("audit", ClaimWorld.By(Felix), "first", default);
        await bot.IdleAsync();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 150; i++)
            {
                await ledger.RecordRefusalAsync("audit", ClaimWorld.By(Felix), $"beside-{i}", default);
            }
        });

        do
        {
            var (code, text, _) = await VerifyAsync(bot);
            Assert.True(code == 0, text);
        }
        while (!writing.IsCompleted);

        await writing;
        await bot.IdleAsync();
        Assert.DoesNotContain("not sealed", (await VerifyAsync(bot)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_changes_nothing_costs_the_record_no_commit()
    {
        var meter = new Meter();
        await using var bot = await CoSellBotFactory.StartAsync(services =>
        {
            Hosting.ByHand(services);
            services.ConfigureDbContext<PrmDbContext>(options => options.AddInterceptors(meter));
        });
        await bot.IdleAsync();
        var (before, anchor) = (meter.Commits, await File.ReadAllTextAsync(Path.Combine(bot.Folder, "audit-anchor.jsonl")));

        await bot.SayAsync(Felix, "what are the rules of engagement?");

        Assert.Equal(before, meter.Commits);
        Assert.Equal(anchor, await File.ReadAllTextAsync(Path.Combine(bot.Folder, "audit-anchor.jsonl")));
    }

    [Fact]
    public async Task A_stopped_bot_leaves_nothing_unsealed()
    {
        await using var bot = await CoSellBotFactory.StartAsync(Hosting.ByHand);
        await bot.App.Services.GetRequiredService<ApproverLedger>().RecordRefusalAsync("audit", ClaimWorld.By(Felix), "last", default);
        await bot.App.Services.GetRequiredService<AuditWorker>().StopAsync(default);

        Assert.DoesNotContain("not sealed", (await VerifyAsync(bot)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_laid_anew_has_a_new_chain_and_the_anchor_says_so()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.IdleAsync();
        var before = (await ChainsAsync(bot)).Single().ChainId;

        for (var i = 0; i < 2; i++)
        {
            using var response = await bot.Http.PostAsync("/dev/reset", null);
            response.EnsureSuccessStatusCode();
            await bot.IdleAsync();
        }

        var (code, text, _) = await VerifyAsync(bot);
        Assert.True(code == 0, text);
        Assert.Contains("The anchor notes that the demo was laid anew", text, StringComparison.Ordinal);
        Assert.NotEqual(before, (await ChainsAsync(bot)).Single().ChainId);
        Assert.Equal("ready", await bot.Http.GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task A_chain_that_cannot_go_on_is_not_ready()
    {
        await using var bot = await CoSellBotFactory.StartAsync(Hosting.ByHand);
        await bot.IdleAsync();
        await TestDatabase.ExecuteAsync(
            bot.Folder, TestDatabase.Alterable("audit_seal") + "; UPDATE audit_seal SET hash = 'x' WHERE number = (SELECT MAX(number) FROM audit_seal)");
        await bot.App.Services.GetRequiredService<ApproverLedger>().RecordRefusalAsync("audit", ClaimWorld.By(Felix), "next", default);
        await bot.IdleAsync();

        using var response = await bot.Http.GetAsync("/health/ready");
        Assert.Equal("not ready: audit chain", await response.Content.ReadAsStringAsync());
    }

    [SqliteFact]
    public async Task After_a_restore_from_an_older_copy_people_read_and_nobody_writes_until_it_is_accepted()
    {
        var bot = await CoSellBotFactory.StartAsync();
        await bot.IdleAsync();
        var file = Path.Combine(bot.Folder, TestDatabase.File);
        await using (var context = await bot.Prm())
        {
            await context.Database.ExecuteSqlAsync($"VACUUM INTO {file + ".backup"}");
        }

        await bot.SayAsync("PER-LENA", Claim);
        await bot.PressAsync("PER-LENA", "Register");
        await bot.App.StopAsync();
        SqliteConnection.ClearAllPools();
        File.Delete($"{file}-wal");
        File.Delete($"{file}-shm");
        File.Copy($"{file}.backup", file, overwrite: true);

        await using var again = await bot.RestartAsync();
        Assert.NotEqual(Refused, await again.SayAsync(Felix, "what are the rules of engagement?"));
        await again.SayAsync("PER-LENA", Claim);
        Assert.Equal(Refused, await again.PressAsync("PER-LENA", "Register"));
        Assert.Empty(await again.SubmittedAsync());
        Assert.Equal("ready", await again.Http.GetStringAsync("/health/ready"));
        Assert.Equal(1, (await VerifyAsync(again)).Code);

        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(0, await AcceptRestoreCommand.RunAsync(["--by", "Kim"], again.App.Services, output, error));
        Assert.Contains("Missing: numbers ", output.ToString(), StringComparison.Ordinal);

        await again.SayAsync("PER-LENA", Claim);
        Assert.Contains("approved, protected until", await again.PressAsync("PER-LENA", "Register"), StringComparison.Ordinal);
        await again.IdleAsync();
        var (code, text, _) = await VerifyAsync(again);
        Assert.True(code == 0, text);
        Assert.Contains("are missing: a restore from an older copy, accepted at", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Audit:RootEvery", "often", "Audit:RootEvery 'often' is not a time like 1.00:00:00 or 06:00:00.")]
    [InlineData("Audit:RootEvery", "-1", "Audit:RootEvery '-1' is not a time like 1.00:00:00 or 06:00:00.")]
    public void A_wrong_setting_is_refused_in_words(string key, string value, string words)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();

        Assert.Equal(words, Assert.Throws<InvalidOperationException>(() => AuditOptions.From(configuration)).Message);
    }

    [Fact]
    public void The_anchor_lies_beside_the_database_unless_told_otherwise()
    {
        AuditOptions Of(params (string Key, string Value)[] settings) =>
            AuditOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, string? (pair) => pair.Value)).Build());

        Assert.Equal(Path.Combine("data", "audit-anchor.jsonl"), Of().Anchor);
        Assert.Equal(Path.Combine(Path.GetTempPath(), "a", "audit-anchor.jsonl"), Of(("ConnectionStrings:CoSellBot", $"Data Source={Path.Combine(Path.GetTempPath(), "a", "b.db")}")).Anchor);
        Assert.Equal("elsewhere.jsonl", Of(("Audit:Anchor", "elsewhere.jsonl")).Anchor);
        Assert.Equal(TimeSpan.FromDays(1), Of().RootEvery);
    }

    [Fact]
    public async Task An_export_to_a_file_is_whole_or_not_there()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.IdleAsync();
        var file = Path.Combine(bot.Folder, "audit.jsonl");

        Assert.Empty(await ExportAsync(bot, "--out", file));
        Assert.Equal(await ExportAsync(bot), await File.ReadAllLinesAsync(file));
        var error = new StringWriter();
        Assert.Equal(1, await ExportAuditCommand.RunAsync(["--out", Path.Combine(bot.Folder, "none", "audit.jsonl")], bot.App.Services, Stream.Null, new StringWriter(), error));
        Assert.Contains("cannot be written", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await ExportAuditCommand.RunAsync(["--since", "soon"], bot.App.Services, Stream.Null, new StringWriter(), error));
        Assert.Contains("'soon' is no instant", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<List<AuditChain>> ChainsAsync(CoSellBotFactory bot)
    {
        await using var context = await bot.Prm();
        return await context.Set<AuditChain>().ToListAsync();
    }

    private static async Task<(int Code, string Output, string Error)> VerifyAsync(CoSellBotFactory bot, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await VerifyAuditCommand.RunAsync(arguments, bot.App.Services, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static async Task<List<string>> ExportAsync(CoSellBotFactory bot, params string[] arguments)
    {
        using var stream = new MemoryStream();
        Assert.Equal(0, await ExportAuditCommand.RunAsync(arguments, bot.App.Services, stream, new StringWriter(), new StringWriter()));
        return [.. Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private sealed class Meter : DbTransactionInterceptor
    {
        private int _commits;

        public int Commits => _commits;

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _commits);
            return Task.CompletedTask;
        }
    }
}
