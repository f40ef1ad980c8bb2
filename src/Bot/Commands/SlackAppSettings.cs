namespace CoSellBot.Bot.Commands;

/// <summary>What an operator decides about the app that Slack shows. Everything in it has been checked.</summary>
/// <param name="Name">The app's and the bot's name in Slack.</param>
/// <param name="Url">Where Slack reaches the bot, or null when the bot opens sockets to Slack instead.</param>
/// <param name="KeepsToken">True when the bot's token comes from its settings: it must not end by itself.</param>
internal sealed record SlackAppSettings(string Name, Uri? Url, bool KeepsToken)
{
    // The limit of Slack's manifest.
    private const int LongestName = 35;

    /// <summary>Checks what was typed.</summary>
    /// <exception cref="InvalidDataException">Something of it cannot be used; the message is for the person at the terminal.</exception>
    public static SlackAppSettings Read(string name, string? url, bool isSocket, bool isOneWorkspace)
    {
        if (url is null && !isSocket)
        {
            throw new InvalidDataException("--url is missing. Without a public address use --socket.");
        }

        var address = url is null ? null : Address(url);
        return new SlackAppSettings(Text(name), isSocket ? null : address, isSocket || isOneWorkspace);
    }

    private static string Text(string name) => name.Trim() switch
    {
        "" => throw new InvalidDataException("--name is empty."),
        { } text when text.Any(char.IsControl) => throw new InvalidDataException("--name holds characters that cannot be shown."),
        { } text when text.Length > LongestName => throw new InvalidDataException($"--name '{text}' has {text.Length} characters; Slack takes {LongestName}."),
        { } text => text,
    };

    private static Uri Address(string url)
    {
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.Host.Length == 0)
        {
            throw new InvalidDataException($"--url '{url}' is not an https address like https://bot.example.com.");
        }

        return uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            ? new Uri(uri.AbsoluteUri.TrimEnd('/'))
            : throw new InvalidDataException($"--url '{url}' has more in it than a host and a path.");
    }
}
