namespace CoSellBot.Tests.Qdrant;

/// <summary>How the loopback server listens and whom it lets in.</summary>
internal sealed record QdrantServerOptions
{
    /// <summary>The port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Speaks TLS with a certificate of its own.</summary>
    public bool Https { get; init; }

    /// <summary>The key callers must show; null lets everyone in.</summary>
    public string? Key { get; init; }
}
