using System.Diagnostics;

namespace CoSellBot.Bot.Turns;

/// <summary>Named moments between two durable steps, where a test may end the process to see what a restart makes of it.</summary>
public sealed class KillPoints
{
    private readonly string? _at;

    /// <summary>Reads <c>Testing:KillAt</c>.</summary>
    /// <exception cref="InvalidOperationException">A kill point is set in Production.</exception>
    public KillPoints(IConfiguration configuration, IHostEnvironment environment)
    {
        _at = configuration["Testing:KillAt"];
        if (_at is not null && environment.IsProduction())
        {
            throw new InvalidOperationException("Testing:KillAt is not available in Production.");
        }
    }

    /// <summary>The points there are, in the order a registration passes them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "inbox.stored", "turn.claimed", "turn.answered", "turn.committed", "outbox.claimed", "outbox.sent",
        "decision.consumed", "decision.written", "decision.committed",
    ];

    /// <summary>Ends the process here when asked to, without any clean-up.</summary>
    public void Reach(string point)
    {
        if (point == _at)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
