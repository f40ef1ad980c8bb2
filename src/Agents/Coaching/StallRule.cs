using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;

namespace CoSellBot.Agents.Coaching;

/// <summary>How long won deals of about one size stood in one stage.</summary>
/// <param name="Days">Three in four of them had left by this day after they entered.</param>
/// <param name="Deals">How many deals that was measured on, each once.</param>
/// <param name="Last">The last day one of them left.</param>
public sealed record StageBenchmark(int Days, int Deals, DateOnly Last);

/// <summary>An open deal that has stood in its stage longer than three in four won deals of its size did.</summary>
/// <param name="Deal">The deal.</param>
/// <param name="Days">Whole days since it entered.</param>
/// <param name="Usual">What it is compared with.</param>
public sealed record Stall(Opportunity Deal, int Days, StageBenchmark Usual);

/// <summary>What the rule makes of somebody's open deals.</summary>
/// <param name="Stalled">Those that stand too long, the furthest past their usual time first.</param>
/// <param name="Open">How many open deals were looked at.</param>
/// <param name="Unjudged">How many of them it cannot compare: no amount, no stage date, or too few won deals.</param>
public sealed record StallFindings(IReadOnlyList<Stall> Stalled, int Open, int Unjudged);

/// <summary>
/// Which open deals are stalled. A deal is compared with won deals of half to twice its amount that went through the same stage:
/// their 75th percentile, by nearest rank, of the days they spent in it. With fewer than <see cref="FewestDeals"/> of them nothing
/// is said. Pure; the same records give the same findings.
/// </summary>
/// <param name="won">Won deals with their stages; others are left out.</param>
/// <param name="rates">To compare amounts of different currencies. No amount made with them is shown, so a rate of any age will do.</param>
/// <param name="currency">The currency sizes are compared in.</param>
public sealed class StallRule(IEnumerable<StageHistory> won, FxTable rates, string currency)
{
    /// <summary>Fewer won deals than this are no measure.</summary>
    public const int FewestDeals = 8;

    private const decimal Band = 2;

    private readonly ILookup<OpportunityStage, Visit> _visits = won.Where(history => history.Opportunity.Stage == OpportunityStage.ClosedWon)
        .SelectMany(history => Visits(history, Size(history.Opportunity, rates, currency))).ToLookup(visit => visit.Stage);

    private sealed record Visit(OpportunityStage Stage, decimal Size, int Days, DateOnly Left);

    /// <summary>Judges open deals on a day; closed ones are left out.</summary>
    public StallFindings Judge(IEnumerable<StageHistory> open, DateOnly today)
    {
        var (stalled, all, unjudged) = (new List<Stall>(), 0, 0);
        foreach (var history in open.Where(history => history.Opportunity.IsOpen))
        {
            all++;
            var since = history.Stages.Where(entry => entry.LeftOn is null && entry.Stage == history.Opportunity.Stage).Max(entry => (DateOnly?)entry.EnteredOn);
            if (since is null || since > today || BenchmarkOf(history.Opportunity) is not { } usual)
            {
                unjudged++;
            }
            else if (today.DayNumber - since.Value.DayNumber is var days && days > usual.Days)
            {
                stalled.Add(new Stall(history.Opportunity, days, usual));
            }
        }

        return new StallFindings(
            [.. stalled.OrderByDescending(stall => stall.Days / (decimal)Math.Max(1, stall.Usual.Days)).ThenBy(stall => stall.Deal.Id, StringComparer.Ordinal)], all, unjudged);
    }

    /// <summary>What a deal is compared with; null when there are too few won deals of its size, or its size is not known.</summary>
    public StageBenchmark? BenchmarkOf(Opportunity deal)
    {
        if (Size(deal, rates, currency) is not { } size)
        {
            return null;
        }

        var alike = _visits[deal.Stage].Where(visit => visit.Size >= size / Band && visit.Size <= size * Band).OrderBy(visit => visit.Days).ToList();
        // Nearest rank: a number that really occurred, and of which "had left by" is true for three in four or more.
        return alike.Count < FewestDeals ? null : new StageBenchmark(alike[((alike.Count * 3) + 3) / 4 - 1].Days, alike.Count, alike.Max(visit => visit.Left));
    }

    // A deal that came back to a stage counts once, with all its days there.
    private static IEnumerable<Visit> Visits(StageHistory history, decimal? size) => size is null ? [] : history.Stages
        .GroupBy(entry => entry.Stage)
        .Where(stage => stage.All(entry => entry.LeftOn >= entry.EnteredOn))
        .Select(stage => new Visit(
            stage.Key, size.Value, stage.Sum(entry => entry.LeftOn!.Value.DayNumber - entry.EnteredOn.DayNumber), stage.Max(entry => entry.LeftOn!.Value)));

    private static decimal? Size(Opportunity deal, FxTable rates, string currency)
    {
        if (deal.Amount is not { Minor: > 0 } amount || amount.Currency == currency)
        {
            return deal.Amount is { Minor: > 0 } own ? own.Major : null;
        }

        return rates.Newest(amount.Currency, currency, DateOnly.MaxValue) is not { } rate ? null
            : rate.Base == amount.Currency ? amount.Major * rate.Rate
            : amount.Major / rate.Rate;
    }
}
