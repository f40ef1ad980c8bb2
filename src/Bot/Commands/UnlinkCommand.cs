using System.CommandLine;
using System.Globalization;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Teams;
using CoSellBot.Bot.Users;

namespace CoSellBot.Bot.Commands;

/// <summary><c>unlink &lt;person_id&gt;</c>: takes away what a person linked by codes. Works beside a running bot.</summary>
internal static class UnlinkCommand
{
    public static Task<int> RunAsync(string[] args) => RunAsync(args, null, Console.Out, Console.Error);

    /// <summary>The same over a house that stands already, with other places to write to.</summary>
    public static Task<int> RunAsync(string[] args, IServiceProvider? services, TextWriter output, TextWriter error)
    {
        var person = new Argument<string>("person_id") { Description = "The person, like PER-NINA." };
        var command = new RootCommand("Takes away the links a person made by codes.") { person };
        command.SetAction((parsed, cancellationToken) => CommandHost.WithHouseAsync(
            services, error, house => UnlinkAsync(house, parsed.GetRequiredValue(person), output, error, cancellationToken), cancellationToken));
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static async Task<int> UnlinkAsync(IServiceProvider house, string personId, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        // Somebody who is in the files no more may still have links.
        var directory = house.GetRequiredService<Prm.Partners.Directory>();
        var count = await house.GetRequiredService<IdentityLinks>().UnlinkAsync(personId, cancellationToken);
        if (count == 0 && await directory.FindPersonAsync(personId, cancellationToken) is null)
        {
            await error.WriteLineAsync($"There is no person '{personId}'.");
            return 2;
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{personId}: {count} {(count == 1 ? "link" : "links")} taken away; unused codes are void."));
        foreach (var channel in new[] { TeamsChannel.ChannelName, SlackChannel.ChannelName })
        {
            if (await directory.AccountOfAsync(channel, personId, cancellationToken) is { FirmId: not null, AccountId: { } account })
            {
                await output.WriteLineAsync($"The imported files still name account {account} in {channel}.");
            }
        }

        return 0;
    }
}
