namespace CoSellBot.Prm.Audit;

/// <summary>What can be wrong with the audit trail.</summary>
public enum AuditFlawKind
{
    /// <summary>A value of a sealed entry is another than when it was sealed.</summary>
    EntryEdited,

    /// <summary>A sealed entry is gone.</summary>
    EntryRemoved,

    /// <summary>An entry stands among sealed ones that was not there when they were sealed.</summary>
    EntryInserted,

    /// <summary>Entries or seals stand in another order.</summary>
    Reordered,

    /// <summary>A seal is gone.</summary>
    SealRemoved,

    /// <summary>A seal is another than the one that was written.</summary>
    SealEdited,

    /// <summary>The record of the chain itself is gone or another.</summary>
    ChainChanged,

    /// <summary>The anchor knows more than the database has.</summary>
    TailCut,

    /// <summary>The chain is whole, and not the one the anchor knows.</summary>
    Rebuilt,

    /// <summary>The database says that a restore was accepted, and the anchor knows nothing of it.</summary>
    GapNotNoted,

    /// <summary>Entries wait for their seal longer than they should.</summary>
    Unsealed,

    /// <summary>There is no anchor to hold the chain against.</summary>
    NoAnchor,
}

/// <summary>Something wrong, in plain words.</summary>
/// <param name="Kind">What.</param>
/// <param name="Number">At which number of the chain, when it has one.</param>
/// <param name="Seq">At which entry, when it has one.</param>
/// <param name="Text">A sentence for an operator; no content of the entry.</param>
public sealed record AuditFlaw(AuditFlawKind Kind, long? Number, long? Seq, string Text);

/// <summary>What a check of the audit trail found.</summary>
/// <param name="Sealed">How many entries were followed in the chain.</param>
/// <param name="Root">The chain's last hash, when all of it holds.</param>
/// <param name="Flaws">What is wrong: the first flaw of the chain, the first against the anchor, and the tail.</param>
/// <param name="Remarks">What is worth knowing and not wrong.</param>
public sealed record AuditReport(long Sealed, string? Root, IReadOnlyList<AuditFlaw> Flaws, IReadOnlyList<string> Remarks)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsSound => Flaws.Count == 0;
}
