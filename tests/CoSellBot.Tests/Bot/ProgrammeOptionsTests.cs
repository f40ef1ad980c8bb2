using CoSellBot.Bot;
using CoSellBot.Prm.Registrations;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>The settings of the programme: a word that means nothing stops the start, in words.</summary>
public class ProgrammeOptionsTests
{
    [Theory]
    [InlineData(null, null, true, false)]
    [InlineData("", "", true, false)]
    [InlineData("true", "uniform", true, false)]
    [InlineData("False", "coded", false, true)]
    public void The_wall_stands_and_causes_read_the_same_unless_the_settings_say_otherwise(string? firewall, string? disclosure, bool isWalled, bool showsCodes) =>
        Assert.Equal(new AccessOptions(isWalled, showsCodes), ProgrammeOptions.Access(Settings(("Firewall", firewall), ("Disclosure", disclosure))));

    [Theory]
    [InlineData("Firewall", "off", "Programme:Firewall 'off' is not true or false.")]
    [InlineData("Disclosure", "all", "Programme:Disclosure 'all' is neither uniform nor coded.")]
    public void Another_word_is_refused(string name, string value, string words) =>
        Assert.Equal(words, Assert.Throws<InvalidOperationException>(() => ProgrammeOptions.Access(Settings((name, value)))).Message);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("prompt", "09:00", null)]
    [InlineData("strict", null, "17:00")]
    [InlineData("strict", "09:30", "09:30")]
    public void Decisions_are_told_after_a_minute_or_at_one_time_of_the_day(string? verdicts, string? at, string? told) =>
        Assert.Equal(
            told, ProgrammeOptions.Telling(Settings(("Verdicts", verdicts), ("VerdictsAt", at))).At?.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("soon", null, "Programme:Verdicts 'soon' is neither prompt nor strict.")]
    [InlineData("strict", "5 pm", "Programme:VerdictsAt '5 pm' is no time like 17:00.")]
    public void A_time_that_is_none_is_refused(string verdicts, string? at, string words) =>
        Assert.Equal(words, Assert.Throws<InvalidOperationException>(() => ProgrammeOptions.Telling(Settings(("Verdicts", verdicts), ("VerdictsAt", at)))).Message);

    [Theory]
    [InlineData(null, 1_500)]
    [InlineData("0", 0)]
    [InlineData("60000", 60_000)]
    public void The_answer_comes_so_long_after_the_press(string? text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ProgrammeOptions.Answers(Settings(("AnswerAfterMilliseconds", text))).After);

    [Theory]
    [InlineData("60001")]
    [InlineData("-1")]
    [InlineData("1s")]
    public void A_wait_out_of_range_is_refused(string text) =>
        Assert.Equal(
            $"Programme:AnswerAfterMilliseconds '{text}' is no number from 0 to 60000.",
            Assert.Throws<InvalidOperationException>(() => ProgrammeOptions.Answers(Settings(("AnswerAfterMilliseconds", text)))).Message);

    private static IConfiguration Settings(params (string Name, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"Programme:{one.Name}", one.Value))).Build();
}
