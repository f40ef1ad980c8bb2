namespace CoSellBot.Bot.Notices;

/// <summary>Whether the bot speaks of stalled deals on its own. Asked about them it always answers.</summary>
/// <param name="Enabled">The setting <c>Nudges:Enabled</c>.</param>
public sealed record NudgeOptions(bool Enabled)
{
    /// <summary>Reads the setting; on unless it says otherwise.</summary>
    /// <exception cref="InvalidOperationException">It is neither true nor false.</exception>
    public static NudgeOptions From(IConfiguration configuration) => configuration["Nudges:Enabled"] switch
    {
        null or "" => new(true),
        var text when bool.TryParse(text, out var enabled) => new(enabled),
        var text => throw new InvalidOperationException($"Nudges:Enabled '{text}' is not true or false."),
    };
}
