using System.Diagnostics;
using CoSellBot.Agents.Understanding;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.Tests.Agents.Understanding;

public class IntentClassifierTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<IntentExample> Examples = IntentCatalog.Load(UnderstandingData.IntentsFolder).Examples;
    private static readonly IntentClassifier Classifier = new(Examples);

    [Fact]
    public void Classify_ExamplesHeldOutWithTheirSiblings_IsRightSevenTimesInTen()
    {
        // Every sixteenth run of eight: examples are written in runs of one thought, and a held-out run has no sibling left to learn from.
        // A floor against breakage; what people write is measured by the sets of messages.
        var positions = new Dictionary<string, int>();
        var held = Examples.Select(e => positions[e.Intent] = positions.GetValueOrDefault(e.Intent) + 1).Select(n => n / 8 % 16 == 5).ToArray();
        var model = new IntentClassifier([.. Examples.Where((_, i) => !held[i])]);
        var answers = Examples.Where((_, i) => held[i]).Select(e => (Example: e, Prediction: model.Classify(e.Text))).ToList();
        Report(answers);
        Assert.True(answers.Count(a => Answer(a.Prediction) == a.Example.Intent) / (double)answers.Count >= .7);
    }

    [Fact]
    public void Classify_BlindUtterances_IsPrintedAndDoesNotFallApart()
    {
        Assert.DoesNotContain(BlindUtterances.All, b => Examples.Any(e => e.Text == b.Text));
        var answers = BlindUtterances.All.Select(b => (new IntentExample(b.Text, b.Intent), Classifier.Classify(b.Text))).ToList();
        Report(answers);
        Assert.True(answers.Count(a => Answer(a.Item2) == a.Item1.Intent) >= 36); // a floor against breakage, not a goal
    }

    [Fact]
    public void Classify_SameExamples_SameModel()
    {
        var other = new IntentClassifier(Examples);
        Assert.Equal(Classifier.Rule, other.Rule);
        foreach (var text in new[] { "register <company>", "is someone else on it?", "xyzzy" })
            Assert.Equal(Classifier.Classify(text).Ranked, other.Classify(text).Ranked);
    }

    [Fact]
    public void Classify_ManyThreadsAtOnce_SameAnswers()
    {
        var alone = Examples.Select(e => Classifier.Classify(e.Text)).ToList();
        Parallel.For(0, Examples.Count, i =>
        {
            var together = Classifier.Classify(Examples[i].Text);
            Assert.Equal(alone[i].OutOfScope, together.OutOfScope);
            Assert.Equal(alone[i].Ranked, together.Ranked);
        });
    }

    [Fact]
    public void Classify_Ranked_SumsToOneBestFirst()
    {
        var ranked = Classifier.Classify("what's the status of <company>").Ranked;
        Assert.Equal(1, ranked.Sum(r => r.Confidence), 6);
        Assert.Equal(ranked.OrderByDescending(r => r.Confidence), ranked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("สวัสดีครับ")]
    [InlineData("Щось зовсім інше")]
    [InlineData("qzxv jjkw zzqx")]
    [InlineData("👍👍👍")]
    public void Classify_UnknownLanguageOrNothing_IsOutOfScope(string text) => Assert.True(Classifier.Classify(text).OutOfScope);

    [Fact]
    public void Classify_Speed_IsPrinted()
    {
        var watch = Stopwatch.StartNew();
        _ = new IntentClassifier(Examples);
        output.WriteLine($"training with calibration: {watch.ElapsedMilliseconds} ms, {Examples.Count} examples, {Classifier.Rule}");
        var times = new List<double>();
        for (var round = 0; round < 20; round++)
        {
            foreach (var example in Examples)
            {
                var started = Stopwatch.GetTimestamp();
                var clean = ChatText.Clean(example.Text + ", 80k EUR, close end of September");
                MoneyReader.Read(clean, "DE");
                DateReader.Read(clean, new DateOnly(2026, 6, 9), 1, "en-GB");
                CurrencyWords.Find(clean, "DE");
                YesNo.Read(clean);
                Classifier.Classify(clean);
                if (round > 4)
                    times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }
        times.Sort();
        output.WriteLine($"per message, all readers: p50 {times[times.Count / 2]:F4} ms, p95 {times[times.Count * 95 / 100]:F4} ms, p99 {times[times.Count * 99 / 100]:F4} ms");
    }

    private static string Answer(IntentPrediction prediction) => prediction.OutOfScope ? IntentClassifier.OutOfScope : prediction.Top.Intent;

    private void Report(List<(IntentExample Example, IntentPrediction Prediction)> answers)
    {
        var right = answers.Count(a => Answer(a.Prediction) == a.Example.Intent);
        var raw = answers.Count(a => a.Prediction.Top.Intent == a.Example.Intent);
        var outside = answers.Where(a => a.Example.Intent == IntentClassifier.OutOfScope).ToList();
        var inside = answers.Where(a => a.Example.Intent != IntentClassifier.OutOfScope).ToList();
        output.WriteLine($"{right}/{answers.Count} = {right / (double)answers.Count:P1} right with rejection; top alone {raw / (double)answers.Count:P1}");
        output.WriteLine($"in scope {inside.Count(a => Answer(a.Prediction) == a.Example.Intent) / (double)Math.Max(1, inside.Count):P1}, out of scope refused {outside.Count(a => a.Prediction.OutOfScope) / (double)Math.Max(1, outside.Count):P1}");
        output.WriteLine($"in scope but acted on wrongly {inside.Count(a => !a.Prediction.OutOfScope && a.Prediction.Top.Intent != a.Example.Intent)}, refused {inside.Count(a => a.Prediction.OutOfScope)}");
        foreach (var bin in answers.GroupBy(a => (int)(a.Prediction.Top.Confidence * 5)).OrderBy(g => g.Key))
            output.WriteLine($"  confidence {bin.Average(a => a.Prediction.Top.Confidence):F2}: right {bin.Count(a => a.Prediction.Top.Intent == a.Example.Intent) / (double)bin.Count():F2} of {bin.Count()}");
        foreach (var (example, prediction) in answers.Where(a => Answer(a.Prediction) != a.Example.Intent))
            output.WriteLine($"  {example.Intent,-18} > {Answer(prediction),-18} {prediction.Top.Intent} {prediction.Top.Confidence:F2}  {example.Text}");
    }
}
