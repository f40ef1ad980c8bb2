namespace CoSellBot.Prm.Audit;

/// <summary>One entry's place in the chain, written once by the sealer; the entry itself is never touched.</summary>
public sealed class AuditSeal
{
    /// <summary>The place: 1, 2, 3 … without gaps, but for one that an operator accepted after a restore.</summary>
    public long Number { get; init; }

    /// <summary>The entry's <see cref="AuditEntry.Seq"/>.</summary>
    public long Seq { get; init; }

    /// <summary>Which form of <see cref="AuditCanon"/> was hashed.</summary>
    public int Form { get; init; }

    /// <summary>SHA-256 over the hash before and the entry, 64 lower-case hexadecimal characters.</summary>
    public required string Hash { get; init; }
}

/// <summary>
/// A stretch of the chain. There is one from the first sealed entry on, and a further one for every restore from an older copy that an
/// operator accepted. Its id is random, so that a chain that was built again is another chain.
/// </summary>
public sealed class AuditChain
{
    /// <summary>1, 2, 3 …</summary>
    public int Epoch { get; init; }

    /// <summary>The random id.</summary>
    public required string ChainId { get; init; }

    /// <summary>When it began, by the system clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The number of its first seal.</summary>
    public long FirstNumber { get; init; }

    /// <summary>The hash of the last seal before it in this database; empty for the first.</summary>
    public required string Previous { get; init; }

    /// <summary>What the first seal is made over: the hash of this record, see <see cref="AuditCanon.Start"/>.</summary>
    public string Hash { get; internal set; } = "";

    /// <summary>The chain the outside anchor knew when a restore was accepted, else null.</summary>
    public string? LostChain { get; init; }

    /// <summary>The last hash the outside anchor knew then, else null.</summary>
    public string? LostHash { get; init; }
}

/// <summary>Who seals, and whether anything may be written at all. One row; no row is a ledger nobody sealed yet.</summary>
public sealed class AuditState
{
    /// <summary>The name of the only row.</summary>
    public const string Only = "audit";

    /// <summary>Always <see cref="Only"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The process that seals, or null.</summary>
    public string? Sealer { get; set; }

    /// <summary>Until when it does, by the system clock; others may from then on.</summary>
    public DateTimeOffset? SealerUntil { get; set; }

    /// <summary>Since when it is known that the records are older than the outside anchor; nothing is written until an operator accepted it.</summary>
    public DateTimeOffset? RestoreSeenAt { get; set; }
}
