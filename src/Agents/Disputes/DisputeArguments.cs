using CoSellBot.Prm.Conflicts;

namespace CoSellBot.Agents.Disputes;

/// <summary>A ruling exactly as it was shown, with what it rests on.</summary>
/// <param name="RegistrationId">The later claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="Ruling">The ruling.</param>
/// <param name="Case">What was shown.</param>
/// <param name="ToldAfterSeconds">When the sides are told after the press.</param>
/// <param name="ToldAt">When all decisions are told, in strict mode; else null.</param>
/// <param name="InQueue">True when more wait behind it.</param>
public sealed record RuleDispute(string RegistrationId, int Version, Ruling Ruling, DisputeCase Case, int ToldAfterSeconds, DateTimeOffset? ToldAt, bool InQueue);

/// <summary>Taking a dispute in hand, as shown.</summary>
/// <param name="RegistrationId">The later claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="Case">What was shown.</param>
public sealed record TakeDispute(string RegistrationId, int Version, DisputeCase Case);

/// <summary>A ruling proposed to the one who rules, as shown.</summary>
/// <param name="RegistrationId">The later claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="Ruling">The ruling.</param>
/// <param name="Case">What was shown.</param>
public sealed record ProposeRuling(string RegistrationId, int Version, Ruling Ruling, DisputeCase Case);

/// <summary>What a proof shows, as somebody weighs it.</summary>
/// <param name="RegistrationId">The later claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="DisputeId">The dispute.</param>
/// <param name="ProofId">The proof.</param>
/// <param name="Side">Whose, by name; null for the vendor's own sellers.</param>
/// <param name="Text">Its words.</param>
/// <param name="Kind">What it shows.</param>
/// <param name="On">The day it happened.</param>
/// <param name="Points">What it counts.</param>
/// <param name="CutOff">The day from which on nothing counts.</param>
public sealed record WeighProof(
    string RegistrationId, int Version, string DisputeId, string ProofId, string? Side, string Text, ProofKind Kind, DateOnly On, int Points, DateOnly CutOff);

/// <summary>A seller's answer to the blinded question. It names no claim and no partner: the seller knows of none.</summary>
/// <param name="DisputeId">The dispute.</param>
/// <param name="Account">The account.</param>
/// <param name="Product">The product.</param>
/// <param name="Text">The seller's words.</param>
public sealed record AnswerBlinded(string DisputeId, string Account, string Product, string Text);
