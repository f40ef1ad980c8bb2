using System.Collections.Concurrent;
using System.Text.Json;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// Who is in a place of Teams. The connector tells the members of chats and standard channels; of a shared channel it leaves out
/// those who come in through other teams, so there Graph is asked as well and both together count. Whatever fails makes the whole
/// roster unreadable: half a roster looks like a smaller room.
/// </summary>
internal sealed partial class TeamsRosters(TeamsConnector connector, TeamsGraph? graph, TeamsConversations conversations, TeamsOptions options, ILogger<TeamsRosters> log)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Roster>>> _underWay = new();

    /// <summary>The roster now; never throws for anything the platform does. Those who ask while it is being read get the same.</summary>
    public async Task<Roster> ReadAsync(string conversationId, CancellationToken cancellationToken)
    {
        // Sixty people opening a group at once ask sixty times; Teams allows fourteen a second.
        var id = TeamsThread.PlaceOf(conversationId);
        var reading = _underWay.GetOrAdd(id, key => new Lazy<Task<Roster>>(() => ReadOnceAsync(key)));
        return await reading.Value.WaitAsync(cancellationToken);
    }

    // One reader's going away must not end the reading of the others; the calls have their own limits.
    private async Task<Roster> ReadOnceAsync(string conversationId)
    {
        try
        {
            return await ReadNowAsync(conversationId, CancellationToken.None);
        }
        finally
        {
            _underWay.TryRemove(conversationId, out _);
        }
    }

    private async Task<Roster> ReadNowAsync(string conversationId, CancellationToken cancellationToken)
    {
        if (await conversations.FindAsync(conversationId, cancellationToken) is not { ClosedBecause: null } place)
        {
            return Roster.Unreadable;
        }

        try
        {
            var isPersonal = place.Kind == TeamsConversationKind.Personal;
            var members = await connector.ReadMembersAsync(place.ServiceUrl, place.Id, cancellationToken);
            var users = members.Select(member => ToUser(member, isPersonal ? place.HostTenant : null)).OfType<ChannelUser>().DistinctBy(user => user.AccountId).ToList();
            if (place.Kind == TeamsConversationKind.Channel && place.ChannelType != "standard")
            {
                if (await ReadWholeAsync(place, users, cancellationToken) is not { } whole)
                {
                    return new Roster(users, IsComplete: false, IsPrivate: false);
                }

                users = whole;
            }

            return new Roster(users, IsComplete: users.Count > 0, IsPrivate: isPersonal && users.Count == 1);
        }
        catch (ChannelException failure)
        {
            LogUnreadable(failure.Message);
            return Roster.Unreadable;
        }
    }

    private async Task<List<ChannelUser>?> ReadWholeAsync(TeamsConversation place, List<ChannelUser> direct, CancellationToken cancellationToken)
    {
        if (graph is null)
        {
            // Without Graph nobody can say that a channel is not shared. Only the simulator has none that are.
            return options.AllowAnonymous && place.ChannelType is null ? direct : null;
        }

        var group = place.TeamGroupId;
        if (group is null && place.TeamId is { } team)
        {
            group = await connector.ReadTeamGroupAsync(place.ServiceUrl, team, cancellationToken);
            if (group is not null)
            {
                await conversations.LearnGroupAsync(place.Id, group, cancellationToken);
            }
        }

        if (group is not null && place.ChannelType is null && await graph.ReadMembershipAsync(group, place.Id, cancellationToken) is { } membership)
        {
            // A standard channel stays one, so this is asked once; an event tells when it is shared after all.
            await conversations.LearnTypeAsync(place.Id, membership, cancellationToken);
            if (membership == ChannelMembership.Standard)
            {
                return direct;
            }
        }

        if (group is null || await graph.ReadAllMembersAsync(group, place.Id, cancellationToken) is not { Count: > 0 } all)
        {
            LogUnreadable("Graph did not tell all members");
            return null;
        }

        // A guest by either word is a guest; the connector alone knows how to address somebody.
        var known = direct.ToDictionary(user => user.AccountId, StringComparer.OrdinalIgnoreCase);
        foreach (var user in all)
        {
            known[user.AccountId] = known.TryGetValue(user.AccountId, out var seen)
                ? seen with { FirmId = user.FirmId ?? seen.FirmId, IsGuest = seen.IsGuest || user.IsGuest }
                : user;
        }

        return [.. known.Values];
    }

    /// <summary>A member as the connector writes it; null for bots.</summary>
    private static ChannelUser? ToUser(JsonElement member, string? tenantOfChat)
    {
        var id = TeamsActivityMapper.Text(member, "id");
        if (id?.StartsWith("28:", StringComparison.Ordinal) == true)
        {
            return null;
        }

        var account = TeamsThread.Key(TeamsActivityMapper.Text(member, "aadObjectId")) ?? TeamsThread.Key(TeamsActivityMapper.Text(member, "objectId"));
        var role = TeamsActivityMapper.Text(member, "userRole");
        var isGuest = string.Equals(role, "guest", StringComparison.OrdinalIgnoreCase) || string.Equals(role, "anonymous", StringComparison.OrdinalIgnoreCase)
            || TeamsActivityMapper.Text(member, "userPrincipalName")?.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) == true;
        return new ChannelUser(account ?? id ?? "?", account ?? id ?? "?", account is null ? null : TeamsThread.Key(TeamsActivityMapper.Text(member, "tenantId")) ?? tenantOfChat, isGuest, id);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A roster of Teams could not be read, so only public facts are said there: {Reason}.")]
    private partial void LogUnreadable(string reason);
}
