using System.Globalization;
using CoSellBot.Prm.Sla;
using Xunit;

namespace CoSellBot.Tests.Prm.Sla;

public class BusinessCalendarTests
{
    [Theory]
    [InlineData("2026-03-27T16:30", 18, "Europe/Berlin", "", "2026-03-31T15:30")]
    [InlineData("2026-10-23T15:00", 18, "Europe/Berlin", "", "2026-10-27T16:00")]
    [InlineData("2026-07-02T20:00", 18, "America/New_York", "2026-07-03", "2026-07-07T20:00")]
    [InlineData("2026-11-20T12:00", 4, "Asia/Kolkata", "", "2026-11-23T07:00")]
    [InlineData("2026-05-01T08:00", 9, "Europe/Paris", "2026-05-01", "2026-05-04T16:00")]
    [InlineData("2026-03-06T22:30", 9, "America/Los_Angeles", "", "2026-03-09T21:30")]
    [InlineData("2026-12-31T23:30", 2, "Pacific/Auckland", "2027-01-01,2027-01-04", "2027-01-04T22:00")]
    public void Due_VectorsOfTheDomainModel_AreMet(string start, int hours, string zone, string holidays, string due)
    {
        var days = holidays.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(d => DateOnly.Parse(d, CultureInfo.InvariantCulture));
        var calendar = BusinessCalendar.Parse("test", zone, "Mon-Fri", "09:00", "18:00", days);
        Assert.Equal(Utc(due), calendar.Due(Utc(start), TimeSpan.FromHours(hours)));
        Assert.Equal(TimeSpan.FromHours(hours), calendar.Between(Utc(start), Utc(due)));
    }

    [Fact]
    public void ATargetUsedUpAtClosingTimeIsDueAtClosingTime() =>
        Assert.Equal(Utc("2026-06-01T16:00"), Berlin().Due(Utc("2026-05-29T20:00"), TimeSpan.FromHours(9)));

    [Fact]
    public void NoTimeToPass_IsDueAtTheStart() => Assert.Equal(Utc("2026-05-30T20:00"), Berlin().Due(Utc("2026-05-30T20:00"), TimeSpan.Zero));

    [Fact]
    public void PartsOfASecondDoNotCount()
    {
        var start = Utc("2026-06-01T08:00").AddMilliseconds(900);
        Assert.Equal(Utc("2026-06-01T09:00"), Berlin().Due(start, TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(300)));
        Assert.Equal(TimeSpan.FromHours(1), Berlin().Between(start, Utc("2026-06-01T09:00").AddMilliseconds(200)));
    }

    [Fact]
    public void Between_EndBeforeStart_IsZero() => Assert.Equal(TimeSpan.Zero, Berlin().Between(Utc("2026-06-03T08:00"), Utc("2026-06-01T08:00")));

    [Fact]
    public void SundayToThursdayWeeksWork()
    {
        var calendar = BusinessCalendar.Parse("riyadh", "Asia/Riyadh", "Sun-Thu", "08:00", "16:00", []);
        Assert.Equal(Utc("2026-06-07T06:00"), calendar.Due(Utc("2026-06-04T12:00"), TimeSpan.FromHours(2)));
    }

    [Fact]
    public void ALunchBreakDoesNotCount()
    {
        var calendar = Week("Europe/Berlin", (9, 12), (13, 18));
        Assert.Equal(Utc("2026-06-01T12:00"), calendar.Due(Utc("2026-06-01T09:00"), TimeSpan.FromHours(2)));
        Assert.Equal(TimeSpan.FromHours(8), calendar.StandardDay);
    }

    [Fact]
    public void AHalfDayEndsEarlyAndAHolidayOutranksIt()
    {
        var eve = new DateOnly(2026, 12, 24);
        IReadOnlyList<BusinessWindow> hours = [new(new(9, 0), new(18, 0))];
        var days = Enum.GetValues<DayOfWeek>().Select(d => KeyValuePair.Create(d, hours)).ToList();
        KeyValuePair<DateOnly, TimeOnly>[] half = [new(eve, new(12, 0))];
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(TimeSpan.FromHours(3), new BusinessCalendar("half", berlin, days, halfDays: half).Between(Utc("2026-12-23T23:00"), Utc("2026-12-24T23:00")));
        Assert.Equal(TimeSpan.Zero, new BusinessCalendar("free", berlin, days, [eve], half).Between(Utc("2026-12-23T23:00"), Utc("2026-12-24T23:00")));
    }

    [Fact]
    public void AWindowOpeningInTheSkippedHourOpensWhenTheClockResumes()
    {
        // Berlin skips 02:00-03:00 on 29 March 2026, a Sunday.
        var calendar = Week("Europe/Berlin", (2.5, 5));
        Assert.Equal(Utc("2026-03-29T01:01"), calendar.Due(Utc("2026-03-28T12:00"), TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromHours(2), calendar.Between(Utc("2026-03-28T12:00"), Utc("2026-03-29T12:00")));
    }

    [Fact]
    public void EdgesInTheRepeatedHourTakeTheWiderReading()
    {
        // Berlin repeats 02:00-03:00 on 25 October 2026, a Sunday: 02:30 is 00:30 and 01:30 UTC.
        Assert.Equal(TimeSpan.FromHours(3.5), Week("Europe/Berlin", (2.5, 5)).Between(Utc("2026-10-24T12:00"), Utc("2026-10-25T12:00")));
        Assert.Equal(TimeSpan.FromHours(3.5), Week("Europe/Berlin", (0, 2.5)).Between(Utc("2026-10-24T12:00"), Utc("2026-10-25T12:00")));
        Assert.Equal(TimeSpan.FromHours(6), Week("Europe/Berlin", (0, 2.5), (2.5, 5)).Between(Utc("2026-10-24T12:00"), Utc("2026-10-25T12:00")));
    }

    [Fact]
    public void ADaySkippedByAZoneHasNoWorkingHours()
    {
        // Samoa went from 29 to 31 December 2011.
        var calendar = Week("Pacific/Apia", (9, 17));
        Assert.Equal(TimeSpan.FromHours(16), calendar.Between(Utc("2011-12-29T12:00"), Utc("2011-12-31T12:00")));
    }

    [Fact]
    public void RoundTheClockCalendarsCountEveryHourOnce()
    {
        foreach (var zone in new[] { "Europe/Berlin", "America/Havana", "America/Santiago", "Australia/Lord_Howe", "Asia/Beirut", "Pacific/Apia" })
        {
            Assert.Equal(TimeSpan.FromDays(366), Week(zone, (0, 24)).Between(Utc("2011-06-01T00:30"), Utc("2012-06-01T00:30")));
            Assert.Equal(Utc("2026-12-01T00:30"), Week(zone, (0, 12), (12, 24)).Due(Utc("2025-12-01T00:30"), TimeSpan.FromDays(365)));
        }
    }

    [Fact]
    public void DueAndBetweenAgreeWithCountingMinutes()
    {
        var random = new Random(20260329);
        string[] zones = ["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kolkata", "Africa/Casablanca"];
        DateTimeOffset[] around = [Utc("2026-03-05T00:00"), Utc("2026-03-26T00:00"), Utc("2026-04-02T00:00"), Utc("2026-09-03T00:00"), Utc("2026-10-22T00:00"), Utc("2026-10-30T00:00")];
        int[] edges = [0, 4, 7, 9, 12, 13, 17, 20, 22, 24]; // none in an hour that a clock change skips or repeats
        for (var n = 0; n < 60; n++)
        {
            var zone = zones[random.Next(zones.Length)];
            var cuts = edges.OrderBy(_ => random.Next()).Take(4).Order().Select(e => (double)e).ToArray();
            var calendar = Week(zone, (cuts[0], cuts[1]), (cuts[2], cuts[3]));
            var counter = new MinuteCounter(zone, [(cuts[0], cuts[1]), (cuts[2], cuts[3])]);
            var start = around[random.Next(around.Length)].AddMinutes(random.Next(3 * 1440));
            var minutes = random.Next(1, 4 * 1440);
            Assert.Equal(counter.Due(start, minutes), calendar.Due(start, TimeSpan.FromMinutes(minutes)));

            var end = start.AddMinutes(random.Next(9 * 1440));
            Assert.Equal(TimeSpan.FromMinutes(counter.Between(start, end)), calendar.Between(start, end));
        }
    }

    [Fact]
    public void StandardDay_ShortFriday_IsTheCommonLength()
    {
        IReadOnlyList<BusinessWindow> full = [new(new(9, 0), new(18, 0))], friday = [new(new(9, 0), new(14, 0))];
        var calendar = new BusinessCalendar("test", TimeZoneInfo.Utc, [new(DayOfWeek.Monday, full), new(DayOfWeek.Tuesday, full), new(DayOfWeek.Friday, friday)]);
        Assert.Equal(TimeSpan.FromHours(9), calendar.StandardDay);
    }

    [Theory]
    [InlineData("Mars/Base", "Mon-Fri", "09:00", "18:00")]
    [InlineData("UTC", "", "09:00", "18:00")]
    [InlineData("UTC", "Mon-Foo", "09:00", "18:00")]
    [InlineData("UTC", "M", "09:00", "18:00")]
    [InlineData("UTC", "Mon-Fri", "9 am", "18:00")]
    [InlineData("UTC", "Mon-Fri", "18:00", "09:00")]
    [InlineData("UTC", "Mon-Fri", "09:00", "09:00")]
    public void Parse_Unreadable_SaysWhy(string zone, string weekdays, string opens, string closes) =>
        Assert.NotEmpty(Assert.Throws<ArgumentException>(() => BusinessCalendar.Parse("test", zone, weekdays, opens, closes, [])).Message);

    [Theory]
    [InlineData("Mon,Tue,Fri", "2026-06-03T00:00", "2026-06-05T01:00")]
    [InlineData("Sat-Mon", "2026-06-03T00:00", "2026-06-06T01:00")]
    [InlineData("monday - wednesday, Fri", "2026-06-04T00:00", "2026-06-05T01:00")]
    public void Parse_Weekdays_ReadsListsAndRangesAcrossTheWeekend(string weekdays, string start, string due) =>
        Assert.Equal(Utc(due), BusinessCalendar.Parse("test", "UTC", weekdays, "00:00", "24:00", []).Due(Utc(start), TimeSpan.FromHours(1)));

    [Fact]
    public void ATargetBeyondTheHorizonIsRefusedInsteadOfSearchedForever()
    {
        var everyDay = Enumerable.Range(0, 5000).Select(n => new DateOnly(2026, 1, 1).AddDays(n));
        var closed = BusinessCalendar.Parse("closed", "UTC", "Mon-Fri", "09:00", "18:00", everyDay);
        Assert.Throws<ArgumentOutOfRangeException>(() => closed.Due(Utc("2026-01-01T00:00"), TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Berlin().Due(Utc("2026-01-01T00:00"), TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Berlin().Due(Utc("2026-01-01T00:00"), TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Berlin().Due(DateTimeOffset.MaxValue, TimeSpan.FromHours(1)));
        Assert.Throws<ArgumentException>(() => new BusinessCalendar("none", TimeZoneInfo.Utc, []));
    }

    private static BusinessCalendar Berlin() => BusinessCalendar.Parse("berlin", "Europe/Berlin", "Mon-Fri", "09:00", "18:00", []);

    private static BusinessCalendar Week(string zone, params (double Opens, double Closes)[] windows)
    {
        IReadOnlyList<BusinessWindow> hours = [.. windows.Select(w => new BusinessWindow(Time(w.Opens), Time(w.Closes)))];
        return new("test", TimeZoneInfo.FindSystemTimeZoneById(zone), Enum.GetValues<DayOfWeek>().Select(d => KeyValuePair.Create(d, hours)));
    }

    private static TimeOnly Time(double hours) => TimeOnly.MinValue.AddHours(hours);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture);
}
