using CoSellBot.Access;
using CoSellBot.Prm.Accounts;

namespace CoSellBot.Agents.Coaching;

/// <summary>A stalled deal ready to be spoken of.</summary>
/// <param name="Stall">What was found.</param>
/// <param name="Account">Its customer.</param>
/// <param name="Product">Its product's name.</param>
/// <param name="Readers">Who may hear about the customer.</param>
public sealed record Nudge(Stall Stall, Account Account, string Product, Readers Readers);

/// <summary>A person's nudges.</summary>
/// <param name="Items">The stalled deals, the furthest past their usual time first.</param>
/// <param name="Open">How many open deals were looked at.</param>
/// <param name="Unjudged">How many of them could not be compared.</param>
/// <param name="AsOf">When the records were read.</param>
public sealed record Nudges(IReadOnlyList<Nudge> Items, int Open, int Unjudged, DateTimeOffset AsOf);
