using System.Globalization;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Models.OpenAi;

namespace CoSellBot.Bot.Models;

/// <summary>Who speaks the language model's protocol.</summary>
public enum LlmProvider
{
    /// <summary>Nobody: the engine in this process does it all.</summary>
    Offline,

    /// <summary>OpenAI, or any service that speaks its protocol.</summary>
    OpenAi,

    /// <summary>Azure, at its v1 endpoint.</summary>
    Azure,
}

/// <summary>The <c>Llm:*</c> settings. Made once at start; a half-filled set stops the start.</summary>
/// <param name="Provider">Who is asked.</param>
/// <param name="Endpoint">The base, up to and including <c>/v1</c>.</param>
/// <param name="Model">The model's name; at Azure the deployment's.</param>
/// <param name="EmbeddingModel">The model of embeddings, or null.</param>
/// <param name="ApiKey">The key; null for none, which at Azure means an identity of Entra.</param>
/// <param name="Scope">What a token of Entra is for.</param>
/// <param name="Caps">How far a turn may go.</param>
public sealed record LlmOptions(LlmProvider Provider, Uri Endpoint, string Model, string? EmbeddingModel, string? ApiKey, string Scope, ModelSettings Caps)
{
    private const string EntraScope = "https://ai.azure.com/.default";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">The set is incomplete or unsafe; the message names the setting and never its value.</exception>
    public static LlmOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Llm");
        string? Value(string key) => string.IsNullOrWhiteSpace(section[key]) ? null : section[key]!.Trim();
        var provider = Value("Provider")?.ToLowerInvariant() switch
        {
            null or "offline" => LlmProvider.Offline,
            "openai" => LlmProvider.OpenAi,
            "azure" => LlmProvider.Azure,
            _ => throw new InvalidOperationException("Llm:Provider is not known. Use offline, openai (also for any service that speaks OpenAI's protocol, with Llm:Endpoint) or azure."),
        };
        var endpoint = Value("Endpoint") is { } text ? ReadEndpoint(text) : OpenAiConnection.OpenAi;
        var caps = ReadCaps(section) with { IsOn = provider != LlmProvider.Offline };
        var options = new LlmOptions(provider, endpoint, Value("Model") ?? "", Value("EmbeddingModel"), Value("ApiKey"), Value("Scope") ?? EntraScope, caps);
        return provider == LlmProvider.Offline ? options : Checked(options, Value("Endpoint") is not null);
    }

    private static LlmOptions Checked(LlmOptions options, bool hasEndpoint) => options switch
    {
        { Model: "" } => throw new InvalidOperationException("Llm:Model is missing: the name of the model; at Azure the name of the deployment."),
        { Provider: LlmProvider.Azure } when !hasEndpoint => throw new InvalidOperationException("Llm:Endpoint is missing: at Azure it is https://{resource}.openai.azure.com/openai/v1/."),
        { Provider: LlmProvider.Azure, ApiKey: null } when options.Endpoint.Scheme != Uri.UriSchemeHttps => throw new InvalidOperationException("Llm:Endpoint has to be https where no Llm:ApiKey is set: a token of Entra is not sent in the open."),
        { ApiKey: null } when options.Endpoint == OpenAiConnection.OpenAi => throw new InvalidOperationException("Llm:ApiKey is missing: OpenAI answers nobody without one."),
        { ApiKey: not null } when options.Endpoint.Scheme != Uri.UriSchemeHttps && !options.Endpoint.IsLoopback => throw new InvalidOperationException("Llm:Endpoint has to be https where Llm:ApiKey is set: the key would travel in the open."),
        _ => options,
    };

    private static Uri ReadEndpoint(string text) => Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri.AbsolutePath.EndsWith("/v1/", StringComparison.Ordinal) && uri.UserInfo.Length == 0
            ? uri : throw new InvalidOperationException("Llm:Endpoint has to be the address up to and including /v1, like https://api.openai.com/v1/.");

    private static ModelSettings ReadCaps(IConfigurationSection section)
    {
        var usual = new ModelSettings();
        decimal Number(string key, decimal otherwise, decimal least) => string.IsNullOrWhiteSpace(section[key]) ? otherwise
            : decimal.TryParse(section[key], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= 1_000_000_000 ? number
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Llm:{key} has to be a number of at least {least}."));
        var streaming = section["Streaming"];
        var caps = usual with
        {
            Streams = string.IsNullOrWhiteSpace(streaming) || (bool.TryParse(streaming, out var streams) ? streams : throw new InvalidOperationException("Llm:Streaming has to be true or false.")),
            TurnTime = TimeSpan.FromSeconds((double)Number("TurnSeconds", (decimal)usual.TurnTime.TotalSeconds, 1)),
            Silence = TimeSpan.FromSeconds((double)Number("SilenceSeconds", (decimal)usual.Silence.TotalSeconds, 1)),
            MostSteps = (int)Number("MostSteps", usual.MostSteps, 2),
            MostCalls = (int)Number("MostCalls", usual.MostCalls, 1),
            MostOutputTokens = (int)Number("MostOutputTokens", usual.MostOutputTokens, 100),
            TokensPerTurn = (long)Number("TokensPerTurn", usual.TokensPerTurn, 1_000),
            TokensPerPersonAndDay = (long)Number("TokensPerPersonAndDay", usual.TokensPerPersonAndDay, 0),
            InputPrice = Number("InputPrice", 0, 0),
            OutputPrice = Number("OutputPrice", 0, 0),
            CostPerPersonAndDay = string.IsNullOrWhiteSpace(section["CostPerPersonAndDay"]) ? null : Number("CostPerPersonAndDay", 0, 0),
            HistoryLength = (int)Number("HistoryLength", usual.HistoryLength, 0),
        };
        // A turn is given up after a minute; the offline engine needs its share of it.
        return caps.Silence > caps.TurnTime ? throw new InvalidOperationException("Llm:SilenceSeconds has to be less than Llm:TurnSeconds.")
            : caps.TurnTime > TimeSpan.FromSeconds(50) ? throw new InvalidOperationException("Llm:TurnSeconds has to be 50 at most.")
            : caps.CostPerPersonAndDay is not null && caps.InputPrice + caps.OutputPrice == 0 ? throw new InvalidOperationException("Llm:CostPerPersonAndDay needs Llm:InputPrice and Llm:OutputPrice, the prices of a million tokens.")
            : caps;
    }
}
