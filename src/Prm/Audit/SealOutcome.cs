namespace CoSellBot.Prm.Audit;

/// <summary>Why nothing is sealed.</summary>
public enum AuditProblem
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The records are older than the outside anchor; an operator has to accept it.</summary>
    Restored,

    /// <summary>An operator accepted a restore; it has to be done for this anchor too.</summary>
    AcceptedElsewhere,

    /// <summary>The chain differs from what the outside anchor says.</summary>
    OtherChain,

    /// <summary>The last seal does not follow from its entry.</summary>
    LastSeal,

    /// <summary>There is an entry before sealed ones that is not sealed.</summary>
    LateEntry,

    /// <summary>The outside anchor cannot be read or written. What is sealed stays so.</summary>
    Anchor,
}

/// <summary>What a run of the sealer did.</summary>
/// <param name="Sealed">How many entries.</param>
/// <param name="Root">What the anchor says now; null when it says nothing.</param>
/// <param name="Problem">Why it stopped.</param>
public sealed record SealOutcome(int Sealed, AnchorLine? Root, AuditProblem Problem);
