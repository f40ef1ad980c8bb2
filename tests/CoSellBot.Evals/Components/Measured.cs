using System.Diagnostics;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Evals.Components;

/// <summary>Counts right answers and times each one.</summary>
internal static class Measured
{
    /// <summary>Trains, and prints how long it took.</summary>
    public static IntentClassifier Train(Func<IntentClassifier> train, int examples, TextWriter output)
    {
        var watch = Stopwatch.StartNew();
        var classifier = train();
        output.WriteLine($"   trained on {examples:N0} sentences in {watch.Elapsed.TotalSeconds:F1} s; {classifier.Rule}");
        return classifier;
    }

    /// <summary>Classifies on this thread, one after the other, and prints the 50th and 95th percentile in milliseconds.</summary>
    public static List<(IntentExample Example, IntentPrediction Prediction)> Classify(IntentClassifier classifier, IReadOnlyList<IntentExample> examples, TextWriter output)
    {
        foreach (var example in examples.Take(200))
            classifier.Classify(example.Text); // compiled before the clock runs
        var times = new List<double>(examples.Count);
        var answers = new List<(IntentExample, IntentPrediction)>(examples.Count);
        foreach (var example in examples)
        {
            var started = Stopwatch.GetTimestamp();
            answers.Add((example, classifier.Classify(example.Text)));
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        output.WriteLine($"   Classify: p50 {times[times.Count / 2]:F3} ms, p95 {times[times.Count * 95 / 100]:F3} ms");
        return answers;
    }

    /// <summary>The share whose likeliest intent is the true one, refused or not: for data without texts out of scope.</summary>
    public static double Accuracy(IEnumerable<(IntentExample Example, IntentPrediction Prediction)> answers) =>
        answers.Average(a => a.Prediction.Top.Intent == a.Example.Intent ? 1.0 : 0);

    /// <summary>In scope: the share answered rightly and not refused. Out of scope: the share refused.</summary>
    public static (double InScope, double OutOfScope) Rates(IReadOnlyCollection<(IntentExample Example, IntentPrediction Prediction)> answers) =>
        (answers.Where(a => a.Example.Intent != IntentClassifier.OutOfScope).Average(a => !a.Prediction.OutOfScope && a.Prediction.Top.Intent == a.Example.Intent ? 1.0 : 0),
            answers.Where(a => a.Example.Intent == IntentClassifier.OutOfScope).Average(a => a.Prediction.OutOfScope ? 1.0 : 0));
}
