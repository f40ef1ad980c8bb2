namespace CoSellBot.Tests.Models;

/// <summary>Answers properly, but late or in slow pieces.</summary>
/// <param name="wait">Before the first byte.</param>
/// <param name="between">Between two pieces.</param>
/// <param name="inner">Who answers; a few sentences when null.</param>
internal sealed class SlowModel(TimeSpan wait, TimeSpan between, TestModel? inner = null) : TestModel
{
    /// <inheritdoc/>
    public override ModelAnswer Answer(ModelRequest request) =>
        (inner?.Answer(request) ?? ModelAnswer.Say(string.Concat(Enumerable.Repeat("It takes a while to say this. ", 10)))) with
        {
            Fault = new ModelFault.Slow(between) { Wait = wait },
        };
}
