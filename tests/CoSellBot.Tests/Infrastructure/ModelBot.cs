using CoSellBot.Tests.Models;
using Microsoft.Extensions.DependencyInjection;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>The bot with a language model behind it, over real HTTP.</summary>
internal sealed class ModelBot : IAsyncDisposable
{
    private const int BehindProxy = 5623;

    private ModelBot(ModelServer server, CoSellBotFactory bot) => (Server, Bot) = (server, bot);

    public ModelServer Server { get; }

    public CoSellBotFactory Bot { get; }

    /// <summary>Starts both over the demo world.</summary>
    public static async Task<ModelBot> StartAsync(TestModel model, Action<IServiceCollection>? replace = null, params string[] arguments)
    {
        var server = await OpenAsync(model);
        return new ModelBot(server, await CoSellBotFactory.StartAsync(
            replace, null, ["--Llm:Provider=openai", $"--Llm:Endpoint={Address(server.Endpoint)}", "--Llm:Model=test-model", "--Llm:ApiKey=test-key", .. arguments]));
    }

    /// <summary>A server where the contract checks expect it, when they run.</summary>
    public static Task<ModelServer> OpenAsync(TestModel model, ModelServerOptions? options = null) =>
        ModelServer.StartAsync(model, (options ?? new ModelServerOptions()) with { Port = Proxy is null ? 0 : BehindProxy });

    /// <summary>The address to call: the server's, or the one in front of it that checks every request.</summary>
    public static Uri Address(Uri endpoint) => Proxy is { } proxy && endpoint.Port == BehindProxy ? new Uri(new Uri(proxy), endpoint.AbsolutePath) : endpoint;

    private static string? Proxy => Environment.GetEnvironmentVariable("CONTRACT_OPENAI_URL");

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await Server.DisposeAsync();
    }
}
