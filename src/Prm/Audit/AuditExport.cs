using System.Runtime.CompilerServices;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>Which entries are exported.</summary>
/// <param name="Since">Entries from this instant on, by the business clock, or all.</param>
/// <param name="Entity">Entries on this record, like <c>registration/DR-7K3Q</c>, or all.</param>
public sealed record ExportFilter(DateTimeOffset? Since = null, string? Entity = null);

/// <summary>
/// The audit as lines of JSON that anybody can check without this program: <c>entry</c>, or <c>start</c> of a chain, stands last and is the
/// very text that was hashed, and <c>hash</c> is SHA-256 over <c>previous</c> and it.
/// </summary>
public sealed class AuditExport(IDbContextFactory<PrmDbContext> contexts, Tenant tenant)
{
    /// <summary>The lines: chains and sealed entries by number, then those that are not sealed yet, whose <c>number</c> and <c>hash</c> are null. A seal whose entry is gone has <c>"entry":null</c>.</summary>
    public async IAsyncEnumerable<string> ReadAsync(ExportFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var chains = new Queue<AuditChain>(await context.Set<AuditChain>().AsNoTracking().OrderBy(chain => chain.Epoch).ToListAsync(cancellationToken));
        var (id, previous, seq) = ("", "", 0L);
        await foreach (var one in SealedEntries.ReadAsync(context, cancellationToken))
        {
            while (chains.TryPeek(out var chain) && one.Seal.Number >= chain.FirstNumber)
            {
                (id, previous) = (chain.ChainId, chain.Hash);
                yield return Line(id, chain.FirstNumber - 1, chain.Previous, chain.Hash, "start", AuditCanon.Of(chains.Dequeue(), tenant.Id));
            }

            if (Passes(one.Entry, filter))
            {
                yield return Line(id, one.Seal.Number, previous, one.Seal.Hash, "entry", one.Entry is null ? "null" : AuditCanon.Of(one.Entry, tenant.Id));
            }

            (previous, seq) = (one.Seal.Hash, one.Seal.Seq);
        }

        while (chains.TryDequeue(out var chain))
        {
            yield return Line(chain.ChainId, chain.FirstNumber - 1, chain.Previous, chain.Hash, "start", AuditCanon.Of(chain, tenant.Id));
        }

        await foreach (var entry in context.Set<AuditEntry>().AsNoTracking().Where(entry => entry.Seq > seq).OrderBy(entry => entry.Seq).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (Passes(entry, filter))
            {
                yield return Line(null, null, null, null, "entry", AuditCanon.Of(entry, tenant.Id));
            }
        }
    }

    private static bool Passes(AuditEntry? entry, ExportFilter filter) =>
        entry is null || ((filter.Since is null || entry.At >= filter.Since) && (filter.Entity is null || entry.EntityRef == filter.Entity));

    private static string Line(string? chain, long? number, string? previous, string? hash, string name, string text) =>
        AuditCanon.Object(("chain", chain), ("number", number), ("previous", previous), ("hash", hash), (name, new AuditCanon.RawJson(text)));
}
