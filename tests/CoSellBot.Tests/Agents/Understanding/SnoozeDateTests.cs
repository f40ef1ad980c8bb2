using System.Globalization;
using CoSellBot.Agents.Understanding;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

/// <summary>Days a pause ends on, as people write them.</summary>
public class SnoozeDateTests
{
    // Wednesday 10 June 2026.
    private static readonly DateOnly Today = new(2026, 6, 10);

    [Theory]
    [InlineData("en-GB", "snooze, they are on holiday till the 22nd", "2026-06-22")]
    [InlineData("en-GB", "snooze till the 9th", "2026-07-09")]
    [InlineData("en-GB", "snooze till the 22nd of july", "2026-07-22")]
    [InlineData("en-GB", "snooze", null)]
    [InlineData("en-GB", "snooze two weeks", "2026-06-24")]
    [InlineData("en-GB", "not now, remind me in 2 weeks", "2026-06-24")]
    [InlineData("en-GB", "leave me alone about contoso till next monday", "2026-06-15")]
    [InlineData("en-GB", "quiet on contoso until 1 July", "2026-07-01")]
    [InlineData("en-GB", "snooze, they are on tour till the 22nd", "2026-06-22")]
    [InlineData("en-GB", "park Granvara Bank plc until end of july", "2026-07-31")]
    [InlineData("en-GB", "snooze fabrikam.co.uk for a month", "2026-07-10")]
    [InlineData("de-DE", "snooze, die sind bis zum 22. im Urlaub", "2026-06-22")]
    [InlineData("de-DE", "Lass mich mit Kaltensee Pumpen GmbH bis nächsten Montag in Ruhe", "2026-06-15")]
    [InlineData("de-DE", "ruhe bei contoso bis 22.6.", "2026-06-22")]
    [InlineData("fr-FR", "silence sur Contoso jusqu'au 22", "2026-06-22")]
    [InlineData("fr-FR", "pas maintenant, rappelle-moi dans deux semaines", "2026-06-24")]
    [InlineData("fr-FR", "en veille jusqu'au 22 stp, ils sont en congés", "2026-06-22")]
    [InlineData("es-ES", "déjame en paz con Contoso hasta el 3 de julio", "2026-07-03")]
    [InlineData("es-ES", "están de vacaciones, silencio hasta el 22", "2026-06-22")]
    [InlineData("pt-BR", "silencia a Contoso até 22 de junho", "2026-06-22")]
    [InlineData("pt-PT", "eles estão de férias até dia 22, soneca", "2026-06-22")]
    [InlineData("ja-JP", "Contosoを6月22日までスヌーズ", "2026-06-22")]
    [InlineData("ja-JP", "コントソを２週間スヌーズ", "2026-06-24")]
    [InlineData("ja-JP", "先方が22日まで休みなのでスヌーズで", "2026-06-22")]
    [InlineData("ja-JP", "来週まで黙ってて", "2026-06-15")]
    public void Read_ADayInSixLanguages_IsFound(string locale, string text, string? until) => Assert.Equal(until, Day(text, Today, locale));

    [Theory]
    [InlineData("snooze until the 31st", "2026-07-31")]
    [InlineData("snooze until the 32nd", null)]
    [InlineData("bis zum 0.", null)]
    [InlineData("up to the 90k", null)]
    [InlineData("500 weeks", null)]
    [InlineData("13月40日まで", null)]
    public void Read_ADayThatIsNone_IsNotInvented(string text, string? until) => Assert.Equal(until, Day(text, new DateOnly(2026, 7, 1), "en-GB"));

    private static string? Day(string text, DateOnly today, string locale) =>
        SnoozeDate.Read(Scripts.Narrow(text), today, locale)?.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
