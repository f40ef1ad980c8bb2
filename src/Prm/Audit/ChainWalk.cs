using System.Globalization;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>Follows the chain from its first seal and stops at the first that does not follow.</summary>
internal sealed class ChainWalk(PrmDbContext context, string tenant, List<AuditChain> chains)
{
    private int _at;
    private long _number;
    private long _seq = long.MinValue;
    private string _hash = "";

    /// <summary>How many seals held.</summary>
    public long Held { get; private set; }

    /// <summary>The last number that held.</summary>
    public long Number => _number;

    /// <summary>The last entry that held.</summary>
    public long Seq => _seq;

    /// <summary>The last hash that held.</summary>
    public string Hash => _hash;

    /// <summary>Numbers that an operator accepted as lost, by the chain that goes on after them.</summary>
    public List<(AuditChain Chain, long From, long To)> Gaps { get; } = [];

    /// <summary>The first flaw, or null.</summary>
    public async Task<AuditFlaw?> FollowAsync(CancellationToken cancellationToken)
    {
        if (Enter() is { } first)
        {
            return first;
        }

        await foreach (var one in SealedEntries.ReadAsync(context, cancellationToken))
        {
            if (chains.Count == 0)
            {
                return new AuditFlaw(AuditFlawKind.ChainChanged, null, null, "There are seals, and the record of their chain is gone.");
            }

            while (_at + 1 < chains.Count && one.Seal.Number >= chains[_at + 1].FirstNumber)
            {
                _at++;
                if (Enter() is { } changed)
                {
                    return changed;
                }
            }

            if (await LookAsync(one, cancellationToken) is { } flaw)
            {
                return flaw;
            }

            (_number, _seq, _hash) = (one.Seal.Number, one.Seal.Seq, one.Seal.Hash);
            Held++;
        }

        while (_at + 1 < chains.Count)
        {
            // A chain that was begun and has no seal yet.
            _at++;
            if (Enter() is { } changed)
            {
                return changed;
            }
        }

        return null;
    }

    private AuditFlaw? Enter()
    {
        if (chains.Count == 0)
        {
            return null;
        }

        var chain = chains[_at];
        if (chain.Epoch != _at + 1 || chain.Previous != _hash || chain.FirstNumber <= _number || chain.Hash != AuditCanon.Start(chain, tenant))
        {
            return new AuditFlaw(AuditFlawKind.ChainChanged, chain.FirstNumber, null, Say($"The record of chain {chain.ChainId}, from number {chain.FirstNumber} on, was changed, or what stands before it."));
        }

        if (chain.FirstNumber > _number + 1)
        {
            Gaps.Add((chain, _number + 1, chain.FirstNumber - 1));
        }

        (_number, _hash) = (chain.FirstNumber - 1, chain.Hash);
        return null;
    }

    private async Task<AuditFlaw?> LookAsync(SealedEntry one, CancellationToken cancellationToken)
    {
        var (seal, number) = (one.Seal, _number + 1);
        if (seal.Number != number)
        {
            return one.Stray is { } bare
                ? new AuditFlaw(AuditFlawKind.SealRemoved, number, bare, Say($"The seal with number {number} was removed; entry {bare} stands without one, the next seal there is {seal.Number}."))
                : new AuditFlaw(AuditFlawKind.SealRemoved, number, null, Say($"Number {number} was removed, seal and entry; the next one there is {seal.Number}."));
        }

        if (seal.Seq <= _seq)
        {
            return Moved(number, seal.Seq, Say($"The seals were reordered: number {number} names entry {seal.Seq}, number {number - 1} a later one."));
        }

        if (one.Stray is { } stray)
        {
            var other = await context.Set<AuditSeal>().AsNoTracking().SingleOrDefaultAsync(s => s.Seq == stray, cancellationToken);
            return other is not null
                ? Moved(number, stray, Say($"The seals were reordered: number {number} names entry {seal.Seq}, and entry {stray} before it has number {other.Number}."))
                : new AuditFlaw(AuditFlawKind.EntryInserted, number, stray, Say($"Entry {stray} was inserted: it stands before entry {seal.Seq}, which has number {number}, and is not sealed."));
        }

        if (!one.IsThere)
        {
            return await new ChainDiagnosis(context, tenant).OfMissingAsync(seal, _hash, cancellationToken);
        }

        if (one.Entry is null)
        {
            return new AuditFlaw(AuditFlawKind.EntryEdited, number, seal.Seq, Say($"Entry {seal.Seq}, number {number}, was edited: one of its values cannot be read."));
        }

        if (seal.Form != AuditCanon.Form)
        {
            return new AuditFlaw(AuditFlawKind.SealEdited, number, seal.Seq, Say($"The seal with number {number} was edited: it says form {seal.Form}, this program knows {AuditCanon.Form}."));
        }

        return AuditCanon.Hash(_hash, AuditCanon.Of(one.Entry, tenant)) == seal.Hash
            ? null
            : await new ChainDiagnosis(context, tenant).OfDifferenceAsync(seal, one.Entry, _hash, cancellationToken);
    }

    private static AuditFlaw Moved(long number, long seq, string text) => new(AuditFlawKind.Reordered, number, seq, text);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
