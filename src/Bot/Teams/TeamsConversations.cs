using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Teams;

/// <summary>The places of Teams the bot knows, learned from verified calls alone.</summary>
internal sealed class TeamsConversations(BotStore store, TimeProvider clock)
{
    /// <summary>A place by its id, with or without a thread; null when nothing ever came from there.</summary>
    public Task<TeamsConversation?> FindAsync(string conversationId, CancellationToken cancellationToken)
    {
        var id = TeamsThread.PlaceOf(conversationId);
        return store.ReadAsync(
            context => context.Set<TeamsConversation>().AsNoTracking().SingleOrDefaultAsync(place => place.Id == id, cancellationToken), cancellationToken);
    }

    /// <summary>An account's one-to-one chat with the bot, when it is open; the newest if there are several.</summary>
    /// <param name="accountId">Microsoft Entra object id.</param>
    /// <param name="tenant">Only in this tenant; null for any.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    public Task<TeamsConversation?> FindPersonalAsync(string accountId, string? tenant, CancellationToken cancellationToken)
    {
        var key = TeamsThread.Key(accountId);
        return store.ReadAsync(
            async context => (await context.Set<TeamsConversation>().AsNoTracking()
                    .Where(place => place.AccountId == key && place.Kind == TeamsConversationKind.Personal && place.ClosedBecause == null).ToListAsync(cancellationToken))
                .Where(place => tenant is null || string.Equals(place.HostTenant, tenant, StringComparison.OrdinalIgnoreCase))
                .MaxBy(place => place.UpdatedAt),
            cancellationToken);
    }

    /// <summary>Notes what a verified call says about its place, within the transaction that stores the call, and opens the place again.</summary>
    internal async Task SeenAsync(BotDbContext context, TeamsActivity activity, CancellationToken cancellationToken)
    {
        var id = activity.PlaceId;
        var kind = TeamsActivityMapper.Kind(activity);
        var row = await context.Set<TeamsConversation>().SingleOrDefaultAsync(place => place.Id == id, cancellationToken);
        if (row is null)
        {
            row = new TeamsConversation { Id = id, Kind = kind, ServiceUrl = activity.ServiceUrl!, UpdatedAt = clock.GetUtcNow() };
            context.Add(row);
        }

        var team = activity.ChannelData?.Team;
        (row.Kind, row.ServiceUrl, row.ClosedBecause) = (kind, activity.ServiceUrl!, null);
        row.HostTenant = TeamsThread.Key(activity.Conversation?.TenantId) ?? row.HostTenant;
        row.BotId = activity.Recipient?.Id ?? row.BotId;
        row.TeamId = team?.Id ?? row.TeamId;
        row.TeamGroupId = team?.AadGroupId ?? row.TeamGroupId;
        row.ChannelType = TypeOf(activity, row.ChannelType);
        if (kind == TeamsConversationKind.Personal && TeamsActivityMapper.IsFromPerson(activity))
        {
            row.AccountId = activity.From?.AccountKey ?? row.AccountId;
        }

        if (context.Entry(row).State == EntityState.Modified)
        {
            row.UpdatedAt = clock.GetUtcNow();
        }

        await RememberAddressAsync(context, activity, cancellationToken);
    }

    /// <summary>Notes a chat that the bot opened itself.</summary>
    internal Task AddPersonalAsync(string id, string accountId, TeamsConversation like, CancellationToken cancellationToken) => store.WriteAsync(
        async context =>
        {
            if (!await context.Set<TeamsConversation>().AnyAsync(place => place.Id == id, cancellationToken))
            {
                context.Add(new TeamsConversation
                {
                    Id = id,
                    Kind = TeamsConversationKind.Personal,
                    ServiceUrl = like.ServiceUrl,
                    HostTenant = like.HostTenant,
                    BotId = like.BotId,
                    AccountId = TeamsThread.Key(accountId),
                    UpdatedAt = clock.GetUtcNow(),
                });
            }
        },
        cancellationToken);

    /// <summary>Closes a place: nothing is sent there until somebody speaks to the bot or installs it again.</summary>
    public Task CloseAsync(string conversationId, string because, CancellationToken cancellationToken) => store.WriteAsync(
        context => CloseAsync(context, conversationId, because, clock.GetUtcNow(), cancellationToken), cancellationToken);

    /// <summary>The places an event is about: its own, and with a whole team's event all channels of the team.</summary>
    internal static async Task<IReadOnlyList<string>> ConcernedAsync(BotDbContext context, TeamsActivity activity, CancellationToken cancellationToken)
    {
        var (id, team) = (activity.PlaceId, activity.ChannelData?.Team?.Id);
        if (team is null || activity.ChannelData?.EventType?.StartsWith("channel", StringComparison.Ordinal) == true)
        {
            return [id];
        }

        // Taken out of one private or shared channel, the bot is still in the team.
        if (activity is { Type: "installationUpdate", ChannelData.Channel.Id: { Length: > 0 } channel })
        {
            return [channel];
        }

        var others = await context.Set<TeamsConversation>().Where(place => place.TeamId == team && place.Id != id).Select(place => place.Id).ToListAsync(cancellationToken);
        return [id, .. others];
    }

    /// <summary>The team's group, learned from the connector.</summary>
    public Task LearnGroupAsync(string conversationId, string groupId, CancellationToken cancellationToken)
    {
        var id = TeamsThread.PlaceOf(conversationId);
        return store.WriteAsync(
            context => context.Set<TeamsConversation>().Where(place => place.Id == id).ExecuteUpdateAsync(set => set.SetProperty(place => place.TeamGroupId, groupId), cancellationToken),
            cancellationToken);
    }

    /// <summary>The kind of a channel, learned from Graph.</summary>
    public Task LearnTypeAsync(string conversationId, ChannelMembership membership, CancellationToken cancellationToken)
    {
        var (id, type) = (TeamsThread.PlaceOf(conversationId), TeamsThread.Key(membership.ToString()));
        return store.WriteAsync(
            context => context.Set<TeamsConversation>().Where(place => place.Id == id).ExecuteUpdateAsync(set => set.SetProperty(place => place.ChannelType, type), cancellationToken),
            cancellationToken);
    }

    /// <summary>How Teams addresses an account, as its own messages showed; null when it never spoke.</summary>
    public Task<string?> AddressOfAsync(string accountId, CancellationToken cancellationToken)
    {
        var key = TeamsThread.Key(accountId);
        return store.ReadAsync(context => context.Set<TeamsUser>().Where(user => user.AccountId == key).Select(user => (string?)user.Address).SingleOrDefaultAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Any open place of a tenant, to learn where its service is; the newest.</summary>
    public Task<TeamsConversation?> AnyOfTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        var key = TeamsThread.Key(tenant);
        return store.ReadAsync(
            async context => await context.Set<TeamsConversation>().AsNoTracking().Where(place => place.HostTenant == key && place.ClosedBecause == null)
                .OrderByDescending(place => place.UpdatedAt).FirstOrDefaultAsync(cancellationToken),
            cancellationToken);
    }

    internal static async Task CloseAsync(BotDbContext context, string conversationId, string because, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = TeamsThread.PlaceOf(conversationId);
        if (await context.Set<TeamsConversation>().SingleOrDefaultAsync(place => place.Id == id, cancellationToken) is { } row)
        {
            (row.ClosedBecause, row.UpdatedAt) = (because, now);
        }
    }

    // What Teams says now wins; that a channel was shared is told by an event before any message shows it.
    private static string? TypeOf(TeamsActivity activity, string? before) => activity.ChannelData?.EventType switch
    {
        "channelShared" => "shared",
        // Back to what it was before is not said, so it is asked anew.
        "channelUnshared" => activity.ChannelData.Channel?.Type?.ToLowerInvariant(),
        _ => activity.ChannelData?.Channel?.Type?.ToLowerInvariant() ?? before,
    };

    private static async Task RememberAddressAsync(BotDbContext context, TeamsActivity activity, CancellationToken cancellationToken)
    {
        if (activity.From is { AccountKey: { } account, Id: { } address } && TeamsActivityMapper.IsFromPerson(activity))
        {
            var user = await context.Set<TeamsUser>().SingleOrDefaultAsync(user => user.AccountId == account, cancellationToken);
            if (user is null)
            {
                context.Add(new TeamsUser { AccountId = account, Address = address });
            }
            else
            {
                user.Address = address;
            }
        }
    }
}
