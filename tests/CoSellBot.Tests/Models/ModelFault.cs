using System.Globalization;
using System.Text;

namespace CoSellBot.Tests.Models;

/// <summary>One way in which an answer fails to arrive.</summary>
internal abstract record ModelFault
{
    /// <summary>Time that passes before the first byte, whatever comes then.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Too many requests, with the header the vendor sends: whole seconds, or milliseconds when it is not whole.</summary>
    public static ModelFault TooMany(TimeSpan? retryAfter = null) => new Status(429, "rate_limit_exceeded", "Rate limit reached for requests.")
    {
        Headers = retryAfter switch
        {
            null => new Dictionary<string, string>(),
            { Milliseconds: 0 } whole => new Dictionary<string, string> { ["retry-after"] = whole.TotalSeconds.ToString(CultureInfo.InvariantCulture) },
            { } part => new Dictionary<string, string> { ["retry-after-ms"] = part.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) },
        },
    };

    /// <summary>The server's own failure: 500, 502, 503.</summary>
    public static ModelFault Broken(int status = 500) => new Status(status, null, "The server had an error while processing your request.");

    /// <summary>The key is not known.</summary>
    public static ModelFault Unauthorized() => new Status(401, "invalid_api_key", "Incorrect API key provided.");

    /// <summary>The prompt was filtered, in the shape that Azure sends.</summary>
    public static ModelFault Filtered() => new Status(400, "content_filter", "") { Body = FilteredBody };

    /// <summary>The answer comes whole, but late.</summary>
    public static ModelFault Late(TimeSpan wait) => new Slow(TimeSpan.Zero) { Wait = wait };

    /// <summary>The body is this text.</summary>
    public static ModelFault Instead(string text, string? contentType = null) => new Replaced(Encoding.UTF8.GetBytes(text), contentType);

    /// <summary>An error status, in the vendor's error shape unless a body is given.</summary>
    public sealed record Status(int Number, string? Code, string Message) : ModelFault
    {
        /// <summary>Headers sent beside it.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

        /// <summary>The whole body, when it is not the usual one.</summary>
        public string? Body { get; init; }
    }

    /// <summary>The body ends after some bytes (headers are not counted); the connection is closed unless the end is clean or all was sent.</summary>
    /// <param name="Bytes">Bytes of the body that arrive.</param>
    /// <param name="IsClean">The response ends as though it were complete.</param>
    public sealed record Cut(int Bytes, bool IsClean = false) : ModelFault;

    /// <summary>Other bytes stand where the body would: garbage, HTML, half a line.</summary>
    /// <param name="Bytes">The body.</param>
    /// <param name="ContentType">What it claims to be; null claims what was asked for.</param>
    public sealed record Replaced(byte[] Bytes, string? ContentType = null) : ModelFault;

    /// <summary>Time passes between the pieces of a stream; a body in one piece comes in ten.</summary>
    public sealed record Slow(TimeSpan Between) : ModelFault;

    /// <summary>Bytes come until the client goes away.</summary>
    /// <param name="OneLine">They are one line without an end, instead of ever more pieces of text.</param>
    public sealed record Endless(bool OneLine = false) : ModelFault;

    /// <summary>Headers and a first piece come, then nothing until the client goes away.</summary>
    public sealed record Stalled : ModelFault;

    private const string FilteredBody = """
        {"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":true,"detected":true},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}}}}
        """;
}
