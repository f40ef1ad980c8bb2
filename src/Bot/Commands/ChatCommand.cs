using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Web;
using CoSellBot.Prm;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace CoSellBot.Bot.Commands;

/// <summary><c>chat --as &lt;person_id&gt;</c>: the person's direct conversation, the same one as in the browser, in a terminal. Development only.</summary>
internal static class ChatCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static Task<int> RunAsync(string[] args)
    {
        var person = new Option<string>("--as") { Description = "The person to speak as, like PER-LENA.", Required = true };
        var command = new RootCommand("Talk to the bot in a terminal.") { person };
        command.SetAction((parsed, cancellationToken) => TalkAsync(parsed.GetRequiredValue(person), cancellationToken));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> TalkAsync(string personId, CancellationToken cancellationToken)
    {
        using var host = CommandHost.Build(LogLevel.Error);
        if (!host.Services.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            await Console.Error.WriteLineAsync("chat speaks as anyone it is told to, so it exists in Development only.");
            return 2;
        }

        await host.StartAsync(cancellationToken);
        try
        {
            var services = host.Services;
            if (await services.GetRequiredService<Prm.Partners.Directory>().FindPersonAsync(personId, cancellationToken) is not { } card)
            {
                await Console.Error.WriteLineAsync($"There is no person '{personId}'.");
                return 2;
            }

            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{card.Person.Name}[/], {card.Organization.Name}. Type, or name a button. An empty line ends.");
            await new Terminal(services, personId).RunAsync(cancellationToken);
            return 0;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private sealed class Terminal(IServiceProvider services, string personId)
    {
        private readonly BotStore _store = services.GetRequiredService<BotStore>();
        private readonly Inbox _inbox = services.GetRequiredService<Inbox>();
        private readonly WebChannel _channel = services.GetRequiredService<WebChannel>();
        private readonly Ids _ids = services.GetRequiredService<Ids>();
        private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();
        private readonly string _place = WebChannel.DirectPlace(personId);
        private long _seen;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            _seen = await _store.ReadAsync(context => context.Set<WebMessage>().MaxAsync(m => (long?)m.Seq, cancellationToken), cancellationToken) ?? 0;
            while (!cancellationToken.IsCancellationRequested)
            {
                AnsiConsole.Markup("[grey]>[/] ");
                if (ChatText.Clean(await Console.In.ReadLineAsync(cancellationToken) ?? "") is not { Length: > 0 } line)
                {
                    return;
                }

                if (line.Length > WebEndpoints.LongestMessage)
                {
                    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"That is too long for one message: at most {WebEndpoints.LongestMessage:N0} characters.");
                    continue;
                }

                await SendAsync(line, cancellationToken);
                await PrintAsync(cancellationToken);
            }
        }

        private async Task SendAsync(string line, CancellationToken cancellationToken)
        {
            var id = $"{personId}/{_ids.Ulid()}";
            var last = await LastCardAsync(cancellationToken);
            var value = last?.Buttons.FirstOrDefault(pair => string.Equals(pair.Value, line.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)).Key;
            var message = new InboundMessage(WebChannel.Conversation(_place), id, personId, value is null ? line : "", value, value is null ? null : last!.Value.Id);
            var isWords = value is null || Press.Parse(value) is { Verb: "say" };
            await _inbox.ReceiveAsync(
                message, context => isWords ? _channel.AddWordsAsync(context, _place, id, personId, line, cancellationToken) : Task.CompletedTask, cancellationToken);
        }

        private async Task<(string Id, Dictionary<string, string> Buttons)?> LastCardAsync(CancellationToken cancellationToken)
        {
            var row = await _store.ReadAsync(
                context => context.Set<WebMessage>().Where(m => m.PlaceId == _place && m.FromPersonId == null).OrderByDescending(m => m.Seq).FirstOrDefaultAsync(cancellationToken),
                cancellationToken);
            return row is null ? null : (row.MessageId, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Buttons)!);
        }

        private async Task PrintAsync(CancellationToken cancellationToken)
        {
            var until = _clock.GetTimestamp();
            while (_clock.GetElapsedTime(until) < Patience)
            {
                var fresh = await _store.ReadAsync(
                    context => context.Set<WebMessage>().Where(m => m.Seq > _seen && m.PlaceId == _place && m.FromPersonId == null).OrderBy(m => m.Seq).ToListAsync(cancellationToken),
                    cancellationToken);
                // A terminal cannot change what stands above; a card that was merely settled is not worth repeating beside the answer.
                var answered = fresh.Exists(message => message.Seq == message.FirstSeq);
                foreach (var message in fresh)
                {
                    _seen = message.Seq;
                    if (!answered || message.Seq == message.FirstSeq)
                    {
                        AnsiConsole.Write(new Panel(new Text(message.Text)).RoundedBorder());
                    }
                }

                var busy = await _store.ReadAsync(
                    async context => await context.Set<InboxMessage>().AnyAsync(m => m.PlaceId == _place && m.State == InboxState.Pending, cancellationToken)
                        || await context.Set<OutboxMessage>().AnyAsync(m => m.PlaceId == _place && m.State == OutboxState.Pending, cancellationToken),
                    cancellationToken);
                if (!busy && fresh.Count == 0)
                {
                    return;
                }

                await Task.Delay(Look, _clock, cancellationToken);
            }

            AnsiConsole.MarkupLine("[grey]No answer yet; it will be in the conversation when it comes.[/]");
        }
    }
}
