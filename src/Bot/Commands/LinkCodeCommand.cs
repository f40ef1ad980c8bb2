using System.CommandLine;
using System.Globalization;
using CoSellBot.Bot.Users;

namespace CoSellBot.Bot.Commands;

/// <summary><c>link-code &lt;person_id&gt; [--hours 24]</c>: a code that lets a person link one account of Teams or Slack. Works beside a running bot.</summary>
internal static class LinkCodeCommand
{
    private const int Usual = 24;
    private const int Most = 168;

    public static Task<int> RunAsync(string[] args) => RunAsync(args, null, Console.Out, Console.Error);

    /// <summary>The same over a house that stands already, with other places to write to.</summary>
    public static Task<int> RunAsync(string[] args, IServiceProvider? services, TextWriter output, TextWriter error)
    {
        var person = new Argument<string>("person_id") { Description = "The person, like PER-NINA." };
        var hours = new Option<int>("--hours") { Description = $"How long the code is good for, 1 to {Most}.", DefaultValueFactory = _ => Usual };
        var command = new RootCommand("Makes a code that links an account of a chat platform to a person.") { person, hours };
        command.SetAction((parsed, cancellationToken) => CommandHost.WithHouseAsync(
            services, error, house => IssueAsync(house, parsed.GetRequiredValue(person), parsed.GetValue(hours), output, error, cancellationToken), cancellationToken));
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static async Task<int> IssueAsync(IServiceProvider house, string personId, int hours, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (hours is < 1 or > Most)
        {
            await error.WriteLineAsync($"--hours takes 1 to {Most}.");
            return 2;
        }

        if (await house.GetRequiredService<Prm.Partners.Directory>().FindPersonAsync(personId, cancellationToken) is not { } card)
        {
            await error.WriteLineAsync($"There is no person '{personId}'.");
            return 2;
        }

        var until = house.GetRequiredService<TimeProvider>().GetUtcNow().AddHours(hours);
        var code = await house.GetRequiredService<IdentityLinks>().IssueAsync(personId, TimeSpan.FromHours(hours), cancellationToken);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            {code}

            It links one account to {card.Person.Name} of {card.Organization.Name} ({personId}), once, until {until:d MMM yyyy HH:mm} UTC.
            It is not shown again, and earlier unused codes of {personId} are void.
            Whoever has it becomes {card.Person.Name}: hand it over by a way that proves who takes it, in person or on a number you know.
            They write "link" and the code to the bot, in a direct chat.
            """));
        return 0;
    }
}
