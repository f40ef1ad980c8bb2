using CoSellBot.Prm.Registrations;

namespace CoSellBot.Prm.Conflicts;

/// <summary>The published rule that decides a dispute.</summary>
public enum LookRule
{
    /// <summary>The customer has chosen in writing.</summary>
    CustomerChoice,

    /// <summary>Only one of the two claims is complete and passes the rules.</summary>
    OnlyValid,

    /// <summary>Neither does.</summary>
    NoneValid,

    /// <summary>The first valid claim stands.</summary>
    FirstValid,

    /// <summary>The order is contested, and one side shows clearly more.</summary>
    Evidence,

    /// <summary>The order is contested, and neither shows clearly more.</summary>
    TooClose,
}

/// <summary>Something one side shows.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="On">The day it happened.</param>
public sealed record Shown(ProofKind Kind, DateOnly On);

/// <summary>One side of a dispute. The vendor's own sellers are a side like any other.</summary>
/// <param name="Key">Names it.</param>
/// <param name="IsDirect">True for the vendor's own deal.</param>
/// <param name="At">When the claim was received, or the deal was entered.</param>
/// <param name="ReceiptSeq">Its place in line, where it has one.</param>
/// <param name="IsValid">True when it is complete and no rule finds fault with it.</param>
/// <param name="Proofs">What it shows.</param>
public sealed record Claimant(string Key, bool IsDirect, DateTimeOffset At, long? ReceiptSeq, bool IsValid, IReadOnlyList<Shown> Proofs);

/// <summary>What the published rules say about one side.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Points">What it shows, in points.</param>
/// <param name="Counted">What of it counts.</param>
/// <param name="Share">Its part of the credit, in thousandths.</param>
public sealed record Standing(string Key, int Points, IReadOnlyList<ProofKind> Counted, int Share);

/// <summary>
/// What the published rules say about two claims on one need, whoever makes them: a pure function of when each came and what each shows.
/// In order: the customer's written choice; what alone is valid; the first valid one, unless the later shows more; then points, where a
/// clear lead wins and anything less is shared.
/// </summary>
/// <param name="Rule">The rule that decides.</param>
/// <param name="Winner">Who has the customer; null when both or neither have.</param>
/// <param name="IsShared">True when both have.</param>
/// <param name="Sides">Both sides, in the order they were given.</param>
public sealed record FirstLook(LookRule Rule, string? Winner, bool IsShared, IReadOnlyList<Standing> Sides)
{
    private const int Whole = 1000;

    /// <summary>Applies the rules.</summary>
    /// <param name="one">One side.</param>
    /// <param name="other">The other; which is which makes no difference.</param>
    /// <param name="rules">The published numbers.</param>
    public static FirstLook At(Claimant one, Claimant other, RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(rules);
        // Nothing dated after the later claim counts for either: who hears of the other cannot prove himself into an earlier place.
        var cutOff = DateOnly.FromDateTime((one.At > other.At ? one.At : other.At).UtcDateTime);
        var (first, second) = (Weigh(one, cutOff, rules), Weigh(other, cutOff, rules));
        return (Chosen(one), Chosen(other)) switch
        {
            (true, false) => Won(LookRule.CustomerChoice, one.Key, first, second),
            (false, true) => Won(LookRule.CustomerChoice, other.Key, first, second),
            _ when one.IsValid && !other.IsValid => Won(LookRule.OnlyValid, one.Key, first, second),
            _ when other.IsValid && !one.IsValid => Won(LookRule.OnlyValid, other.Key, first, second),
            _ when !one.IsValid => new FirstLook(LookRule.NoneValid, null, IsShared: false, [first, second]),
            _ => ByOrder(Order(one, other), one, other, first, second, rules),
        };
    }

    /// <summary>The ruling this is, when one side is the earlier claim or direct deal and the other the later claim.</summary>
    /// <param name="incumbent">The side that is there.</param>
    /// <param name="isDirect">True when that is a direct deal.</param>
    public Ruling RulingFor(string incumbent, bool isDirect) => this switch
    {
        { IsShared: true } => isDirect ? Ruling.CoSell : Ruling.Split,
        { Winner: null } => Ruling.VoidBoth,
        _ => Winner == incumbent ? Ruling.Uphold : Ruling.Transfer,
    };

    // Below zero when one came first, above when the other did, zero when nobody can tell.
    private static int Order(Claimant one, Claimant other) => one.At != other.At ? one.At.CompareTo(other.At)
        : one.ReceiptSeq is { } first && other.ReceiptSeq is { } second ? first.CompareTo(second) : 0;

    private static FirstLook ByOrder(int order, Claimant one, Claimant other, Standing first, Standing second, RuleSet rules)
    {
        var (early, late) = order <= 0 ? (first, second) : (second, first);
        if (order != 0 && late.Points <= early.Points)
        {
            return Won(LookRule.FirstValid, early.Key, first, second);
        }

        var lead = first.Points - second.Points;
        if (Math.Abs(lead) >= rules.EvidenceLead)
        {
            return Won(LookRule.Evidence, lead > 0 ? one.Key : other.Key, first, second);
        }

        var all = first.Points + second.Points;
        var share = all == 0 ? Whole / 2 : (int)Math.Round((decimal)Whole * first.Points / all, MidpointRounding.ToEven);
        return new FirstLook(LookRule.TooClose, null, IsShared: true, [first with { Share = share }, second with { Share = Whole - share }]);
    }

    private static FirstLook Won(LookRule rule, string winner, Standing first, Standing second) =>
        new(rule, winner, IsShared: false, [first with { Share = first.Key == winner ? Whole : 0 }, second with { Share = second.Key == winner ? Whole : 0 }]);

    // Each kind counts once: ten letters about one meeting are one meeting.
    private static Standing Weigh(Claimant side, DateOnly cutOff, RuleSet rules)
    {
        var counted = side.Proofs.Where(proof => proof.On < cutOff && rules.PointsFor(proof.Kind) > 0).Select(proof => proof.Kind).Distinct().Order().ToList();
        return new Standing(side.Key, counted.Sum(rules.PointsFor), counted, 0);
    }

    // The customer may choose at any time, so no day cuts it off.
    private static bool Chosen(Claimant side) => side.Proofs.Any(proof => proof.Kind == ProofKind.CustomerChoice);
}
