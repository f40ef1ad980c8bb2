using System.Globalization;

namespace CoSellBot.Bot.Slack;

/// <summary>How many sockets are kept open to Slack, and how patient they are.</summary>
internal sealed record SlackSocketSettings
{
    private const int Most = 10;

    /// <summary>Sockets kept open at once, 1 to 10. Slack allows an app ten, and the replacement of one that ends counts too.</summary>
    public int Count { get; init; } = 2;

    /// <summary>True where a socket to this machine may do without TLS.</summary>
    public bool AllowsPlainLoopback { get; init; }

    /// <summary>Silence after which a ping is sent. With <see cref="PongTimeout"/> a dead socket is gone within 30 seconds, the runtime's own rounding included.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a ping may stay without its pong.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a socket may take to connect and to say hello.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one envelope may take to be stored.</summary>
    public TimeSpan EnvelopeTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a socket that ends waits for its envelopes in hand.</summary>
    public TimeSpan Goodbye { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Envelopes in hand on one socket; more wait unread.</summary>
    public int InHand { get; init; } = 50;

    /// <summary>The largest message taken, in bytes.</summary>
    public int LargestMessage { get; init; } = 1024 * 1024;

    /// <summary>Reads <c>Slack:Sockets</c>.</summary>
    /// <exception cref="InvalidOperationException">It is no number from 1 to 10.</exception>
    public static SlackSocketSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var text = configuration["Slack:Sockets"];
        var settings = new SlackSocketSettings { AllowsPlainLoopback = environment.IsDevelopment() };
        if (string.IsNullOrWhiteSpace(text))
        {
            return settings;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= Most
            ? settings with { Count = count }
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Slack:Sockets is not a number from 1 to {Most}."));
    }
}
