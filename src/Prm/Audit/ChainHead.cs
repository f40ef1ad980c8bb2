using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>How far a chain has come.</summary>
/// <param name="Chain">The newest chain, or null while nothing was sealed.</param>
/// <param name="Number">The newest number; the one before the chain's first while it has no seal.</param>
/// <param name="Seq">The newest sealed entry.</param>
/// <param name="Hash">What the next hash is made over.</param>
internal sealed record ChainHead(AuditChain? Chain, long Number, long Seq, string Hash)
{
    /// <summary>Reads it, in two searches by key.</summary>
    public static async Task<ChainHead> ReadAsync(PrmDbContext context, CancellationToken cancellationToken)
    {
        var chain = await context.Set<AuditChain>().AsNoTracking().OrderByDescending(c => c.Epoch).FirstOrDefaultAsync(cancellationToken);
        var last = await context.Set<AuditSeal>().AsNoTracking().OrderByDescending(s => s.Number).FirstOrDefaultAsync(cancellationToken);
        return chain is not null && (last is null || last.Number < chain.FirstNumber)
            ? new ChainHead(chain, chain.FirstNumber - 1, last?.Seq ?? 0, chain.Hash)
            : new ChainHead(chain, last?.Number ?? 0, last?.Seq ?? 0, last?.Hash ?? "");
    }

    /// <summary>True when a line of the anchor says the same.</summary>
    public bool Is(AnchorLine? line) => Chain is null
        ? Number == 0 && line is null or { Note: AnchorLine.Reset }
        : line is not null && line.Chain == Chain.ChainId && line.Number == Number && line.Hash == Hash;

    /// <summary>True when the same stands there now.</summary>
    public bool Is(ChainHead other) => (Chain?.ChainId, Number, Seq, Hash) == (other.Chain?.ChainId, other.Number, other.Seq, other.Hash);

    /// <summary>True when the newest seal follows from its entry and the seal before.</summary>
    public async Task<bool> HoldsAsync(PrmDbContext context, string tenant, CancellationToken cancellationToken)
    {
        if (Chain is null || Number < Chain.FirstNumber)
        {
            return Chain is null ? Number == 0 : Chain.Hash == AuditCanon.Start(Chain, tenant);
        }

        var entry = await context.Set<AuditEntry>().AsNoTracking().SingleOrDefaultAsync(e => e.Seq == Seq, cancellationToken);
        var previous = Number == Chain.FirstNumber
            ? AuditCanon.Start(Chain, tenant) == Chain.Hash ? Chain.Hash : null
            : await context.Set<AuditSeal>().Where(s => s.Number == Number - 1).Select(s => s.Hash).SingleOrDefaultAsync(cancellationToken);
        return entry is not null && previous is not null && AuditCanon.Hash(previous, AuditCanon.Of(entry, tenant)) == Hash;
    }
}

/// <summary>What a line of the anchor says about the database.</summary>
internal enum AnchorVerdict
{
    /// <summary>The chain is the one the anchor knows.</summary>
    Agrees,

    /// <summary>The anchor knows more than the database.</summary>
    Ahead,

    /// <summary>The database has another chain at that number.</summary>
    Differs,

    /// <summary>The database says that an operator accepted a restore; this anchor does not know of it.</summary>
    AcceptedElsewhere,
}

/// <summary>Holds lines of the anchor against the database.</summary>
internal static class AnchorComparison
{
    public static async Task<AnchorVerdict> WithAsync(PrmDbContext context, AnchorLine? line, CancellationToken cancellationToken)
    {
        if (line is null or { Note: AnchorLine.Reset })
        {
            return AnchorVerdict.Agrees;
        }

        var chains = await context.Set<AuditChain>().AsNoTracking().OrderBy(c => c.Epoch).ToListAsync(cancellationToken);
        var seal = await context.Set<AuditSeal>().AsNoTracking().SingleOrDefaultAsync(s => s.Number == line.Number, cancellationToken);
        return Of(line, chains, seal);
    }

    /// <summary>The verdict on a line, given the seal with its number or null.</summary>
    public static AnchorVerdict Of(AnchorLine line, List<AuditChain> chains, AuditSeal? seal)
    {
        var at = chains.FindIndex(chain => chain.ChainId == line.Chain);
        if (at < 0)
        {
            return chains.Exists(chain => chain.LostChain == line.Chain) ? AnchorVerdict.AcceptedElsewhere : AnchorVerdict.Ahead;
        }

        if (line.Number == chains[at].FirstNumber - 1)
        {
            return line.Hash == chains[at].Hash ? AnchorVerdict.Agrees : AnchorVerdict.Differs;
        }

        if (seal is not null && (at + 1 == chains.Count || line.Number < chains[at + 1].FirstNumber))
        {
            return seal.Hash == line.Hash && seal.Seq == line.Seq ? AnchorVerdict.Agrees : AnchorVerdict.Differs;
        }

        return at + 1 < chains.Count ? AnchorVerdict.AcceptedElsewhere : AnchorVerdict.Ahead;
    }
}
