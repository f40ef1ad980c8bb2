using System.Globalization;
using CoSellBot.Prm.Sla;
using Xunit;

namespace CoSellBot.Tests.Prm.Sla;

public class SlaClockTests
{
    private static readonly WorkingHours Berlin = WorkingHours.Plain("Europe/Berlin");

    [Fact]
    public void Each_mark_is_passed_once_at_its_time_of_work()
    {
        var calendar = Berlin.ToCalendar();
        var clock = Started(Berlin, TimeSpan.FromHours(18), Utc("2026-03-27T08:00"));
        Assert.Equal((Utc("2026-03-30T16:00"), Utc("2026-03-27T17:00")), (clock.DueAt, clock.NextAt));

        Assert.Empty(clock.Pass(Utc("2026-03-27T16:59"), calendar));
        Assert.Equal([ClockMark.Half], clock.Pass(Utc("2026-03-27T17:00"), calendar));
        Assert.Empty(clock.Pass(Utc("2026-03-29T23:00"), calendar));
        // Over the weekend the clocks went forward: 09:00 in Berlin is 07:00 now.
        Assert.Equal(Utc("2026-03-30T12:24"), clock.NextAt);
        Assert.Equal([ClockMark.Most, ClockMark.Due], clock.Pass(Utc("2026-03-30T16:00"), calendar));
        Assert.Equal([ClockMark.Overdue], clock.Pass(Utc("2026-06-01T00:00"), calendar));
        Assert.Null(clock.NextAt);
        Assert.Empty(clock.Pass(Utc("2027-06-01T00:00"), calendar));
    }

    [Fact]
    public void A_clock_that_stands_still_passes_nothing_and_goes_on_with_the_time_that_was_left()
    {
        var calendar = Berlin.ToCalendar();
        var clock = Started(Berlin, TimeSpan.FromHours(10), Utc("2026-06-01T07:00"));
        clock.Pause(Utc("2026-06-01T11:00"), calendar);
        Assert.Equal((4 * 3600L, null, null), (clock.UsedSeconds, clock.DueAt, clock.NextAt));
        Assert.Empty(clock.Pass(Utc("2026-06-10T00:00"), calendar));
        clock.Pause(Utc("2026-06-10T00:00"), calendar);

        clock.Resume(Utc("2026-06-10T07:00"), calendar);
        Assert.Equal((Utc("2026-06-10T13:00"), Utc("2026-06-10T08:00")), (clock.DueAt, clock.NextAt));
    }

    [Fact]
    public void Marks_that_were_passed_before_a_pause_are_not_passed_again()
    {
        var calendar = Berlin.ToCalendar();
        var clock = Started(Berlin, TimeSpan.FromHours(10), Utc("2026-06-01T07:00"));
        Assert.Equal([ClockMark.Half], clock.Pass(Utc("2026-06-01T12:30"), calendar));
        clock.Pause(Utc("2026-06-01T12:30"), calendar);
        clock.Resume(Utc("2026-06-02T07:00"), calendar);

        Assert.Empty(clock.Pass(Utc("2026-06-02T09:00"), calendar));
        Assert.Equal([ClockMark.Most], clock.Pass(Utc("2026-06-02T09:30"), calendar));
    }

    [Fact]
    public void A_clock_that_stops_is_never_heard_of_again()
    {
        var clock = Started(Berlin, TimeSpan.FromHours(10), Utc("2026-06-01T07:00"));
        clock.Stop(Utc("2026-06-01T08:00"));

        Assert.Empty(clock.Pass(Utc("2026-07-01T08:00"), Berlin.ToCalendar()));
        Assert.Equal(Utc("2026-06-01T08:00"), clock.StoppedAt);
    }

    [Fact]
    public void Nothing_comes_after_an_answer_that_is_due()
    {
        var clock = Started(Berlin, TimeSpan.FromHours(10), Utc("2026-06-01T07:00"), ClockKind.Answer);
        Assert.Equal([ClockMark.Half, ClockMark.Most, ClockMark.Due], clock.Pass(Utc("2027-06-01T07:00"), Berlin.ToCalendar()));
    }

    [Fact]
    public void The_time_that_runs_between_pauses_is_the_target_in_any_zone_and_across_clock_changes()
    {
        var random = new Random(20261025);
        string[] zones = ["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kolkata", "Africa/Casablanca"];
        DateTimeOffset[] around = [Utc("2026-03-05T00:00"), Utc("2026-03-26T00:00"), Utc("2026-04-02T00:00"), Utc("2026-09-03T00:00"), Utc("2026-10-22T00:00")];
        for (var n = 0; n < 100; n++)
        {
            var hours = WorkingHours.Plain(zones[random.Next(zones.Length)]) with { Weekdays = "Mon-Sun" };
            var (calendar, counter) = (hours.ToCalendar(), new MinuteCounter(hours.TimeZone, [(9, 18)]));
            var start = around[random.Next(around.Length)].AddMinutes(random.Next(3 * 1440));
            var target = random.Next(10, 2_000);
            var clock = Started(hours, TimeSpan.FromMinutes(target), start);
            var (ran, from) = (0, start);
            for (var pauses = random.Next(4); pauses > 0; pauses--)
            {
                var until = from.AddMinutes(random.Next(1, 1_000));
                if (until >= clock.DueAt)
                {
                    break;
                }

                ran += counter.Between(from, until);
                clock.Pause(until, calendar);
                from = until.AddMinutes(random.Next(1, 3_000));
                clock.Resume(from, calendar);
            }

            Assert.Equal(target, ran + counter.Between(from, clock.DueAt!.Value));
            Assert.Equal(counter.Due(from, target - ran), clock.DueAt);
        }
    }

    [Fact]
    public void Hours_are_kept_with_their_days_off_and_equal_hours_are_one_version()
    {
        var hours = Berlin with { Holidays = [new DateOnly(2026, 6, 4)], HalfDays = [new HalfDay(new DateOnly(2026, 6, 5), new TimeOnly(13, 0))] };
        var version = hours.ToVersion();

        Assert.Equal(version.Id, (Berlin with { Holidays = [new DateOnly(2026, 6, 4)], HalfDays = [new HalfDay(new DateOnly(2026, 6, 5), new TimeOnly(13, 0))] }).ToVersion().Id);
        Assert.NotEqual(version.Id, Berlin.ToVersion().Id);
        // Nothing on Thursday, four hours on Friday.
        Assert.Equal(TimeSpan.FromHours(4), version.ToCalendar().Between(Utc("2026-06-03T16:00"), Utc("2026-06-07T22:00")));
    }

    private static SlaClock Started(WorkingHours hours, TimeSpan target, DateTimeOffset since, ClockKind kind = ClockKind.Decision) =>
        SlaClock.Start("c", kind, "DR-1", null, hours.ToVersion(), hours.ToCalendar(), target, since);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
