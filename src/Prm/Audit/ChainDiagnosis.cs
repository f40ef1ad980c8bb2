using System.Globalization;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>
/// Tells what was done at a place where the chain does not hold, by what would make it hold: the same entry under another number, the seal
/// after it, the entry it should be. Only asked when something is wrong, so it may read everything once more.
/// </summary>
internal sealed class ChainDiagnosis(PrmDbContext context, string tenant)
{
    /// <summary>A seal whose entry is gone: it may stand under another number.</summary>
    public async Task<AuditFlaw> OfMissingAsync(AuditSeal seal, string previous, CancellationToken cancellationToken) =>
        await PlaceOfAsync(seal, previous, cancellationToken) is { } place
            ? Flaw(AuditFlawKind.Reordered, seal, $"Entries were reordered: what belongs to number {seal.Number} as entry {seal.Seq} stands as entry {place}.")
            : Flaw(AuditFlawKind.EntryRemoved, seal, $"Entry {seal.Seq}, number {seal.Number}, was removed.");

    /// <summary>A seal that does not follow from its entry.</summary>
    public async Task<AuditFlaw> OfDifferenceAsync(AuditSeal seal, AuditEntry entry, string previous, CancellationToken cancellationToken)
    {
        if (await PlaceOfAsync(seal, previous, cancellationToken) is { } place)
        {
            return await BelongsAsync(entry, cancellationToken)
                ? Flaw(AuditFlawKind.Reordered, seal, $"Entries were reordered: what belongs to number {seal.Number} as entry {seal.Seq} stands as entry {place}.")
                : Flaw(AuditFlawKind.EntryInserted, seal, $"Entry {seal.Seq} was inserted: what belongs to number {seal.Number} stands as entry {place} now.");
        }

        var next = await context.Set<AuditSeal>().AsNoTracking().SingleOrDefaultAsync(s => s.Number == seal.Number + 1, cancellationToken);
        var after = next is null ? null : await ReadAsync(next.Seq, cancellationToken);
        if (next is not null && after is not null)
        {
            var text = AuditCanon.Of(after, tenant);
            if (AuditCanon.Hash(seal.Hash, text) == next.Hash)
            {
                return Flaw(AuditFlawKind.EntryEdited, seal, $"Entry {seal.Seq}, number {seal.Number}, was edited.");
            }

            if (AuditCanon.Hash(AuditCanon.Hash(previous, AuditCanon.Of(entry, tenant)), text) == next.Hash)
            {
                return Flaw(AuditFlawKind.SealEdited, seal, $"The seal with number {seal.Number} was edited; entry {seal.Seq} is as it was.");
            }
        }

        return Flaw(AuditFlawKind.EntryEdited, seal, $"Entry {seal.Seq}, number {seal.Number}, or its seal was edited.");
    }

    /// <summary>Where the entry that belongs under a seal stands now, or null when it is nowhere.</summary>
    private async Task<long?> PlaceOfAsync(AuditSeal seal, string previous, CancellationToken cancellationToken)
    {
        await foreach (var entry in EntriesAsync(cancellationToken))
        {
            if (entry.Seq != seal.Seq && Fits(entry, seal, previous))
            {
                return entry.Seq;
            }
        }

        return null;
    }

    /// <summary>True when an entry belongs under any seal.</summary>
    private async Task<bool> BelongsAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        string? previous = null;
        await foreach (var one in SealedEntries.ReadAsync(context, cancellationToken))
        {
            if (previous is not null && Fits(entry, one.Seal, previous))
            {
                return true;
            }

            previous = one.Seal.Hash;
        }

        var first = await context.Set<AuditSeal>().AsNoTracking().OrderBy(seal => seal.Number).FirstOrDefaultAsync(cancellationToken);
        var chain = await context.Set<AuditChain>().AsNoTracking().OrderBy(c => c.Epoch).FirstOrDefaultAsync(cancellationToken);
        return first is not null && chain is not null && Fits(entry, first, chain.Hash);
    }

    private bool Fits(AuditEntry entry, AuditSeal seal, string previous) => AuditCanon.Hash(previous, AuditCanon.Of(At(entry, seal.Seq), tenant)) == seal.Hash;

    private async IAsyncEnumerable<AuditEntry> EntriesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long after = long.MinValue; ;)
        {
            var from = after;
            var seqs = await context.Set<AuditEntry>().Where(entry => entry.Seq > from).OrderBy(entry => entry.Seq).Select(entry => entry.Seq).Take(500).ToListAsync(cancellationToken);
            if (seqs.Count == 0)
            {
                yield break;
            }

            foreach (var seq in seqs)
            {
                if (await ReadAsync(seq, cancellationToken) is { } entry)
                {
                    yield return entry;
                }
            }

            after = seqs[^1];
        }
    }

    private async Task<AuditEntry?> ReadAsync(long seq, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Set<AuditEntry>().AsNoTracking().SingleOrDefaultAsync(entry => entry.Seq == seq, cancellationToken);
        }
        catch (Exception wrong) when (SealedEntries.IsUnreadable(wrong))
        {
            return null;
        }
    }

    private static AuditEntry At(AuditEntry entry, long seq) => new()
    {
        Seq = seq,
        At = entry.At,
        ActorPersonId = entry.ActorPersonId,
        OnBehalfOf = entry.OnBehalfOf,
        Channel = entry.Channel,
        MessageId = entry.MessageId,
        Action = entry.Action,
        EntityRef = entry.EntityRef,
        Before = entry.Before,
        After = entry.After,
    };

    private static AuditFlaw Flaw(AuditFlawKind kind, AuditSeal seal, FormattableString text) => new(kind, seal.Number, seal.Seq, text.ToString(CultureInfo.InvariantCulture));
}
