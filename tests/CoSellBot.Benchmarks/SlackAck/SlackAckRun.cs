using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CoSellBot.Bot;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoSellBot.Benchmarks.SlackAck;

/// <summary>
/// How long Slack waits for its acknowledgement of a signed event that is durably stored, at a constant rate of arrivals, beside
/// what the same load costs an endpoint that only proves the caller, and one that commits every event alone.
/// </summary>
internal sealed class SlackAckRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cosellbot-ack-").FullName;
    private readonly (int Rate, int Seconds, int WarmUp, int CommitDelay, bool HasWorkers) _settings;
    private double _floor;

    private SlackAckRun(string[] args) => _settings = (
        Number(args, "--rate", 300), Number(args, "--seconds", 20), Number(args, "--warm-up", 5), Number(args, "--commit-delay-ms", 5),
        Value(args, "--workers", "on") is "on" or "true");

    /// <returns>1 when an event was refused, lost or stored wrongly; a slow run is a number, not a failure.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var run = new SlackAckRun(args);
        return await run.RunAsync();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<int> RunAsync()
    {
        var (rate, seconds, warmUp, delay, hasWorkers) = _settings;
        Say($"{rate} events/s for {seconds} s after {warmUp} s of warm-up, workers {(hasWorkers ? "on" : "off")}, {Environment.ProcessorCount} cores for bot, sender and Slack together.");
        Say("");
        Say("| | sent | acknowledged | errors | p50 ms | p95 ms | p99 ms | max ms | p99 to floor | sender late p99 ms | inbox commits/s | events/commit | all commits/s | CPU of the process |");
        Say("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        using var slack = Start("slack-ack-api");
        var api = await slack.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The local Slack did not start.");
        try
        {
            var isGood = await BareAsync("signature alone (floor)", _ => Task.CompletedTask);
            await using (var each = new BareEndpoint.OneByOne(Path.Combine(_folder, "each.db")))
            {
                isGood &= await BareAsync("a commit for each event", each.StoreAsync);
            }

            isGood &= await BotAsync("acknowledged by the bot", api, 0);
            return (delay == 0 || await BotAsync($"the same, {delay} ms more a commit", api, delay)) && isGood ? 0 : 1;
        }
        finally
        {
            slack.StandardInput.Close();
            await slack.WaitForExitAsync();
        }
    }

    private async Task<bool> BareAsync(string name, Func<byte[], Task> store)
    {
        await using var app = await BareEndpoint.StartAsync(store);
        var (_, report) = await LoadAsync(name, app, null);
        await app.StopAsync();
        return report.Statuses.All(status => status == 200);
    }

    private async Task<bool> BotAsync(string name, string api, int delay)
    {
        var (file, meter) = (Path.Combine(_folder, $"bot-{delay}.db"), new CommitMeter());
        SendOrder order;
        SendReport report;
        await using (var app = Server.Build(
            [
                "--environment=Development", "--urls=http://127.0.0.1:0", $"--ConnectionStrings:CoSellBot=Data Source={file}", "--Logging:LogLevel:Default=Error", "--Nudges:Enabled=false",
                $"--Slack:SigningSecret={SlackTown.Secret}", $"--Slack:BotToken={SlackTown.Token}", $"--Slack:ApiBaseUrl={api}/api/",
            ],
            services =>
            {
                services.ConfigureDbContext<BotDbContext>(options => options.AddInterceptors(meter));
                services.ConfigureDbContext<PrmDbContext>(options => options.AddInterceptors(meter));
                if (!_settings.HasWorkers)
                {
                    services.RemoveAll<IWorker>();
                }
            }))
        {
            await app.StartAsync();
            meter.Delay = TimeSpan.FromMilliseconds(delay);
            (order, report) = await LoadAsync(name, app, meter);
            await app.StopAsync();
        }

        return await CheckAsync(file, order.Plan(), report);
    }

    private async Task<(SendOrder Order, SendReport Report)> LoadAsync(string name, WebApplication app, CommitMeter? meter)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var order = new SendOrder(address, _settings.Rate, _settings.WarmUp, _settings.Seconds, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var reportFile = Path.Combine(_folder, $"{Guid.NewGuid():N}.json");
        using var sender = Start("slack-ack-send", JsonSerializer.Serialize(order), reportFile);
        if (await sender.StandardOutput.ReadLineAsync() != SlackSender.Measuring)
        {
            throw new InvalidOperationException("The sender did not get as far as measuring.");
        }

        var (from, before, cpu) = (Stopwatch.GetTimestamp(), meter?.Read(), Environment.CpuUsage.TotalTime);
        await sender.WaitForExitAsync();
        var (passed, after) = (Stopwatch.GetElapsedTime(from), meter?.Read());
        cpu = Environment.CpuUsage.TotalTime - cpu;
        if (sender.ExitCode != 0)
        {
            throw new InvalidOperationException("The sender broke off.");
        }

        var report = JsonSerializer.Deserialize<SendReport>(await File.ReadAllTextAsync(reportFile))!;

        var taken = report.Milliseconds.Skip(order.WarmUp).Order().ToList();
        var acknowledged = report.Statuses.Skip(order.WarmUp).Count(status => status == 200);
        var p99 = At(taken, 0.99);
        _floor = _floor == 0 ? p99 : _floor;
        string Rate(long? count) => count is { } of ? F(of / passed.TotalSeconds) : "";
        Say($"| {name} | {taken.Count} | {acknowledged} | {taken.Count - acknowledged} | {F(At(taken, 0.5))} | {F(At(taken, 0.95))} | {F(p99)} | {F(taken[^1])} | {F(p99 / _floor)} "
            + $"| {F(At([.. report.Late.Skip(order.WarmUp).Order()], 0.99))} | {Rate(after?.Commits - before?.Commits)} "
            + $"| {(after is { } now && before is { } then ? F((now.Events - then.Events) / (double)Math.Max(1, now.Commits - then.Commits)) : "")} | {Rate(after?.All - before?.All)} "
            + $"| {F(cpu / passed * 100)} % |");
        return (order, report);
    }

    /// <summary>Reads, after the bot has gone, what is in the file.</summary>
    private static async Task<bool> CheckAsync(string file, List<SlackEvent> plan, SendReport report)
    {
        var rows = new Dictionary<string, int>();
        await using (var connection = new SqliteConnection($"Data Source={file}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT message_id, COUNT(*) FROM inbox_message GROUP BY message_id";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows[reader.GetString(0)] = reader.GetInt32(1);
            }
        }

        var acknowledged = plan.Where((_, at) => report.Statuses[at] == 200).ToList();
        var (mine, others) = (acknowledged.Where(one => one.IsForBot).Select(one => one.Ts).ToHashSet(), plan.Where(one => !one.IsForBot).Select(one => one.Ts).ToHashSet());
        var (wrong, kept) = (mine.Count(ts => rows.GetValueOrDefault(ts) != 1), others.Count(rows.ContainsKey));
        Say($"| | {mine.Count} messages acknowledged, {mine.Count - wrong} of them with exactly one row; {others.Count} not for the bot, {others.Count - kept} of them unstored. |");
        return wrong == 0 && kept == 0 && report.Statuses.All(status => status == 200);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Array.ForEach(arguments, start.ArgumentList.Add);
        // Its memory is the sender's own business; the bot's collector uses both cores.
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start)!;
    }

    private static double At(List<double> sorted, double part) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];

    private static string F(double number) => number.ToString(number < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);

    private static int Number(string[] args, string name, int otherwise) =>
        int.Parse(Value(args, name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    private static string Value(string[] args, string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;

    private static void Say(string line) => Console.Out.WriteLine(line);
}
