using System.CommandLine;

namespace CoSellBot.Bot.Commands;

/// <summary><c>teams-manifest --app-id &lt;id&gt; --url &lt;https address&gt; --out &lt;zip&gt;</c>: the app package that is uploaded to Teams.</summary>
internal static class TeamsManifestCommand
{
    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>The same with other places to write to.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var appId = new Option<string>("--app-id") { Description = "The bot's application (client) id.", Required = true };
        var url = new Option<string>("--url") { Description = "Where the bot answers, like https://bot.example.com.", Required = true };
        var file = new Option<string>("--out") { Description = "The zip to write.", DefaultValueFactory = _ => "cosellbot-teams.zip" };
        var name = new Option<string>("--name") { Description = "The app's name in Teams, at most 30 characters.", DefaultValueFactory = _ => "CoSellBot" };
        var developer = new Option<string?>("--developer") { Description = "Whose app it is, at most 32 characters. Default: the name." };
        var website = new Option<string?>("--website") { Description = "Your page about it. Default: the address of --url." };
        var privacy = new Option<string?>("--privacy") { Description = "Your privacy statement. Default: /privacy under --url." };
        var terms = new Option<string?>("--terms") { Description = "Your terms of use. Default: /terms under --url." };
        var version = new Option<string>("--app-version") { Description = "Raise it when you upload again.", DefaultValueFactory = _ => "1.0.0" };
        var command = new RootCommand("Makes the app package for Microsoft Teams.") { appId, url, file, name, developer, website, privacy, terms, version };
        command.SetAction((parsed, cancellationToken) => WriteAsync(
            parsed.GetRequiredValue(file),
            () => TeamsAppSettings.Read(
                parsed.GetRequiredValue(appId), parsed.GetRequiredValue(url), parsed.GetRequiredValue(name), parsed.GetValue(developer),
                parsed.GetValue(website), parsed.GetValue(privacy), parsed.GetValue(terms), parsed.GetRequiredValue(version)),
            output,
            error,
            cancellationToken));
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static async Task<int> WriteAsync(string file, Func<TeamsAppSettings> read, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        TeamsAppSettings settings;
        try
        {
            settings = read();
            await WholeFile.WriteAsync(file, (stream, token) => TeamsPackage.WriteAsync(stream, settings, token), cancellationToken);
        }
        catch (InvalidDataException wrong)
        {
            await error.WriteLineAsync($"No package was made: {wrong.Message}");
            return 2;
        }

        await output.WriteLineAsync($"{file}: {settings.Name} {settings.Version}. Upload it in the Teams admin center, or in Teams under Apps.");
        await output.WriteLineAsync($"Messaging endpoint of the Azure Bot: {settings.Url.AbsoluteUri.TrimEnd('/')}/api/messages");
        await output.WriteLineAsync($"Teams links to {settings.Website}, {settings.Privacy} and {settings.Terms}. These pages are yours to publish.");
        return 0;
    }
}
