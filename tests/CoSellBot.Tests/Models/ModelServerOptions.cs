namespace CoSellBot.Tests.Models;

/// <summary>How the test server listens and whom it lets in.</summary>
internal sealed record ModelServerOptions
{
    /// <summary>The port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Speaks TLS with a certificate of its own.</summary>
    public bool Https { get; init; }

    /// <summary>The key callers must show; null lets everyone in.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// Refuses conversations that the vendors refuse: a tool result without its call, a call without its result. Off for models
    /// whose calls cannot be repeated properly, such as several with one id.
    /// </summary>
    public bool ChecksHistory { get; init; } = true;
}
