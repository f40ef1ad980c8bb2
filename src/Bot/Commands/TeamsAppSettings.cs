using System.Text.RegularExpressions;

namespace CoSellBot.Bot.Commands;

/// <summary>What an operator decides about the app that Teams shows. Everything in it has been checked.</summary>
/// <param name="AppId">The bot's application id.</param>
/// <param name="Url">Where the bot answers, without a slash at the end.</param>
/// <param name="Name">The app's name in Teams.</param>
/// <param name="Developer">Whose app it is.</param>
/// <param name="Website">A page about it.</param>
/// <param name="Privacy">The privacy statement.</param>
/// <param name="Terms">The terms of use.</param>
/// <param name="Version">The app's version.</param>
internal sealed partial record TeamsAppSettings(Guid AppId, Uri Url, string Name, string Developer, string Website, string Privacy, string Terms, string Version)
{
    // The limits of the manifest schema.
    private const int LongestName = 30;
    private const int LongestDeveloper = 32;
    private const int LongestAddress = 2048;
    private const int LongestVersion = 256;

    /// <summary>Checks what was typed.</summary>
    /// <exception cref="InvalidDataException">Something of it cannot be used; the message is for the person at the terminal.</exception>
    public static TeamsAppSettings Read(string appId, string url, string name, string? developer, string? website, string? privacy, string? terms, string version)
    {
        if (!Guid.TryParseExact(appId.Trim(), "D", out var id) || id == Guid.Empty)
        {
            throw new InvalidDataException($"--app-id '{appId}' is not an application id like 11111111-2222-3333-4444-555555555555.");
        }

        if (version.Length > LongestVersion || !Semantic().IsMatch(version))
        {
            throw new InvalidDataException($"--app-version '{version}' is not a version like 1.0.0.");
        }

        var host = Address("--url", url);
        if (host.Query.Length > 0 || host.Fragment.Length > 0 || host.UserInfo.Length > 0)
        {
            throw new InvalidDataException($"--url '{url}' has more in it than a host and a path.");
        }

        var root = host.AbsoluteUri.TrimEnd('/');
        return new TeamsAppSettings(
            id,
            new Uri(root),
            Text("--name", name, LongestName),
            Text("--developer", developer ?? name, LongestDeveloper),
            Address("--website", website ?? root).AbsoluteUri,
            Address("--privacy", privacy ?? root + "/privacy").AbsoluteUri,
            Address("--terms", terms ?? root + "/terms").AbsoluteUri,
            version);
    }

    private static string Text(string option, string value, int longest) => value.Trim() switch
    {
        "" => throw new InvalidDataException($"{option} is empty."),
        { } text when text.Any(char.IsControl) => throw new InvalidDataException($"{option} holds characters that cannot be shown."),
        { } text when text.Length > longest => throw new InvalidDataException($"{option} '{text}' has {text.Length} characters; Teams takes {longest}."),
        { } text => text,
    };

    private static Uri Address(string option, string value) =>
        Uri.TryCreate(value.Trim(), UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Host.Length > 0 && uri.AbsoluteUri.Length <= LongestAddress
            ? uri
            : throw new InvalidDataException($"{option} '{value}' is not an https address like https://bot.example.com.");

    [GeneratedRegex(@"\A(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\z")]
    private static partial Regex Semantic();
}
