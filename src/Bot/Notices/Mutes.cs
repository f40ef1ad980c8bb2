using CoSellBot.Access;
using CoSellBot.Agents.Coaching;
using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Notices;

/// <summary>People's own quiet, as stored.</summary>
internal static class Mutes
{
    /// <summary>What a person has made quiet, also what has ended since; nothing for someone unknown.</summary>
    public static async Task<IReadOnlyList<Mute>> OfAsync(BotDbContext context, string? personId, CancellationToken cancellationToken) =>
        personId is null ? [] : await context.Set<NudgeMute>().AsNoTracking().Where(row => row.PersonId == personId)
            .OrderBy(row => row.SubjectId).Select(row => new Mute(row.SubjectId, row.Until)).ToListAsync(cancellationToken);

    /// <summary>Stores a turn's changes within its transaction; what has ended goes.</summary>
    public static async Task SaveAsync(
        BotDbContext context, Principal person, IReadOnlyList<MuteChange>? changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (person.PersonId is not { } id || changes is not { Count: > 0 })
        {
            return;
        }

        var rows = await context.Set<NudgeMute>().Where(row => row.PersonId == id).ToListAsync(cancellationToken);
        context.RemoveRange(rows.Where(row => row.Until <= now && changes.All(change => change.SubjectId != row.SubjectId)));
        foreach (var change in changes)
        {
            var row = rows.Find(one => one.SubjectId == change.SubjectId);
            if (row is not null && !change.IsMuted)
            {
                context.Remove(row);
            }
            else if (row is not null)
            {
                row.Until = change.Until;
            }
            else if (change.IsMuted)
            {
                context.Add(new NudgeMute { PersonId = id, SubjectId = change.SubjectId, Until = change.Until });
            }
        }
    }
}
