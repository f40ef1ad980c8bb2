using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CoSellBot.Benchmarks.SlackAck;

/// <summary>What the sender is told.</summary>
internal sealed record SendOrder(string Address, int Rate, int WarmUpSeconds, int Seconds, long Second)
{
    public int WarmUp => Rate * WarmUpSeconds;

    public List<SlackEvent> Plan() => SlackTraffic.Plan(Rate * (WarmUpSeconds + Seconds), Second, within: Rate);
}

/// <summary>What came of every event, in the order of the plan.</summary>
/// <param name="Milliseconds">From the moment the event was due to the whole answer.</param>
/// <param name="Late">By how much the sender itself missed that moment; contained in the above.</param>
/// <param name="Statuses">The answer; 0 when there was none.</param>
internal sealed record SendReport(double[] Milliseconds, double[] Late, int[] Statuses);

/// <summary>
/// Sends the traffic at a constant rate from a process of its own. The next event leaves when it is due, whatever became of the
/// last one, and its time counts from then: a stall of the bot delays nobody's clock.
/// </summary>
internal static class SlackSender
{
    public const string Measuring = "measuring";

    // Slack keeps some connections open, not one for each event.
    private const int Connections = 16;

    public static async Task<int> RunAsync(string order, string reportFile)
    {
        var told = JsonSerializer.Deserialize<SendOrder>(order)!;
        var plan = told.Plan();
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseProxy = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(told.Address), Timeout = TimeSpan.FromMinutes(2) };
        var report = new SendReport(new double[plan.Count], new double[plan.Count], new int[plan.Count]);
        var answers = new Task[plan.Count];
        // Starts up what the first event would else wait for.
        using (await http.GetAsync(new Uri("/health/live", UriKind.Relative)))
        {
        }

        var start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 4);
        for (var at = 0; at < plan.Count; at++)
        {
            var due = start + (at * Stopwatch.Frequency / told.Rate);
            while (Stopwatch.GetTimestamp() < due)
            {
                // No spinning: the cores belong to the bot.
                Thread.Sleep(1);
            }

            if (at == told.WarmUp)
            {
                await Console.Out.WriteLineAsync(Measuring);
            }

            report.Late[at] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
            answers[at] = SendAsync(http, plan[at], at, due, report);
        }

        await Task.WhenAll(answers);
        await File.WriteAllTextAsync(reportFile, JsonSerializer.Serialize(report));
        return 0;
    }

    private static async Task SendAsync(HttpClient http, SlackEvent what, int at, long due, SendReport report)
    {
        try
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(SlackTown.Secret));
            hmac.AppendData(Encoding.UTF8.GetBytes($"v0:{now}:"));
            hmac.AppendData(what.Body);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/slack/events") { Content = new ByteArrayContent(what.Body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("X-Slack-Request-Timestamp", now);
            request.Headers.Add("X-Slack-Signature", $"v0={Convert.ToHexStringLower(hmac.GetHashAndReset())}");
            if (what.IsRepeat)
            {
                request.Headers.Add("X-Slack-Retry-Num", "1");
                request.Headers.Add("X-Slack-Retry-Reason", "http_timeout");
            }

            using var response = await http.SendAsync(request);
            report.Statuses[at] = (int)response.StatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            report.Statuses[at] = 0;
        }

        report.Milliseconds[at] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
    }
}
