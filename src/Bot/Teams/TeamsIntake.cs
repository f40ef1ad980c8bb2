using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Teams;

/// <summary>Takes in what Teams reports: words, presses, edits, deletions, and who came to and went from which place.</summary>
internal sealed class TeamsIntake(Inbox inbox, BotStore store, TeamsConversations conversations, TimeProvider clock, WorkSignal signal)
{
    // Removal of a place by its owner: nothing can be sent there any more.
    private static readonly HashSet<string> Endings = ["channelDeleted", "teamDeleted", "teamHardDeleted", "teamArchived"];

    // Whatever may bring in somebody who could not read before.
    private static readonly HashSet<string> Openings = ["channelShared", "channelUnshared", "channelMemberAdded", "channelMemberRemoved", "teamMemberAdded", "channelRestored", "teamUnarchived"];

    /// <summary>Stores what an activity means. When it returns, the activity may be acknowledged.</summary>
    public async Task StoreAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        switch (activity.Type)
        {
            case "message" when TeamsActivityMapper.IsFromPerson(activity):
                if (TeamsActivityMapper.ToMessage(activity) is { } message)
                {
                    await ReceiveAsync(activity, message, cancellationToken);
                }

                break;

            case "messageUpdate" when TeamsActivityMapper.IsFromPerson(activity) && activity.ChannelData?.EventType is "editMessage" or "undeleteMessage":
                await EditAsync(activity, cancellationToken);
                break;

            case "messageDelete" when TeamsActivityMapper.IsFromPerson(activity) && activity is { Id: { } id, SenderId: { } sender }:
                await store.WriteAsync(
                    context => Retractions.VoidAsync(context, TeamsChannel.ChannelName, id, sender, keepsDraft: false, cancellationToken), cancellationToken);
                signal.Set();
                break;

            case "conversationUpdate":
            case "installationUpdate":
                await ChangeAsync(activity, cancellationToken);
                break;

            default:
                // Reactions and whatever Teams will invent: a sign is neither an order nor a consent.
                break;
        }
    }

    /// <summary>Stores a message beside what it tells about its place.</summary>
    public Task<bool> ReceiveAsync(TeamsActivity activity, InboundMessage message, CancellationToken cancellationToken) =>
        inbox.ReceiveAsync(message, context => conversations.SeenAsync(context, activity, cancellationToken), cancellationToken);

    // The words a card was made from have changed: the card is void, and the new words are taken as said now.
    private async Task EditAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        if (activity is not { Id: { } id, SenderId: { } sender })
        {
            return;
        }

        var edited = TeamsActivityMapper.ToMessage(activity) is { PressValue: null } words ? words : null;
        await store.WriteAsync(
            async context =>
            {
                var version = edited is null ? null : $"{id}/edit/{Version(activity, edited)}";
                if (version is not null && await context.Set<InboxMessage>().AnyAsync(m => m.Channel == TeamsChannel.ChannelName && m.MessageId == version && m.UserId == sender, cancellationToken))
                {
                    // The same edit once more takes nothing back.
                    return;
                }

                if (await Retractions.VoidAsync(context, TeamsChannel.ChannelName, id, sender, keepsDraft: edited is not null, cancellationToken) && edited is not null)
                {
                    await Inbox.AddAsync(context, edited with { MessageId = version! }, clock.GetUtcNow(), cancellationToken);
                    await conversations.SeenAsync(context, activity, cancellationToken);
                }
            },
            cancellationToken);
        signal.Set();
    }

    // The same edit delivered twice is one version.
    private static string Version(TeamsActivity activity, InboundMessage edited) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{(activity.Timestamp is { ValueKind: JsonValueKind.String } at ? at.GetRawText() : "")}\n{edited.Text}")).AsSpan(0, 8));

    private async Task ChangeAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        var place = TeamsChannel.Conversation(activity.PlaceId);
        var gone = (activity.Type == "installationUpdate" && activity.Action == "remove")
            || activity.MembersRemoved?.Any(activity.IsUs) == true
            || (activity.ChannelData?.EventType is { } ending && Endings.Contains(ending));
        var came = activity is { Type: "installationUpdate", Action: "add" } || activity.MembersAdded?.Any(activity.IsUs) == true;
        await store.WriteAsync(
            async context =>
            {
                var concerned = await TeamsConversations.ConcernedAsync(context, activity, cancellationToken);
                if (gone)
                {
                    foreach (var id in concerned)
                    {
                        await TeamsConversations.CloseAsync(context, id, "the bot was taken out", clock.GetUtcNow(), cancellationToken);
                        await Retractions.EndAsync(context, TeamsChannel.Conversation(id), cancellationToken);
                    }

                    return;
                }

                await conversations.SeenAsync(context, activity, cancellationToken);
                if (activity.MembersAdded?.Any(member => member is not null && !activity.IsBot(member)) == true || (activity.ChannelData?.EventType is { } opening && Openings.Contains(opening)))
                {
                    foreach (var id in concerned)
                    {
                        await Redactor.NoteAsync(context, TeamsChannel.Conversation(id), clock.GetUtcNow(), cancellationToken);
                    }
                }

                if (came && TeamsActivityMapper.IsPersonal(activity) && activity.SenderId is { } sender && TeamsActivityMapper.IsFromPerson(activity))
                {
                    // Installation and first sight come as two events at once; one greeting is enough, and one for ever.
                    await Inbox.AddAsync(context, new InboundMessage(place, "welcome", sender, "", Press.Say("help")), clock.GetUtcNow(), cancellationToken);
                }
            },
            cancellationToken);
        signal.Set();
    }
}
