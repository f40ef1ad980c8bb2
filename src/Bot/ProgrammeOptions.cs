using System.Globalization;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Bot;

/// <summary>When a partner's registration is answered: always so long after its press came in, whatever the rules had to read (ruling 6).</summary>
/// <param name="After">From the press to the answer.</param>
public sealed record AnswerTiming(TimeSpan After);

/// <summary>The settings of the programme: how decisions are told and how strictly direct sales is kept apart.</summary>
internal static class ProgrammeOptions
{
    /// <summary>
    /// <c>Programme:Verdicts</c>: empty or <c>prompt</c> tells a person's decision after a minute; <c>strict</c> tells all of them at
    /// <c>Programme:VerdictsAt</c> (UTC, 17:00 when empty).
    /// </summary>
    /// <exception cref="InvalidOperationException">A value is none of these.</exception>
    public static TellingOptions Telling(IConfiguration configuration) => configuration["Programme:Verdicts"] switch
    {
        null or "" or "prompt" => TellingOptions.Standard,
        "strict" when configuration["Programme:VerdictsAt"] is null or "" => TellingOptions.Standard with { At = new TimeOnly(17, 0) },
        "strict" when TimeOnly.TryParseExact(configuration["Programme:VerdictsAt"], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) => TellingOptions.Standard with { At = at },
        "strict" => throw new InvalidOperationException($"Programme:VerdictsAt '{configuration["Programme:VerdictsAt"]}' is no time like 17:00."),
        var text => throw new InvalidOperationException($"Programme:Verdicts '{text}' is neither prompt nor strict."),
    };

    /// <summary><c>Programme:AnswerAfterMilliseconds</c>: 1500 unless it says otherwise, at most a minute.</summary>
    /// <exception cref="InvalidOperationException">It is no such number.</exception>
    public static AnswerTiming Answers(IConfiguration configuration) => configuration["Programme:AnswerAfterMilliseconds"] switch
    {
        null or "" => new AnswerTiming(TimeSpan.FromMilliseconds(1500)),
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) && after <= 60_000 => new AnswerTiming(TimeSpan.FromMilliseconds(after)),
        var text => throw new InvalidOperationException($"Programme:AnswerAfterMilliseconds '{text}' is no number from 0 to 60000."),
    };

    /// <summary>
    /// <c>Programme:Firewall</c>: on unless it says <c>false</c>. <c>Programme:Disclosure</c>: empty or <c>uniform</c> lets every cause read the same,
    /// <c>coded</c> names the rules that fired by their codes.
    /// </summary>
    /// <exception cref="InvalidOperationException">A value is none of these.</exception>
    public static AccessOptions Access(IConfiguration configuration) => new(
        configuration["Programme:Firewall"] switch
        {
            null or "" => true,
            var text when bool.TryParse(text, out var on) => on,
            var text => throw new InvalidOperationException($"Programme:Firewall '{text}' is not true or false."),
        },
        configuration["Programme:Disclosure"] switch
        {
            null or "" or "uniform" => false,
            "coded" => true,
            var text => throw new InvalidOperationException($"Programme:Disclosure '{text}' is neither uniform nor coded."),
        });
}
