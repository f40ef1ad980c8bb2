namespace CoSellBot.Bot.Slack;

/// <summary>A permission the bot asks a workspace for.</summary>
/// <param name="Name">Slack's name of it.</param>
/// <param name="Without">What stops when a workspace does not agree to it.</param>
internal sealed record SlackScope(string Name, string Without);

/// <summary>Everything the bot asks for, and nothing it does not use.</summary>
internal static class SlackScopes
{
    /// <summary>The scopes of the bot's token.</summary>
    public static IReadOnlyList<SlackScope> All { get; } =
    [
        new("app_mentions:read", "The bot is not told when somebody mentions it in a channel."),
        new("channels:history", "The bot does not hear replies in threads of public channels, nor find out whether a message of its own arrived there."),
        new("groups:history", "The bot does not hear replies in threads of private channels, nor find out whether a message of its own arrived there."),
        new("im:history", "The bot does not hear direct messages."),
        new("mpim:history", "The bot does not hear group direct messages."),
        new("channels:read", "The bot cannot read who is in a public channel, so it says there only what anybody may read."),
        new("groups:read", "The bot cannot read who is in a private channel, so it says there only what anybody may read."),
        new("im:read", "The bot cannot tell whose direct message it is in, so it says there only what anybody may read."),
        new("mpim:read", "The bot cannot read who is in a group direct message, so it says there only what anybody may read."),
        new("im:write", "The bot cannot open a direct message: reminders and private answers do not arrive."),
        new("chat:write", "The bot cannot say anything."),
        new("commands", "The slash command and the shortcuts are missing."),
        new("users:read", "The bot cannot tell which firm a person belongs to, so it says only what anybody may read."),
    ];

    /// <summary>As the address of an installation names them.</summary>
    public static string Requested { get; } = string.Join(',', All.Select(scope => scope.Name));
}
