using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>
/// Chains the entries of the audit that are not chained yet, then tells the outside anchor. Of several processes one seals, by a lease on
/// the system clock that is taken with the seals themselves: while there is nothing to seal, nothing is written. Two at once do no harm,
/// each number and each entry is sealed once.
/// </summary>
public sealed class AuditSealer(LedgerWriter writer, AuditAnchor anchor, Tenant tenant, TimeProvider system, Ids ids) : IDisposable
{
    private const int Batch = 1_000;
    private const int Window = 1_000;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _owner = ids.Ulid();
    private AnchorLine? _anchored;
    private bool _isKnown;

    /// <summary>Seals a batch, if there is anything, and brings the anchor up to the chain.</summary>
    public async Task<SealOutcome> RunOnceAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await SealAsync(cancellationToken);
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return Stop(AuditProblem.Anchor);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the lease up for whoever comes next, when its holder is known to be gone.</summary>
    public async Task FreeLeaseAsync(CancellationToken cancellationToken)
    {
        await using var context = await writer.LookAsync(cancellationToken);
        if (await context.Set<AuditState>().AnyAsync(state => state.Sealer != null, cancellationToken))
        {
            await writer.WriteAsync(
                async (write, token) => await write.Set<AuditState>().ExecuteUpdateAsync(set => set.SetProperty(state => state.Sealer, (string?)null), token),
                cancellationToken, evenIfRestored: true);
        }
    }

    /// <summary>Empties the records while nobody seals, and says so in the anchor. For the demo's reset, in Development only.</summary>
    public async Task ResetAsync(Func<Task> empty, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(empty);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await empty();
            _isKnown = false;
            if (anchor.ReadLast() is { Note: not AnchorLine.Reset })
            {
                anchor.Append(new AnchorLine("", 0, 0, "", system.GetUtcNow(), AnchorLine.Reset));
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<SealOutcome> SealAsync(CancellationToken cancellationToken)
    {
        ChainHead head;
        var count = 0;
        await using (var look = await writer.LookAsync(cancellationToken))
        {
            var state = await look.Set<AuditState>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            if (state?.RestoreSeenAt is not null)
            {
                return Stop(AuditProblem.Restored);
            }

            head = await ChainHead.ReadAsync(look, cancellationToken);
            var hasMore = await look.Set<AuditEntry>().AnyAsync(entry => entry.Seq > head.Seq, cancellationToken);
            if (IsOthers(state) || (!hasMore && _isKnown && head.Is(_anchored)))
            {
                return new SealOutcome(0, _anchored, AuditProblem.None);
            }

            if (await ProblemAsync(look, head, cancellationToken) is var problem and not AuditProblem.None)
            {
                return Stop(problem);
            }

            _isKnown = true;
            if (hasMore)
            {
                (count, head) = await writer.WriteAsync((context, token) => ChainAsync(context, head, token), cancellationToken, evenIfRestored: true);
            }
        }

        if (!head.Is(_anchored) && head.Chain is not null)
        {
            try
            {
                var line = new AnchorLine(head.Chain.ChainId, head.Number, head.Seq, head.Hash, system.GetUtcNow());
                anchor.Append(line);
                _anchored = line;
            }
            catch (Exception away) when (away is IOException or UnauthorizedAccessException)
            {
                // The next run finds the anchor behind and brings it up.
                return new SealOutcome(count, null, AuditProblem.Anchor);
            }
        }

        return new SealOutcome(count, _anchored, AuditProblem.None);
    }

    private async Task<AuditProblem> ProblemAsync(PrmDbContext look, ChainHead head, CancellationToken cancellationToken)
    {
        var verdict = _isKnown ? await AnchorComparison.WithAsync(look, _anchored, cancellationToken) : AnchorVerdict.Differs;
        if (verdict != AnchorVerdict.Agrees)
        {
            // Another process may have written there since.
            _anchored = anchor.ReadLast();
            verdict = await AnchorComparison.WithAsync(look, _anchored, cancellationToken);
        }

        switch (verdict)
        {
            case AnchorVerdict.Ahead:
                await RestoreGate.CloseAsync(writer, system.GetUtcNow(), cancellationToken);
                return AuditProblem.Restored;
            case AnchorVerdict.Differs:
                return AuditProblem.OtherChain;
            case AnchorVerdict.AcceptedElsewhere:
                return AuditProblem.AcceptedElsewhere;
            default:
                break;
        }

        if (!await head.HoldsAsync(look, tenant.Id, cancellationToken))
        {
            return AuditProblem.LastSeal;
        }

        // Everything once, then only what stands close to the end: a whole count at every run would cost more and more.
        var from = _isKnown ? head.Seq - Window : long.MinValue;
        var entries = await look.Set<AuditEntry>().CountAsync(entry => entry.Seq > from && entry.Seq <= head.Seq, cancellationToken);
        var seals = await look.Set<AuditSeal>().CountAsync(seal => seal.Seq > from && seal.Seq <= head.Seq, cancellationToken);
        return entries > seals ? AuditProblem.LateEntry : AuditProblem.None;
    }

    private async Task<(int Count, ChainHead Head)> ChainAsync(PrmDbContext context, ChainHead seen, CancellationToken cancellationToken)
    {
        var head = await ChainHead.ReadAsync(context, cancellationToken);
        var state = await context.Set<AuditState>().SingleOrDefaultAsync(cancellationToken);
        if (!head.Is(seen) || IsOthers(state) || state?.RestoreSeenAt is not null)
        {
            // Somebody else was quicker; the next run looks again.
            return (0, seen);
        }

        var now = system.GetUtcNow();
        if (state is null)
        {
            state = new AuditState { Name = AuditState.Only };
            context.Add(state);
        }

        (state.Sealer, state.SealerUntil) = (_owner, now + Lease);
        var chain = head.Chain;
        if (chain is null)
        {
            chain = new AuditChain { Epoch = 1, ChainId = ids.Ulid(), StartedAt = now, FirstNumber = 1, Previous = "" };
            chain.Hash = AuditCanon.Start(chain, tenant.Id);
            context.Add(chain);
            head = new ChainHead(chain, 0, head.Seq, chain.Hash);
        }

        var entries = await context.Set<AuditEntry>().AsNoTracking().Where(entry => entry.Seq > head.Seq).OrderBy(entry => entry.Seq).Take(Batch).ToListAsync(cancellationToken);
        foreach (var entry in entries)
        {
            head = new ChainHead(chain, head.Number + 1, entry.Seq, AuditCanon.Hash(head.Hash, AuditCanon.Of(entry, tenant.Id)));
            context.Add(new AuditSeal { Number = head.Number, Seq = head.Seq, Form = AuditCanon.Form, Hash = head.Hash });
        }

        return (entries.Count, head);
    }

    private bool IsOthers(AuditState? state) => state?.Sealer is { } sealer && sealer != _owner && state.SealerUntil > system.GetUtcNow();

    private SealOutcome Stop(AuditProblem problem)
    {
        // Whatever stopped it may be settled by somebody else, who then wrote to the anchor.
        _isKnown = false;
        return new SealOutcome(0, null, problem);
    }
}
