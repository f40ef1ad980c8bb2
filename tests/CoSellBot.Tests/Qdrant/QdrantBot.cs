namespace CoSellBot.Tests.Qdrant;

/// <summary>Opens the loopback server where the contract checks expect it, when they run.</summary>
internal static class QdrantBot
{
    private const int BehindProxy = 6393;

    /// <summary>A server on a free port, or on the one behind the proxy.</summary>
    public static Task<QdrantServer> OpenAsync(QdrantServerOptions? options = null) =>
        QdrantServer.StartAsync((options ?? new QdrantServerOptions()) with { Port = Proxy is null ? 0 : BehindProxy });

    /// <summary>The address to call: the server's, or the one in front of it that checks every request.</summary>
    public static Uri Address(QdrantServer server) => Proxy is { } proxy && server.Endpoint.Port == BehindProxy ? new Uri(proxy) : server.Endpoint;

    private static string? Proxy => Environment.GetEnvironmentVariable("CONTRACT_QDRANT_URL");
}
