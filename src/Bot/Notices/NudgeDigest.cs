using System.Globalization;
using CoSellBot.Agents;
using CoSellBot.Agents.Coaching;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Users;
using CoSellBot.Prm;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Notices;

/// <summary>A person's nudges of one morning.</summary>
/// <param name="Reply">The message.</param>
/// <param name="Nudges">What is in it.</param>
public sealed record MorningNudges(AgentReply Reply, IReadOnlyList<Nudge> Nudges);

/// <summary>Makes the one message of a morning, and notes what was in it.</summary>
public sealed class NudgeDigest(BotStore store, DealCoach coach, BusinessClock clock, NudgeOptions options)
{
    /// <summary>Nobody is told of the same deal again within these days.</summary>
    public const int DaysBetween = 7;

    /// <summary>What a person is to be told; null when there is nothing, or when the day is over.</summary>
    /// <param name="user">The person.</param>
    /// <param name="notice">The notice of the day.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<MorningNudges?> ReadAsync(ResolvedUser user, Notice notice, CancellationToken cancellationToken)
    {
        var zone = user.Reader.ToContext().Zone;
        var today = clock.Today(zone);
        if (!options.Enabled || user.Principal is not { IsVendor: true, PersonId: { } person } || DayOf(notice) != today)
        {
            return null;
        }

        var nudges = await coach.FindAsync(person, null, null, zone, cancellationToken);
        var (now, since) = (clock.GetUtcNow(), today.AddDays(-DaysBetween));
        var quiet = await store.ReadAsync(
            async context => new HashSet<string>([
                .. (await Mutes.OfAsync(context, person, cancellationToken)).Where(mute => mute.Until is null || mute.Until > now).Select(mute => mute.SubjectId),
                .. await context.Set<NudgeSaid>().Where(said => said.PersonId == person && said.Day > since).Select(said => said.OpportunityId).ToListAsync(cancellationToken),
            ]),
            cancellationToken);
        // Only what the person may read by now: owning a deal on an account is one way to be told of it, not the only rule.
        var told = nudges.Items
            .Where(nudge => !quiet.Contains(nudge.Stall.Deal.Id) && !quiet.Contains(nudge.Account.Id) && nudge.Readers.Admits(user.Principal.AsMember()))
            .Take(DealCoach.MostShown).ToList();
        return told.Count == 0 ? null : new MorningNudges(NudgeCards.Card(told, 0, person, coach.Desk.Prm.Name, nudges.AsOf), told);
    }

    /// <summary>Notes what was said, and in the person's conversation what a plain "snooze" means; within the transaction that puts the message out.</summary>
    internal static async Task StoreAsync(
        BotDbContext context, ResolvedUser user, Notice notice, ConversationReference place, MorningNudges said, CancellationToken cancellationToken)
    {
        var person = user.Principal.PersonId!;
        context.AddRange(said.Nudges.Select(nudge => new NudgeSaid { PersonId = person, OpportunityId = nudge.Stall.Deal.Id, Day = DayOf(notice) }));
        var json = await context.Set<SessionRow>().Where(row => row.ConversationKey == place.Key && row.PersonId == person).Select(row => row.Json)
            .SingleOrDefaultAsync(cancellationToken);
        await TurnRunner.SaveSessionAsync(
            context, place.Key, user.Principal, AgentSession.FromJson(json) with { LastNudges = DealCoach.AccountsOf(said.Nudges) }, cancellationToken);
    }

    private static DateOnly DayOf(Notice notice) => DateOnly.ParseExact(notice.EntityId, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
