using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace CoSellBot.Agents.Models.OpenAi;

/// <summary>Where a service is and how it is spoken to. One for a process; its connections are shared.</summary>
/// <param name="Endpoint">The base, up to and including <c>/v1/</c>.</param>
/// <param name="Policy">Puts the credential on a request.</param>
/// <param name="Handler">Carries requests; <see cref="CreateHandler"/> makes the usual one.</param>
/// <param name="Patience">Longest wait for embeddings. Of a chat whoever asks measures the silence: two equal waits would race, and the loser's is asked again.</param>
public sealed record OpenAiConnection(Uri Endpoint, AuthenticationPolicy Policy, HttpMessageHandler Handler, TimeSpan Patience)
{
    /// <summary>OpenAI's own address.</summary>
    public static readonly Uri OpenAi = new("https://api.openai.com/v1/");

    private const long LargestAnswer = 4 << 20;
    private const long LargestVectors = 64 << 20;

    /// <summary>A key as OpenAI and most others take it.</summary>
    public static AuthenticationPolicy Bearer(string key) => ApiKeyAuthenticationPolicy.CreateBearerAuthorizationPolicy(new ApiKeyCredential(key));

    /// <summary>A key as Azure takes it.</summary>
    public static AuthenticationPolicy ApiKey(string key) => ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(key), "api-key");

    /// <summary>An identity of Entra; <paramref name="tokens"/> gets, keeps and renews its tokens. Only over https.</summary>
    /// <param name="tokens">Any of Azure.Identity's credentials.</param>
    /// <param name="scope">What the token is for.</param>
    public static AuthenticationPolicy Entra(AuthenticationTokenProvider tokens, string scope) => new BearerTokenPolicy(tokens, scope);

    /// <summary>Carries requests to where they are addressed and nowhere else: a redirect would take the key along, and so would a proxy on the way to this machine.</summary>
    /// <param name="endpoint">Where they are addressed.</param>
    public static HttpMessageHandler CreateHandler(Uri endpoint) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = !endpoint.IsLoopback,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        UseCookies = false,
    };

#pragma warning disable OPENAI001 // The one way to give a client another credential than a bearer key; the package's version is pinned.
    /// <summary>Answers of a model.</summary>
    /// <param name="model">Its name; at Azure the deployment's.</param>
    public OpenAiChatClient Chat(string model) => new(new ChatClient(model, Policy, Options(LargestAnswer, Timeout.InfiniteTimeSpan)));

    /// <summary>Embeddings of a model.</summary>
    /// <param name="model">Its name; at Azure the deployment's.</param>
    /// <param name="clock">Measures the pauses a busy service asks for.</param>
    public OpenAiEmbeddingGenerator Embeddings(string model, TimeProvider clock) => new(new EmbeddingClient(model, Policy, Options(LargestVectors, Patience)), clock);
#pragma warning restore OPENAI001

    private OpenAIClientOptions Options(long largest, TimeSpan patience)
    {
        var http = new HttpClient(new MeasuredAnswers(Handler, largest), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        return new OpenAIClientOptions
        {
            Endpoint = Endpoint.AbsoluteUri.EndsWith('/') ? Endpoint : new Uri(Endpoint.AbsoluteUri + "/"),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = patience,
        };
    }
}
