using System.CommandLine;
using System.Text;

namespace CoSellBot.Bot.Commands;

/// <summary><c>slack-manifest --url &lt;https address&gt;</c>: the manifest the Slack app is created from.</summary>
internal static class SlackManifestCommand
{
    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>The same with other places to write to.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var url = new Option<string?>("--url") { Description = "Where Slack reaches the bot, like https://bot.example.com. Not needed with --socket." };
        var socket = new Option<bool>("--socket") { Description = "The bot opens sockets to Slack: no public address, one workspace." };
        var workspace = new Option<bool>("--one-workspace") { Description = "The bot's token stands in its settings, so it must not end by itself." };
        var name = new Option<string>("--name") { Description = "The app's name in Slack, at most 35 characters.", DefaultValueFactory = _ => "CoSellBot" };
        var file = new Option<string?>("--out") { Description = "The file to write. Default: the terminal." };
        var command = new RootCommand("Makes the manifest of the Slack app.") { url, socket, workspace, name, file };
        command.SetAction((parsed, cancellationToken) => WriteAsync(
            parsed.GetValue(file),
            () => SlackAppSettings.Read(parsed.GetRequiredValue(name), parsed.GetValue(url), parsed.GetValue(socket), parsed.GetValue(workspace)),
            output,
            error,
            cancellationToken));
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static async Task<int> WriteAsync(string? file, Func<SlackAppSettings> read, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            var settings = read();
            var manifest = await SlackManifest.WriteAsync(settings, cancellationToken) + "\n";
            if (file is null)
            {
                await output.WriteAsync(manifest);
                return 0;
            }

            await WholeFile.WriteAsync(file, (stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes(manifest), token).AsTask(), cancellationToken);
            await output.WriteLineAsync($"{file}: {settings.Name}. Paste it at https://api.slack.com/apps, Create New App, From a manifest.");
            return 0;
        }
        catch (InvalidDataException wrong)
        {
            await error.WriteLineAsync($"No manifest was made: {wrong.Message}");
            return 2;
        }
    }
}
