using System.CommandLine;
using System.Text;

namespace CoSellBot.Bot.Commands;

/// <summary><c>playground [--as PER-LENA]</c>: a settings file for Microsoft's Teams simulator in which a person of the world and five colleagues are linked.</summary>
internal static class PlaygroundCommand
{
    private const string Usual = ".m365agentsplayground.yml";

    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>The same with other places to write to.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var person = new Option<string>("--as") { Description = "The person to be.", DefaultValueFactory = _ => "PER-LENA" };
        var world = new Option<string>("--world") { Description = "Folder with people.csv and organizations.csv.", DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "samples", "world") };
        var file = new Option<string>("--out") { Description = "The file to write.", DefaultValueFactory = _ => Usual };
        var command = new RootCommand("Writes the settings of the Microsoft 365 Agents Playground for people of the world.") { person, world, file };
        command.SetAction((parsed, cancellationToken) => WriteAsync(
            parsed.GetRequiredValue(person), parsed.GetRequiredValue(world), parsed.GetRequiredValue(file), output, error, cancellationToken));
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static async Task<int> WriteAsync(string personId, string world, string file, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        PlaygroundCast cast;
        try
        {
            cast = PlaygroundCast.Read(world, personId);
            var text = Encoding.UTF8.GetBytes(PlaygroundFile.Write(cast));
            await WholeFile.WriteAsync(file, async (stream, token) => await stream.WriteAsync(text, token), cancellationToken);
        }
        catch (InvalidDataException wrong)
        {
            await error.WriteLineAsync($"No file was made: {wrong.Message}");
            return 2;
        }

        await output.WriteLineAsync($"{file}: {cast.Current.Name} of {cast.Firm}, with {string.Join(", ", cast.Others.Select(other => other.Name))}.");
        if (cast.Others.Any(other => !other.Linked))
        {
            await output.WriteLineAsync($"{cast.Firm} has no more people linked to Teams, and the simulator wants six. The guests fill its list and are known to nobody: try the personal chat.");
        }

        await output.WriteLineAsync($"""

            Start the bot:
              dotnet run --project src/Bot -- --Teams:AllowAnonymous=true
            Start the simulator, in {Path.GetDirectoryName(Path.GetFullPath(file))}:
              npx @microsoft/m365agentsplayground -e http://localhost:3978/api/messages -c msteams --disable-telemetry
            """);
        if (Path.GetFileName(file) != Usual)
        {
            await output.WriteLineAsync($"The simulator reads {Usual} of the folder it is started in: give the file that name.");
        }

        return 0;
    }
}
