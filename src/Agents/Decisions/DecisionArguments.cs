using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Decisions;

/// <summary>An approval exactly as it was shown: the card is drawn from it, and a claim of another version is not approved by it.</summary>
public sealed record ApproveDeal(
    string RegistrationId, int Version, DecisionSubject Subject, string? SubjectId, string PartnerName, string Tier, string Customer, string Country, string Product,
    long AmountMinor, string Currency, long? ProgrammeMinor, string ProgrammeCurrency, decimal? Rate, DateOnly? RateAsOf, DateOnly Close, DateTimeOffset Due,
    IReadOnlyList<string> Causes, int RuleCount, int RulesVersion, decimal Limit, DateTimeOffset JudgedAt, bool NeedsTwo, string? First, bool CrossesByRate,
    DateTimeOffset? Until, DateTimeOffset? ToldAt, int ToldAfterSeconds, IReadOnlyList<string> Proofs, string? Answer, int? Days, string? Reason,
    string? NewProduct, long? NewAmountMinor, string? NewCurrency, DateOnly? NewClose, bool InQueue);

/// <summary>A refusal as shown: of a claim, of longer protection or of a change.</summary>
/// <param name="RegistrationId">The claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="Subject">What is refused.</param>
/// <param name="SubjectId">The request, or null for the claim itself.</param>
/// <param name="PartnerName">The partner.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Reason">Code of the closed list; null for a request.</param>
/// <param name="Text">Words for the partner, or null.</param>
public sealed record RejectDeal(
    string RegistrationId, int Version, DecisionSubject Subject, string? SubjectId, string PartnerName, string Customer, string? Reason, string? Text);

/// <summary>A revocation as shown (T16).</summary>
/// <param name="RegistrationId">The claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="PartnerName">The partner.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Until">When protection would have ended.</param>
/// <param name="Cause">Code of the closed list.</param>
/// <param name="Text">Words that stay with the decision and go to the partner.</param>
public sealed record RevokeDeal(string RegistrationId, int Version, string PartnerName, string Customer, DateTimeOffset? Until, string Cause, string Text);

/// <summary>Words about a claim between its partner and those who decide: a question or its answer.</summary>
/// <param name="RegistrationId">The claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="To">Who is asked or answered, by name.</param>
/// <param name="Text">The words.</param>
public sealed record ClaimWords(string RegistrationId, int Version, string To, string Text);

/// <summary>A decision that can still be taken back; its card is the decision's receipt.</summary>
/// <param name="DecisionId">The decision.</param>
/// <param name="RegistrationId">The claim.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="PartnerName">Who is told.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="TellAt">When the partner is told.</param>
/// <param name="InQueue">True when more wait behind it.</param>
public sealed record UndoDecision(
    string DecisionId, string RegistrationId, DecisionKind Kind, string PartnerName, DateTimeOffset DecidedAt, DateTimeOffset TellAt, bool InQueue);
