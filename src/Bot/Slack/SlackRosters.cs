using System.Collections.Concurrent;
using System.Text.Json;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// Who can read a place of Slack. The channel tells the organisations and its members the people; both together count, and in a
/// channel that is not private everybody of its workspace, who need not join to read. Whatever fails makes the whole roster
/// unreadable: half a roster looks like a smaller room.
/// </summary>
internal sealed partial class SlackRosters(
    SlackApi api, SlackTokens tokens, SlackPlaces places, Prm.Partners.Directory directory, TimeProvider clock, ILogger<SlackRosters> log)
{
    private const int AtOnce = 8;
    private const int AskedOneByOne = 30;
    private const int MostPeople = 1_000;
    private const int MostProfiles = 20_000;
    private const int MostRosters = 2_000;
    // A channel may turn external without an event, so a roster is never older than this when something is said.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    // Where an account belongs does not change; that it became a guest may.
    private static readonly TimeSpan ProfileFresh = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string Installation, string Channel), Lazy<Task<Reading>>> _rosters = new();
    private readonly ConcurrentDictionary<(string Installation, string User), (ChannelUser? User, DateTimeOffset At)> _profiles = new();

    /// <summary>The roster, at most five seconds old; never throws for anything the platform does. Those who ask while it is being read get the same.</summary>
    public async Task<Roster> ReadAsync(string installationId, string channelId, CancellationToken cancellationToken)
    {
        var key = (installationId, channelId);
        var asked = clock.GetUtcNow();
        for (; ; )
        {
            var reading = _rosters.GetOrAdd(key, _ => new Lazy<Task<Reading>>(() => ReadOnceAsync(installationId, channelId)));
            var read = await reading.Value.WaitAsync(cancellationToken);
            var age = clock.GetUtcNow() - read.At;
            if (read.Roster.IsComplete && age >= TimeSpan.Zero && (age <= Fresh || read.At >= asked))
            {
                // However long the reading took: what began after the question answers it.
                return read.Roster;
            }

            // Old, or a failure that need not last.
            _rosters.TryRemove(KeyValuePair.Create(key, reading));
            if (!read.Roster.IsComplete)
            {
                return read.Roster;
            }
        }
    }

    /// <summary>An event told that somebody came, went, or that the channel is shared now.</summary>
    public void Forget(string installationId, string channelId) => _rosters.TryRemove((installationId, channelId), out _);

    /// <summary>True when what is remembered of a channel does not know of anybody outside.</summary>
    public bool WasNotShared(string installationId, string channelId) =>
        _rosters.TryGetValue((installationId, channelId), out var reading) && reading is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: { HasExternals: false } } };

    /// <summary>An account, as the platform knows it.</summary>
    /// <returns>Null for bots and accounts that are gone: they read nothing.</returns>
    /// <exception cref="ChannelException">The account cannot be read.</exception>
    public async Task<ChannelUser?> ReadUserAsync(string installationId, string userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_profiles.TryGetValue((installationId, userId), out var known) && now - known.At <= ProfileFresh && now >= known.At)
        {
            return known.User;
        }

        return await RememberAsync(installationId, userId, await api.ReadUserAsync(installationId, userId, cancellationToken), now, cancellationToken);
    }

    private async Task<ChannelUser?> RememberAsync(string installationId, string userId, JsonElement profile, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var user = await ToUserAsync(profile, userId, cancellationToken);
        if (_profiles.Count >= MostProfiles)
        {
            foreach (var old in _profiles.Where(known => now - known.Value.At > ProfileFresh))
            {
                _profiles.TryRemove(old);
            }
        }

        _profiles[(installationId, userId)] = (user, now);
        return user;
    }

    private async Task<Reading> ReadOnceAsync(string installationId, string channelId)
    {
        var at = clock.GetUtcNow();
        if (_rosters.Count >= MostRosters)
        {
            foreach (var old in _rosters.Where(known => known.Value is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var read } } && at - read.At > Fresh))
            {
                _rosters.TryRemove(old);
            }
        }

        try
        {
            // One reader's going away must not end the reading of the others; the calls have their own limits.
            return await ReadNowAsync(installationId, channelId, at, CancellationToken.None);
        }
        catch (ChannelException failure)
        {
            LogUnreadable(failure.Message);
            return new Reading(Roster.Unreadable with { RetryAfter = failure.RetryAfter }, at, HasExternals: true);
        }
        catch (Exception failure)
        {
            // Our own store may be away for a moment; that is no reason to know nobody for ever.
            LogBroken(failure);
            return new Reading(Roster.Unreadable, at, HasExternals: true);
        }
    }

    private async Task<Reading> ReadNowAsync(string installationId, string channelId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await tokens.FindAsync(installationId, cancellationToken) is not { ClosedBecause: null } installation)
        {
            return new Reading(Roster.Unreadable, at, HasExternals: true);
        }

        if (await places.FindAsync(installationId, channelId, cancellationToken) is { UserId: { } person })
        {
            return await OfDirectAsync(installationId, person, at, cancellationToken);
        }

        var channel = await api.ReadChannelAsync(installationId, channelId, cancellationToken);
        if (channel.Is("is_im"))
        {
            return channel.Id("user") is { } other ? await OfDirectAsync(installationId, other, at, cancellationToken) : new Reading(Roster.Unreadable, at, HasExternals: true);
        }

        var ids = (await api.ReadMembersAsync(installationId, channelId, cancellationToken)).Where(id => id != installation.BotUserId).Distinct().ToList();
        if (ids.Count > MostPeople)
        {
            LogUnreadable("there are too many members to know each of them");
            return new Reading(Roster.Unreadable, at, HasExternals: true);
        }

        await LearnManyAsync(installationId, ids, cancellationToken);
        var people = new ConcurrentBag<ChannelUser>();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (id, token) =>
        {
            if (await ReadUserAsync(installationId, id, token) is { } user)
            {
                people.Add(user);
            }
        });
        List<ChannelUser> users = [.. people.OrderBy(user => user.UserId, StringComparer.Ordinal), .. await UnlistedAsync(channel, installation, people, cancellationToken)];
        var own = await FirmAsync(installation.Id, installation.EnterpriseId, cancellationToken);
        return new Reading(new Roster(users, IsComplete: !people.IsEmpty, IsPrivate: false), at, users.Any(user => user.FirmId != own));
    }

    // Asked one by one, a large channel would use up a minute's questions at once; the workspace's own people come in pages.
    private async Task LearnManyAsync(string installationId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (ids.Count(id => !_profiles.TryGetValue((installationId, id), out var known) || now - known.At > ProfileFresh) <= AskedOneByOne)
        {
            return;
        }

        foreach (var profile in await api.ReadUsersAsync(installationId, cancellationToken))
        {
            if (profile.Id("id") is { } id && ids.Contains(id))
            {
                await RememberAsync(installationId, id, profile, now, cancellationToken);
            }
        }
    }

    /// <summary>Those who read along without being listed one by one.</summary>
    private async Task<List<ChannelUser>> UnlistedAsync(
        JsonElement channel, SlackInstallation installation, IReadOnlyCollection<ChannelUser> people, CancellationToken cancellationToken)
    {
        var unlisted = new List<ChannelUser>();
        var isClosed = channel.Is("is_private") || channel.Is("is_mpim") || channel.Is("is_group");
        var own = await FirmAsync(installation.Id, installation.EnterpriseId, cancellationToken);
        if (!isClosed)
        {
            unlisted.Add(ChannelUser.AnyoneOf(own));
        }

        string[] inside = [installation.Id, .. channel.Strings("internal_team_ids")];
        foreach (var team in channel.Strings("connected_team_ids").Concat(channel.Strings("shared_team_ids")).Concat(channel.Strings("internal_team_ids")).Distinct())
        {
            var firm = inside.Contains(team) ? await FirmAsync(team, installation.EnterpriseId, cancellationToken) : team;
            // What is private here may be open there: anybody of that firm may read.
            if (firm != own)
            {
                unlisted.Add(ChannelUser.AnyoneOf(firm));
            }
        }

        var isInvited = channel.Is("is_pending_ext_shared") || channel.Strings("pending_shared").Count > 0 || channel.Strings("pending_connected_team_ids").Count > 0;
        var isUnexplained = channel.Is("is_ext_shared") && unlisted.Concat(people).All(user => user.FirmId == own);
        if (isInvited || isUnexplained)
        {
            // Somebody outside may read from the next moment on, and nobody can say who.
            unlisted.Add(new ChannelUser("stranger", "stranger", null));
        }

        return unlisted;
    }

    private async Task<Reading> OfDirectAsync(string installationId, string userId, DateTimeOffset at, CancellationToken cancellationToken) =>
        await ReadUserAsync(installationId, userId, cancellationToken) is { } user
            ? new Reading(new Roster([user], IsComplete: true, IsPrivate: true), at, HasExternals: false)
            : new Reading(Roster.Unreadable, at, HasExternals: true);

    // Never by an e-mail or a name: those are what somebody typed.
    private async Task<ChannelUser?> ToUserAsync(JsonElement user, string userId, CancellationToken cancellationToken)
    {
        if (user.Is("is_bot") || user.Is("is_workflow_bot") || user.Is("deleted") || userId == "USLACKBOT")
        {
            return null;
        }

        var (team, enterprise) = (user.Id("team_id"), user.Id("enterprise_user", "enterprise_id"));
        var firm = user.Is("is_stranger") || team is null ? null : await FirmAsync(team, enterprise, cancellationToken);
        string?[] names = [team, enterprise, .. user.At("enterprise_user").Strings("teams")];
        return new ChannelUser(userId, userId, firm, user.Is("is_restricted") || user.Is("is_ultra_restricted"),
            OtherNames: [.. names.OfType<string>().Distinct().Select(name => $"{name}/{userId}")]);
    }

    // The programme knows a firm by its workspace or, in Enterprise Grid, by its organisation.
    private async Task<string> FirmAsync(string teamId, string? enterpriseId, CancellationToken cancellationToken) =>
        enterpriseId is not null && !await directory.KnowsFirmAsync(SlackChannel.ChannelName, teamId, cancellationToken)
            && await directory.KnowsFirmAsync(SlackChannel.ChannelName, enterpriseId, cancellationToken)
            ? enterpriseId
            : teamId;

    private sealed record Reading(Roster Roster, DateTimeOffset At, bool HasExternals);

    [LoggerMessage(Level = LogLevel.Error, Message = "A roster of Slack could not be read; only public facts are said there meanwhile.")]
    private partial void LogBroken(Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A roster of Slack could not be read, so only public facts are said there: {Reason}.")]
    private partial void LogUnreadable(string reason);
}
