using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CoSellBot.Prm.Sla;

/// <summary>A day on which work ends early.</summary>
/// <param name="Date">The local date.</param>
/// <param name="Ends">Local time work ends.</param>
public sealed record HalfDay(DateOnly Date, TimeOnly Ends);

/// <summary>Working hours with their days off, in the form a running clock keeps them: editing the calendar does not move it.</summary>
/// <param name="CalendarId">The calendar they were read from, or <c>default</c> where the zone has none.</param>
/// <param name="TimeZone">IANA zone.</param>
/// <param name="Weekdays"><c>Mon-Fri</c>.</param>
/// <param name="Opens"><c>09:00</c>.</param>
/// <param name="Closes"><c>18:00</c>.</param>
/// <param name="Holidays">Local dates without work, the earliest first.</param>
/// <param name="HalfDays">Local dates on which work ends early, the earliest first.</param>
public sealed record WorkingHours(
    string CalendarId, string TimeZone, string Weekdays, string Opens, string Closes, IReadOnlyList<DateOnly> Holidays, IReadOnlyList<HalfDay> HalfDays)
{
    /// <summary>Plain office hours of a zone.</summary>
    public static WorkingHours Plain(string timeZone) => new("default", timeZone, "Mon-Fri", "09:00", "18:00", [], []);

    /// <summary>Computes with them.</summary>
    /// <exception cref="ArgumentException">They make no sense.</exception>
    public BusinessCalendar ToCalendar() => BusinessCalendar.Parse(
        CalendarId, TimeZone, Weekdays, Opens, Closes, Holidays, HalfDays.Select(day => KeyValuePair.Create(day.Date, day.Ends)));

    /// <summary>Equal hours have equal versions.</summary>
    public CalendarVersion ToVersion()
    {
        var json = JsonSerializer.Serialize(this);
        return new CalendarVersion { Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..32], Hours = json };
    }
}

/// <summary>Working hours as they were when a clock began; never altered.</summary>
public sealed class CalendarVersion
{
    /// <summary>Hash of the hours.</summary>
    public required string Id { get; init; }

    /// <summary>The hours as JSON.</summary>
    public required string Hours { get; init; }

    /// <summary>Computes with them.</summary>
    public BusinessCalendar ToCalendar() => JsonSerializer.Deserialize<WorkingHours>(Hours)!.ToCalendar();
}
