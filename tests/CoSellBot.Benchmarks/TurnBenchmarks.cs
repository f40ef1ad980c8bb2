using BenchmarkDotNet.Attributes;
using CoSellBot.Bot;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Web;
using CoSellBot.Prm;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CoSellBot.Benchmarks;

/// <summary>A whole offline turn, durable and audience-checked, as a ratio to one bare durable commit on the same disk in the same run.</summary>
public class TurnBenchmarks
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cosellbot-bench-").FullName;
    private WebApplication _app = null!;
    private IWorker[] _workers = [];
    private Inbox _inbox = null!;
    private BotStore _store = null!;
    private Ids _ids = null!;

    // The in-process toolchain does not wait for an asynchronous set-up.
    [GlobalSetup]
    public void Open() => OpenAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Close() => _app.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task OpenAsync()
    {
        // Not started: no background loops compete with what is measured.
        _app = Server.Build(["--environment=Development", "--Nudges:Enabled=false", $"--ConnectionStrings:CoSellBot=Data Source={Path.Combine(_folder, "cosellbot.db")}"]);
        await _app.Services.GetRequiredService<Opening>().StartAsync(CancellationToken.None);
        _workers = [.. _app.Services.GetServices<IWorker>().Where(worker => worker is TurnWorker or OutboxWorker)];
        _inbox = _app.Services.GetRequiredService<Inbox>();
        _store = _app.Services.GetRequiredService<BotStore>();
        _ids = _app.Services.GetRequiredService<Ids>();
    }

    [Benchmark(Baseline = true, Description = "one durable commit")]
    public Task CommitAsync() => _store.WriteAsync(
        context =>
        {
            context.Add(new SettingRow { Name = _ids.Ulid(), Value = "" });
            return Task.CompletedTask;
        },
        CancellationToken.None);

    [Benchmark(Description = "whole turn: status of our deals")]
    public Task StatusAsync() => TurnAsync("status of our deals");

    [Benchmark(Description = "whole turn: registration up to its card")]
    public Task RegisterAsync() => TurnAsync("register Contoso with Nimbus for Ledger, 80k EUR, close end of next month");

    private async Task TurnAsync(string text)
    {
        await _inbox.ReceiveAsync(
            new InboundMessage(WebChannel.Conversation(WebChannel.DirectPlace("PER-LENA")), _ids.Ulid(), "PER-LENA", text), CancellationToken.None);
        foreach (var worker in _workers)
        {
            while (await worker.RunOnceAsync(CancellationToken.None) > 0)
            {
            }
        }
    }
}
