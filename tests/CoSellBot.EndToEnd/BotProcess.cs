using System.Diagnostics;
using System.Text.RegularExpressions;
using CoSellBot.Tests.Infrastructure;

namespace CoSellBot.EndToEnd;

/// <summary>The bot as its own process, started the way a person starts it, in an empty folder.</summary>
public sealed partial class BotProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BotProcess(Process process, string folder, Uri address) => (_process, Folder, Address) = (process, folder, address);

    public string Folder { get; }

    public Uri Address { get; }

    public static async Task<BotProcess> StartAsync(string? folder = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        folder ??= NewFolder();
        await TestDatabase.EnsureAsync(folder);
        var process = Process.Start(StartInfo(folder, settings))!;
        _ = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (Ready().Match(line) is { Success: true } ready)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new BotProcess(process, folder, new Uri(ready.Groups[1].Value));
            }
        }

        throw new InvalidOperationException("The bot did not start.");
    }

    /// <summary>Runs a command of the bot to its end.</summary>
    public static async Task<(int Code, string Output)> RunCommandAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CoSellBot.Bot.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        await TestDatabase.EnsureAsync(folder);
        UseDatabase(start, folder);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    /// <summary>Starts the bot with settings it should refuse, and waits for it to end.</summary>
    /// <returns>Its exit code and what it wrote to standard error.</returns>
    public static async Task<(int ExitCode, string Error)> RunToEndAsync(IReadOnlyDictionary<string, string> settings, TimeSpan within)
    {
        using var process = Process.Start(StartInfo(NewFolder(), settings))!;
        using var timeout = new CancellationTokenSource(within);
        _ = process.StandardOutput.ReadToEndAsync(timeout.Token);
        try
        {
            var error = await process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public static string NewFolder() => Directory.CreateTempSubdirectory("cosellbot-e2e-").FullName;

    /// <summary>Ends the process without warning, as a crash would.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until the process has ended by itself.</summary>
    public async Task<bool> HasEndedAsync(TimeSpan within)
    {
        using var timeout = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string folder, IReadOnlyDictionary<string, string>? settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CoSellBot.Bot.dll"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // These tests run at whatever hour it is; a digest that comes only in the morning would make them differ.
        start.Environment["Nudges__Enabled"] = "false";
        start.Environment["Programme__AnswerAfterMilliseconds"] = "200";
        // What is learnt from the intents is the same in every empty folder; the first bot learns it for all.
        start.Environment["Understanding__CacheFolder"] = Path.Combine(AppContext.BaseDirectory, "models");
        UseDatabase(start, folder);
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        return start;
    }

    // A file is where a person would find it; a server has to be named.
    private static void UseDatabase(ProcessStartInfo start, string folder)
    {
        if (TestDatabase.IsPostgres)
        {
            start.Environment["ConnectionStrings__CoSellBot"] = TestDatabase.ConnectionString(folder);
        }
    }

    [GeneratedRegex(@"CoSellBot is ready: (http://\S+)")]
    private static partial Regex Ready();
}
