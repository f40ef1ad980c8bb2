using System.Text.Json;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>What the anchor knows and the restored records do not.</summary>
/// <param name="LastNumber">The last number of the chain in the database.</param>
/// <param name="LastAt">When its entry was written, or null when nothing is sealed.</param>
/// <param name="AnchoredNumber">The last number the anchor knows.</param>
/// <param name="LostSince">When the anchor first saw a number that is missing.</param>
/// <param name="LostUntil">When it saw the last.</param>
/// <param name="Unsealed">Entries in the database that are in no chain yet; they are sealed after the gap.</param>
public sealed record RestoreReport(long LastNumber, DateTimeOffset? LastAt, long AnchoredNumber, DateTimeOffset LostSince, DateTimeOffset LostUntil, int Unsealed);

/// <summary>How an attempt to accept a restore ended.</summary>
public enum RestoreOutcome
{
    /// <summary>The records are as new as the anchor.</summary>
    Nothing,

    /// <summary>The gap is accepted and noted in the anchor.</summary>
    Accepted,

    /// <summary>It was accepted before; this anchor knows of it now.</summary>
    Noted,

    /// <summary>The records are no older copy of what the anchor knows: they differ.</summary>
    Differs,
}

/// <summary>Records that were restored from an older copy: found at start by the outside anchor, and gone on with when an operator says so.</summary>
public sealed class AuditRestore(LedgerWriter writer, AuditAnchor anchor, Tenant tenant, TimeProvider system, Ids ids)
{
    /// <summary>Looks whether the records are older than the anchor, and if so lets nobody write.</summary>
    /// <param name="mayBeNew">True where a database without any entry is a new demo, which the anchor then says, and not an older copy.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>True while nothing may be written.</returns>
    /// <exception cref="IOException">The anchor cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The anchor must not be read.</exception>
    public async Task<bool> CheckAsync(bool mayBeNew, CancellationToken cancellationToken)
    {
        var last = anchor.ReadLast();
        await using var look = await writer.LookAsync(cancellationToken);
        if (await AnchorComparison.WithAsync(look, last, cancellationToken) == AnchorVerdict.Ahead)
        {
            if (mayBeNew && !await look.Set<AuditEntry>().AnyAsync(cancellationToken) && !await look.Set<AuditChain>().AnyAsync(cancellationToken))
            {
                anchor.Append(new AnchorLine("", 0, 0, "", system.GetUtcNow(), AnchorLine.Reset));
            }
            else
            {
                await RestoreGate.CloseAsync(writer, system.GetUtcNow(), cancellationToken);
            }
        }

        return await RestoreGate.IsClosedAsync(look, cancellationToken);
    }

    /// <summary>Accepts that what the anchor knows beyond the records is lost: begins a chain after it, writes so to the audit and to the anchor, and opens the ledger.</summary>
    /// <param name="by">The operator's name, as the audit shall have it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The anchor cannot be read or written; running it again completes it.</exception>
    /// <exception cref="UnauthorizedAccessException">The anchor must not be read or written.</exception>
    public async Task<(RestoreOutcome Outcome, RestoreReport? Report)> AcceptAsync(string by, CancellationToken cancellationToken)
    {
        var last = anchor.ReadLast();
        await using var look = await writer.LookAsync(cancellationToken);
        var verdict = await AnchorComparison.WithAsync(look, last, cancellationToken);
        if (verdict == AnchorVerdict.Differs)
        {
            return (RestoreOutcome.Differs, null);
        }

        var head = await ChainHead.ReadAsync(look, cancellationToken);
        if (verdict == AnchorVerdict.AcceptedElsewhere)
        {
            Note(head.Chain!);
            return (RestoreOutcome.Noted, null);
        }

        if (verdict == AnchorVerdict.Agrees)
        {
            // The ledger may still be closed: what was lost is in the anchor of another process, or the newer records came back.
            var wasClosed = await RestoreGate.IsClosedAsync(look, cancellationToken);
            await (wasClosed ? writer.WriteAsync(async (context, token) => (await context.Set<AuditState>().SingleAsync(token)).RestoreSeenAt = null, cancellationToken, evenIfRestored: true) : Task.CompletedTask);
            return (RestoreOutcome.Nothing, null);
        }

        if (await ReportAsync(look, head, last!, cancellationToken) is not { } report)
        {
            return (RestoreOutcome.Differs, null);
        }

        Note(await writer.WriteAsync((context, token) => BeginAsync(context, last!, by, token), cancellationToken, evenIfRestored: true));
        return (RestoreOutcome.Accepted, report);
    }

    // Null when the records differ from the anchor before the place where they end.
    private async Task<RestoreReport?> ReportAsync(PrmDbContext look, ChainHead head, AnchorLine last, CancellationToken cancellationToken)
    {
        AnchorLine? inside = null;
        DateTimeOffset? since = null;
        await foreach (var line in anchor.ReadAsync(cancellationToken))
        {
            if (line is { Note: AnchorLine.Reset })
            {
                (inside, since) = (null, null);
            }
            else if (line is not null && line.Chain == head.Chain?.ChainId && line.Number <= head.Number)
            {
                inside = line;
            }
            else if (line is not null)
            {
                since ??= line.At;
            }
        }

        if (await AnchorComparison.WithAsync(look, inside, cancellationToken) == AnchorVerdict.Differs)
        {
            return null;
        }

        var at = await look.Set<AuditEntry>().AsNoTracking().Where(entry => entry.Seq == head.Seq).Select(entry => (DateTimeOffset?)entry.At).SingleOrDefaultAsync(cancellationToken);
        var unsealed = await look.Set<AuditEntry>().CountAsync(entry => entry.Seq > head.Seq, cancellationToken);
        return new RestoreReport(head.Number, at, last.Number, since ?? last.At, last.At, unsealed);
    }

    private async Task<AuditChain> BeginAsync(PrmDbContext context, AnchorLine last, string by, CancellationToken cancellationToken)
    {
        var head = await ChainHead.ReadAsync(context, cancellationToken);
        var chain = new AuditChain
        {
            Epoch = (head.Chain?.Epoch ?? 0) + 1,
            ChainId = ids.Ulid(),
            StartedAt = system.GetUtcNow(),
            FirstNumber = Math.Max(last.Number, head.Number) + 1,
            Previous = head.Hash,
            LostChain = last.Chain,
            LostHash = last.Hash,
        };
        chain.Hash = AuditCanon.Start(chain, tenant.Id);
        context.Add(chain);
        context.Add(new AuditEntry
        {
            At = writer.Clock.GetUtcNow(),
            ActorPersonId = by,
            Channel = "Console",
            MessageId = chain.ChainId,
            Action = "audit.restored",
            EntityRef = $"audit/{chain.ChainId}",
            Before = JsonSerializer.Serialize(new { chain = last.Chain, number = last.Number, hash = last.Hash }),
            After = JsonSerializer.Serialize(new { chain = chain.ChainId, after = head.Number, missingFrom = head.Number + 1, missingTo = chain.FirstNumber - 1 }),
        });
        if (await context.Set<AuditState>().SingleOrDefaultAsync(cancellationToken) is { } state)
        {
            state.RestoreSeenAt = null;
        }

        return chain;
    }

    private void Note(AuditChain chain) =>
        anchor.Append(new AnchorLine(chain.ChainId, chain.FirstNumber - 1, 0, chain.Hash, system.GetUtcNow(), AnchorLine.Restored));
}
