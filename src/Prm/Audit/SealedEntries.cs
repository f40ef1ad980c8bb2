using System.Runtime.CompilerServices;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>A seal and the entry it names.</summary>
/// <param name="Seal">The seal.</param>
/// <param name="Entry">Its entry; null when it is gone or cannot be read.</param>
/// <param name="IsThere">True when there is such a row at all.</param>
/// <param name="Stray">The first entry between the seal before and this one that neither names, or null.</param>
internal sealed record SealedEntry(AuditSeal Seal, AuditEntry? Entry, bool IsThere, long? Stray);

/// <summary>Reads seals with their entries in the order of the chain, some hundreds at a time, so that memory stays flat and nothing is locked.</summary>
internal static class SealedEntries
{
    private const int Batch = 500;

    /// <summary>Everything sealed, by number.</summary>
    public static async IAsyncEnumerable<SealedEntry> ReadAsync(PrmDbContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (number, seq) = (long.MinValue, long.MinValue);
        for (; ; )
        {
            var seals = await context.Set<AuditSeal>().AsNoTracking().Where(seal => seal.Number > number).OrderBy(seal => seal.Number).Take(Batch).ToListAsync(cancellationToken);
            if (seals.Count == 0)
            {
                yield break;
            }

            var from = seq;
            var to = seals.Max(seal => seal.Seq);
            // Where seals were swapped the range may be all there is; only as many as one batch can hold are looked at.
            var present = await context.Set<AuditEntry>().Where(entry => entry.Seq > from && entry.Seq <= to).OrderBy(entry => entry.Seq).Select(entry => entry.Seq).Take(2 * Batch).ToListAsync(cancellationToken);
            var entries = await EntriesAsync(context, [.. seals.Select(seal => seal.Seq)], cancellationToken);
            foreach (var seal in seals)
            {
                var at = present.FindIndex(one => one > seq && one < seal.Seq);
                yield return new SealedEntry(seal, entries.GetValueOrDefault(seal.Seq), entries.ContainsKey(seal.Seq), at < 0 ? null : present[at]);
                (number, seq) = (seal.Number, seal.Seq);
            }
        }
    }

    /// <summary>Entries by their numbers; null for a row with a value that is none.</summary>
    private static async Task<Dictionary<long, AuditEntry?>> EntriesAsync(PrmDbContext context, List<long> seqs, CancellationToken cancellationToken)
    {
        IQueryable<AuditEntry> Rows(List<long> wanted) => context.Set<AuditEntry>().AsNoTracking().Where(entry => wanted.Contains(entry.Seq));
        try
        {
            return await Rows(seqs).ToDictionaryAsync(entry => entry.Seq, AuditEntry? (entry) => entry, cancellationToken);
        }
        catch (Exception wrong) when (IsUnreadable(wrong))
        {
            var entries = new Dictionary<long, AuditEntry?>();
            foreach (var seq in await Rows(seqs).Select(entry => entry.Seq).ToListAsync(cancellationToken))
            {
                try
                {
                    entries[seq] = await Rows([seq]).SingleAsync(cancellationToken);
                }
                catch (Exception broken) when (IsUnreadable(broken))
                {
                    entries[seq] = null;
                }
            }

            return entries;
        }
    }

    /// <summary>True for what reading a row throws whose values were tampered with.</summary>
    public static bool IsUnreadable(Exception failure) => failure is FormatException or InvalidCastException or InvalidOperationException or OverflowException;
}
