using CoSellBot.EndToEnd;

namespace CoSellBot.Evals.Scenarios.Channels;

/// <summary>The bot as a process of its own with the web page; between scenarios the demo world is laid anew.</summary>
internal sealed class WebScenarioHost(IReadOnlyDictionary<string, string> settings) : IScenarioHost
{
    private BotProcess? _process;
    private HttpClient? _http;

    /// <inheritdoc/>
    public async Task<IScenarioBot> OpenAsync()
    {
        _process ??= await BotProcess.StartAsync(settings: settings);
        _http ??= new HttpClient { BaseAddress = _process.Address, Timeout = TimeSpan.FromMinutes(3) };
        var stored = new StoredBot(_process.Folder);
        await stored.IdleAsync(TimeSpan.FromMinutes(1));
        using var reset = await _http.PostAsync(new Uri("/dev/reset", UriKind.Relative), null);
        reset.EnsureSuccessStatusCode();
        return new WebScenarioBot(_http, stored);
    }

    /// <inheritdoc/>
    public async Task<string> GiveUpAsync()
    {
        if (_process is not { } process)
        {
            return "it did not start";
        }

        // Its folder stays, to be looked at.
        var state = await process.HasEndedAsync(TimeSpan.FromSeconds(1)) ? "its process has ended" : "it still runs";
        await CloseAsync();
        return $"{state}, see {process.Folder}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var folder = _process?.Folder;
        await CloseAsync();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task CloseAsync()
    {
        _http?.Dispose();
        _http = null;
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }
}
