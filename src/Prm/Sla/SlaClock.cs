namespace CoSellBot.Prm.Sla;

/// <summary>What a clock measures.</summary>
public enum ClockKind
{
    /// <summary>A claim in review until somebody decides; stands still while its partner is asked.</summary>
    Decision,

    /// <summary>The second of two approvals.</summary>
    RegionalStep,

    /// <summary>A question until its partner answers.</summary>
    Answer,

    /// <summary>A wish for longer protection or for a change until somebody decides.</summary>
    Request,

    /// <summary>A lead from its offer until its partner first gets in touch.</summary>
    LeadTouch,

    /// <summary>A lead from its acceptance until its partner works on it.</summary>
    LeadProgress,

    /// <summary>A dispute until somebody takes it in hand.</summary>
    DisputeAnswer,

    /// <summary>A dispute until it is ruled.</summary>
    DisputeRuling,
}

/// <summary>How far a clock has come.</summary>
public enum ClockMark
{
    /// <summary>Less than half.</summary>
    None,

    /// <summary>Half of the time has passed.</summary>
    Half,

    /// <summary>Four fifths of the time have passed.</summary>
    Most,

    /// <summary>The time has passed.</summary>
    Due,

    /// <summary>A business day more has passed.</summary>
    Overdue,
}

/// <summary>
/// Working time that somebody has, measured in the calendar it began with. It stands still while somebody else has to act, and each of its
/// marks is passed once.
/// </summary>
public sealed class SlaClock
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>What it measures.</summary>
    public required ClockKind Kind { get; init; }

    /// <summary>The claim or lead.</summary>
    public required string RecordId { get; init; }

    /// <summary>The request or dispute, or null for the claim itself.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The <see cref="CalendarVersion"/> it is measured in.</summary>
    public required string CalendarVersionId { get; init; }

    /// <summary>The time there is, in seconds of working time.</summary>
    public required long TargetSeconds { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Working time used before <see cref="RunsFrom"/>, in seconds.</summary>
    public long UsedSeconds { get; set; }

    /// <summary>Since when it runs; null while it stands still.</summary>
    public DateTimeOffset? RunsFrom { get; set; }

    /// <summary>When the time is used up; null while it stands still.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The last mark it passed.</summary>
    public ClockMark Passed { get; set; }

    /// <summary>When it passes the next mark; null while it stands still, has stopped, or has none left.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? StoppedAt { get; set; }

    /// <summary>Starts a clock.</summary>
    internal static SlaClock Start(
        string id, ClockKind kind, string recordId, string? subjectId, CalendarVersion version, BusinessCalendar calendar, TimeSpan target, DateTimeOffset since)
    {
        var clock = new SlaClock
        {
            Id = id,
            Kind = kind,
            RecordId = recordId,
            SubjectId = subjectId,
            CalendarVersionId = version.Id,
            TargetSeconds = (long)target.TotalSeconds,
            StartedAt = since,
        };
        clock.Resume(since, calendar);
        return clock;
    }

    /// <summary>Stands still from now on.</summary>
    internal void Pause(DateTimeOffset now, BusinessCalendar calendar)
    {
        if (RunsFrom is { } from)
        {
            UsedSeconds += (long)calendar.Between(from, now).TotalSeconds;
            (RunsFrom, DueAt, NextAt) = (null, null, null);
        }
    }

    /// <summary>Runs from now on, with the time that is left.</summary>
    internal void Resume(DateTimeOffset now, BusinessCalendar calendar)
    {
        RunsFrom = now;
        DueAt = At(ClockMark.Due, calendar);
        NextAt = Next(calendar);
    }

    /// <summary>Ends.</summary>
    internal void Stop(DateTimeOffset now) => (StoppedAt, NextAt) = (now, null);

    /// <summary>Notes the marks that were passed by now; each is given once.</summary>
    internal IReadOnlyList<ClockMark> Pass(DateTimeOffset now, BusinessCalendar calendar)
    {
        var passed = new List<ClockMark>();
        while (NextAt is { } at && at <= now)
        {
            passed.Add(++Passed);
            NextAt = Next(calendar);
        }

        return passed;
    }

    // What a partner lets pass is over when it is due; what the vendor's people let pass is told to more of them.
    private DateTimeOffset? Next(BusinessCalendar calendar) =>
        Passed < (Kind is ClockKind.Answer or ClockKind.LeadTouch or ClockKind.LeadProgress ? ClockMark.Due : ClockMark.Overdue) ? At(Passed + 1, calendar) : null;

    private DateTimeOffset At(ClockMark mark, BusinessCalendar calendar)
    {
        var after = mark switch
        {
            ClockMark.Half => TargetSeconds / 2,
            ClockMark.Most => TargetSeconds * 4 / 5,
            ClockMark.Due => TargetSeconds,
            _ => TargetSeconds + (long)calendar.StandardDay.TotalSeconds,
        };
        return calendar.Due(RunsFrom!.Value, TimeSpan.FromSeconds(Math.Max(0, after - UsedSeconds)));
    }
}

/// <summary>A time in which a clock stood still, kept so that its sums can be followed.</summary>
public sealed class ClockPause
{
    /// <summary>The clock.</summary>
    public required string ClockId { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when, or null while it still does.</summary>
    public DateTimeOffset? Until { get; set; }
}
