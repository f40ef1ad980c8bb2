using System.Collections.Frozen;
using System.Globalization;

namespace CoSellBot.Prm.Sla;

/// <summary>
/// The working hours of the person who must act. Immutable; a running clock keeps the calendar it started with.
/// All sums are whole seconds of UTC, so a clock change inside a window lengthens or shortens it as it does the working day.
/// </summary>
public sealed class BusinessCalendar
{
    /// <summary>No clock runs longer; beyond it a target or calendar is a mistake.</summary>
    private const int HorizonDays = 3660;

    private readonly TimeZoneInfo zone;
    private readonly FrozenDictionary<DayOfWeek, BusinessWindow[]> week;
    private readonly FrozenSet<DateOnly> holidays;
    private readonly FrozenDictionary<DateOnly, TimeOnly> halfDays;

    /// <summary>Creates a calendar.</summary>
    /// <param name="id">Name and version, kept with each clock.</param>
    /// <param name="zone">Zone of the local times.</param>
    /// <param name="week">Windows per weekday, several allowed; days left out are free.</param>
    /// <param name="holidays">Local dates without work.</param>
    /// <param name="halfDays">Local dates on which work ends at the given time, whatever the weekday's windows say.</param>
    /// <exception cref="ArgumentException">No window at all, a window that ends before it begins, or windows of one day that overlap.</exception>
    public BusinessCalendar(
        string id,
        TimeZoneInfo zone,
        IEnumerable<KeyValuePair<DayOfWeek, IReadOnlyList<BusinessWindow>>> week,
        IEnumerable<DateOnly>? holidays = null,
        IEnumerable<KeyValuePair<DateOnly, TimeOnly>>? halfDays = null)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(week);
        Id = id;
        this.zone = zone;
        this.week = week.Where(d => d.Value.Count > 0).ToFrozenDictionary(d => d.Key, d => d.Value.OrderBy(w => w.OpenTicks).ToArray());
        this.holidays = (holidays ?? []).ToFrozenSet();
        this.halfDays = (halfDays ?? []).ToFrozenDictionary();
        foreach (var (day, windows) in this.week)
        {
            Check(day, windows);
        }

        StandardDay = this.week.Count == 0
            ? throw new ArgumentException($"Calendar '{id}' has no working hours, so nothing would ever be due.", nameof(week))
            : this.week.Values.Select(d => d.Sum(w => w.CloseTicks - w.OpenTicks))
                .GroupBy(t => t).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key)
                .Select(g => TimeSpan.FromTicks(g.Key)).First();
    }

    /// <summary>Name and version, kept with each clock.</summary>
    public string Id { get; }

    /// <summary>What "one business day" means here: the length most working days of the week have, the longer if two are equally common.</summary>
    public TimeSpan StandardDay { get; }

    /// <summary>Builds a calendar with the same hours on each working day.</summary>
    /// <param name="id">Name and version.</param>
    /// <param name="timeZone">IANA zone: "Europe/Berlin".</param>
    /// <param name="weekdays">"Mon-Fri", "Sun-Thu" or "Mon,Tue,Fri".</param>
    /// <param name="opens">"09:00".</param>
    /// <param name="closes">"18:00"; "24:00" or "00:00" for the end of the day.</param>
    /// <param name="holidays">Local dates without work.</param>
    /// <param name="halfDays">Local dates on which work ends at the given time.</param>
    /// <exception cref="ArgumentException">Any part cannot be read, or the hours are empty.</exception>
    public static BusinessCalendar Parse(
        string id, string timeZone, string weekdays, string opens, string closes, IEnumerable<DateOnly> holidays, IEnumerable<KeyValuePair<DateOnly, TimeOnly>>? halfDays = null)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
        {
            throw new ArgumentException($"Time zone '{timeZone}' of calendar '{id}' is unknown; use an IANA name such as Europe/Berlin.", nameof(timeZone));
        }

        IReadOnlyList<BusinessWindow> hours = [new(Time(opens), closes == "24:00" ? TimeOnly.MinValue : Time(closes))];
        return new(id, zone, Weekdays.Parse(weekdays).Select(d => KeyValuePair.Create(d, hours)), holidays, halfDays);
    }

    /// <summary>
    /// The first instant by which <paramref name="businessTime"/> has passed in working hours since the start; with no time to pass, the start.
    /// A target used up at closing time is due at closing time, not at the next opening.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or not reached within ten years.</exception>
    public DateTimeOffset Due(DateTimeOffset startUtc, TimeSpan businessTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(businessTime, TimeSpan.Zero);
        var start = WholeSeconds(startUtc);
        var left = TimeSpan.FromSeconds(Math.Floor(businessTime.TotalSeconds));
        if (left == TimeSpan.Zero)
        {
            return new(start);
        }

        foreach (var (opens, closes) in WindowsFrom(start))
        {
            if (left <= closes - opens)
            {
                return new(opens + left);
            }

            left -= closes - opens;
        }

        throw new ArgumentOutOfRangeException(nameof(businessTime), businessTime, $"Calendar '{Id}' does not reach this time within {HorizonDays} days.");
    }

    /// <summary>Working time between two instants; zero if the end is not after the start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instants are more than ten years apart.</exception>
    public TimeSpan Between(DateTimeOffset start, DateTimeOffset end)
    {
        var from = WholeSeconds(start);
        var to = WholeSeconds(end);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to - from, TimeSpan.FromDays(HorizonDays), nameof(end));
        var sum = TimeSpan.Zero;
        foreach (var (opens, closes) in WindowsFrom(from).TakeWhile(w => w.Opens < to))
        {
            sum += (closes < to ? closes : to) - opens;
        }

        return sum;
    }

    /// <summary>True when there are working hours on this local date.</summary>
    public bool IsWorkday(DateOnly date) => WindowsOf(date).Any();

    /// <summary>Windows as instants in order, cut off before <paramref name="start"/>, never overlapping, up to the horizon.</summary>
    private IEnumerable<(DateTime Opens, DateTime Closes)> WindowsFrom(DateTime start)
    {
        // One day earlier than today: a window up to midnight may end today when the clock is set back at midnight.
        var date = DateOnly.FromDateTime(LocalTime.FromUtc(zone, start)).AddDays(-1);
        var reached = start;
        for (var n = 0; n < HorizonDays + 3; n++, date = date.AddDays(1))
        {
            foreach (var window in WindowsOf(date))
            {
                var midnight = date.ToDateTime(TimeOnly.MinValue);
                var opens = LocalTime.ToUtc(zone, midnight.AddTicks(window.OpenTicks), later: false);
                var closes = LocalTime.ToUtc(zone, midnight.AddTicks(window.CloseTicks), later: true);

                // Where the hour between two windows happens twice, both reach into it; it counts once.
                opens = opens > reached ? opens : reached;
                if (closes > opens)
                {
                    reached = closes;
                    yield return (opens, closes);
                }
            }
        }
    }

    private IEnumerable<BusinessWindow> WindowsOf(DateOnly date)
    {
        if (holidays.Contains(date) || !week.TryGetValue(date.DayOfWeek, out var windows))
        {
            return [];
        }

        return !halfDays.TryGetValue(date, out var ends) ? windows
            : windows.Where(w => w.Opens < ends).Select(w => w.CloseTicks > ends.Ticks ? w with { Closes = ends } : w);
    }

    private static DateTime WholeSeconds(DateTimeOffset instant)
    {
        // Leaves room for local dates on either side of the first and last instant.
        ArgumentOutOfRangeException.ThrowIfLessThan(instant.Year, 1900, nameof(instant));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instant.Year, 9900, nameof(instant));
        var utc = instant.UtcDateTime;
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond));
    }

    private static TimeOnly Time(string text) => TimeOnly.TryParseExact(text, ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? time
        : throw new ArgumentException($"'{text}' is not a time of day; write 09:00.");

    private void Check(DayOfWeek day, BusinessWindow[] windows)
    {
        for (var i = 0; i < windows.Length; i++)
        {
            if (windows[i].CloseTicks <= windows[i].OpenTicks)
            {
                throw new ArgumentException($"Calendar '{Id}': {day} closes at {windows[i].Closes:HH\\:mm}, not after it opens at {windows[i].Opens:HH\\:mm}.");
            }

            if (i > 0 && windows[i].OpenTicks < windows[i - 1].CloseTicks)
            {
                throw new ArgumentException($"Calendar '{Id}': the hours of {day} overlap.");
            }
        }
    }
}
