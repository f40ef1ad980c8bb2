using System.Globalization;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>Checks the audit trail against itself and against an anchor. It only reads, row by row, and may run beside a live bot.</summary>
public sealed class AuditVerifier(IDbContextFactory<PrmDbContext> contexts, Tenant tenant, BusinessClock clock)
{
    /// <summary>How long an entry may wait for its seal.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Checks everything.</summary>
    /// <exception cref="IOException">The anchor cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The anchor must not be read.</exception>
    public async Task<AuditReport> VerifyAsync(AuditAnchor anchor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var flaws = new List<AuditFlaw>();
        var remarks = new List<string>();
        if (await ChainsAsync(context, cancellationToken) is not { } chains)
        {
            return new AuditReport(0, null, [new AuditFlaw(AuditFlawKind.ChainChanged, null, null, "The record of the chain cannot be read: one of its values was edited.")], []);
        }

        var walk = new ChainWalk(context, tenant.Id, chains);
        AuditFlaw? broken;
        try
        {
            broken = await walk.FollowAsync(cancellationToken);
        }
        catch (Exception wrong) when (SealedEntries.IsUnreadable(wrong))
        {
            broken = new AuditFlaw(AuditFlawKind.SealEdited, walk.Number + 1, null, Say($"A seal after number {walk.Number} cannot be read: one of its values was edited."));
        }

        flaws.AddRange(broken is null ? [] : [broken]);
        var tally = new AnchorTally(context, chains);
        await tally.ReadAsync(anchor, cancellationToken);
        var number = broken is null ? walk.Number : await context.Set<AuditSeal>().MaxAsync(seal => (long?)seal.Number, cancellationToken) ?? 0;
        if (tally.HasLines)
        {
            flaws.AddRange(tally.Flaw(number) is { } outside ? [outside] : []);
            remarks.AddRange(tally.Remarks(number));
        }
        else if (number > 0)
        {
            flaws.Add(new AuditFlaw(AuditFlawKind.NoAnchor, null, null, Say(
                $"There is no anchor at {anchor.Path}. Without one nobody can tell whether the end was cut off or the whole chain was built again; single entries that were changed, removed or added are found all the same.")));
        }

        remarks.AddRange(walk.Gaps.Select(gap => Say(
            $"Numbers {gap.From} to {gap.To} are missing: a restore from an older copy, accepted at {gap.Chain.StartedAt:u}{(tally.Noted.Contains(gap.Chain.ChainId) ? "" : ", which this anchor does not note")}.")));
        await TailAsync(context, broken is null ? walk.Seq : long.MaxValue, flaws, remarks, cancellationToken);
        return new AuditReport(walk.Held, flaws.Count == 0 && walk.Held > 0 ? walk.Hash : null, flaws, remarks);
    }

    private async Task TailAsync(PrmDbContext context, long seq, List<AuditFlaw> flaws, List<string> remarks, CancellationToken cancellationToken)
    {
        if (await RestoreGate.IsClosedAsync(context, cancellationToken))
        {
            remarks.Add("The records are an older copy that no operator has accepted; nothing is written or sealed until then.");
        }

        var tail = context.Set<AuditEntry>().AsNoTracking().Where(entry => entry.Seq > seq);
        var count = await tail.CountAsync(cancellationToken);
        if (count == 0)
        {
            return;
        }

        DateTimeOffset? since;
        try
        {
            since = await tail.OrderBy(entry => entry.Seq).Select(entry => (DateTimeOffset?)entry.At).FirstOrDefaultAsync(cancellationToken);
        }
        catch (Exception wrong) when (SealedEntries.IsUnreadable(wrong))
        {
            flaws.Add(new AuditFlaw(AuditFlawKind.Unsealed, null, null, Say($"{Entries(count)} not sealed, and the first cannot be read.")));
            return;
        }

        var text = Say($"{Entries(count)} not sealed, since {since:u}.");
        if (since is null || clock.GetUtcNow() - since <= Fresh)
        {
            remarks.Add($"{text} That is normal within {Fresh.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds.");
        }
        else
        {
            flaws.Add(new AuditFlaw(AuditFlawKind.Unsealed, null, null, $"{text} Nobody could tell if they were changed: start the bot, or read in its log why it does not seal."));
        }
    }

    private static async Task<List<AuditChain>?> ChainsAsync(PrmDbContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Set<AuditChain>().AsNoTracking().OrderBy(chain => chain.Epoch).ToListAsync(cancellationToken);
        }
        catch (Exception wrong) when (SealedEntries.IsUnreadable(wrong))
        {
            return null;
        }
    }

    private static string Entries(int count) => Say($"{count} {(count == 1 ? "entry is" : "entries are")}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
