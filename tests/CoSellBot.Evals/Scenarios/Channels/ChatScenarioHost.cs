namespace CoSellBot.Evals.Scenarios.Channels;

/// <summary>A bot of its own for every scenario, beside a Teams or a Slack on this machine.</summary>
/// <param name="start">Starts one with these arguments of the command line.</param>
/// <param name="settings">Settings as the environment writes them.</param>
internal sealed class ChatScenarioHost(Func<string[], Task<IScenarioBot>> start, IReadOnlyDictionary<string, string> settings) : IScenarioHost
{
    private readonly string[] _arguments = [.. settings.Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")];

    /// <inheritdoc/>
    public Task<IScenarioBot> OpenAsync() => start(_arguments);

    /// <inheritdoc/>
    public Task<string> GiveUpAsync() => Task.FromResult("it is stopped");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
