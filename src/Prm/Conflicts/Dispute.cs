namespace CoSellBot.Prm.Conflicts;

/// <summary>How a dispute ends, seen from the one who is there: the earlier claim or the vendor's own deal.</summary>
public enum Ruling
{
    /// <summary>Who is there stays, the later claim is refused.</summary>
    Uphold,

    /// <summary>The later claim takes the customer over.</summary>
    Transfer,

    /// <summary>Two partners share, each with a part of the credit.</summary>
    Split,

    /// <summary>A partner and the vendor's own sellers share.</summary>
    CoSell,

    /// <summary>Neither claim stands.</summary>
    VoidBoth,
}

/// <summary>Where a dispute stands.</summary>
public enum DisputeState
{
    /// <summary>Nobody has it in hand.</summary>
    Opened,

    /// <summary>Somebody has it in hand and weighs what the sides show.</summary>
    EvidenceOpen,

    /// <summary>It was ruled.</summary>
    Closed,

    /// <summary>There is nothing left to rule: one side has gone.</summary>
    Dropped,
}

/// <summary>Two claims on one need, put before a person. The later claim is a partner's, the other side a partner's earlier claim or the vendor's own deal.</summary>
public sealed class Dispute
{
    /// <summary>Random number people say: <c>DS-8RQJ</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The later claim.</summary>
    public required string RegistrationId { get; set; }

    /// <summary>Its partner.</summary>
    public required string PartnerOrgId { get; set; }

    /// <summary>The earlier claim, or null when the other side is a direct deal.</summary>
    public string? OtherRegistrationId { get; set; }

    /// <summary>Its partner, or null.</summary>
    public string? OtherPartnerOrgId { get; set; }

    /// <summary>The vendor's own deal, or null.</summary>
    public string? OpportunityId { get; set; }

    /// <summary>Where it stands.</summary>
    public required DisputeState State { get; set; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; set; }

    /// <summary>Who has it in hand, or null.</summary>
    public string? TakenBy { get; set; }

    /// <summary>Since when: the first answer.</summary>
    public DateTimeOffset? TakenAt { get; set; }

    /// <summary>The ruling a manager proposes to the one who rules, or null.</summary>
    public Ruling? ProposedRuling { get; set; }

    /// <summary>Who proposes it.</summary>
    public string? ProposedBy { get; set; }

    /// <summary>How it was ruled, or null.</summary>
    public Ruling? Ruling { get; set; }

    /// <summary>Who ruled, or null.</summary>
    public string? RuledBy { get; set; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? RuledAt { get; set; }

    /// <summary>What the published rules proposed and why, as it was when it was ruled: the <see cref="FirstLook"/> as JSON, or null.</summary>
    public string? Basis { get; set; }

    /// <summary>When a ruling in the later claim's favour took effect, after the last one of that claim; null before.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>True while somebody has to rule.</summary>
    public bool IsOpen => State is DisputeState.Opened or DisputeState.EvidenceOpen;
}

/// <summary>What a proof shows, for a claim's place when the order of receipt is contested.</summary>
public enum ProofKind
{
    /// <summary>The customer's own choice of partner, in writing.</summary>
    CustomerChoice,

    /// <summary>A meeting with the customer.</summary>
    Meeting,

    /// <summary>A written budget or need.</summary>
    WrittenNeed,

    /// <summary>A demo or proof of concept.</summary>
    Demo,

    /// <summary>Influence on the customer's request for proposals.</summary>
    Rfp,

    /// <summary>A contract with the customer.</summary>
    Contract,

    /// <summary>The ability to deliver on site.</summary>
    Local,

    /// <summary>A name on a list.</summary>
    ListOnly,
}

/// <summary>One side's proof in a dispute. It counts once somebody who may decide has weighed it.</summary>
public sealed class DisputeProof
{
    /// <summary>Stable id: the proof of the claim it is, or the key of the command that answered.</summary>
    public required string Id { get; init; }

    /// <summary>The claim whose proof it is, or the dispute whose seller said it.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The seller's own words about a direct deal; null for the proof of a claim, which has words of its own.</summary>
    public string? Text { get; init; }

    /// <summary>What it shows; null until it is weighed.</summary>
    public ProofKind? Kind { get; set; }

    /// <summary>The day it happened.</summary>
    public DateOnly? HappenedOn { get; set; }

    /// <summary>Who weighed it, or null.</summary>
    public string? WeighedBy { get; set; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? WeighedAt { get; set; }
}
