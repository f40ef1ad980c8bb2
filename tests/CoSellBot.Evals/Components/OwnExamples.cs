using System.Diagnostics;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Evals.Components;

/// <summary>Our own intent files: five-fold cross-validation, and what a first and a later start cost.</summary>
internal static class OwnExamples
{
    private const int Folds = 5;

    public static void Measure(TextWriter output)
    {
        var folder = Path.Combine(SharedData.Root, "prompts", "intents");
        var examples = IntentCatalog.Load(folder).Examples;
        MeasureStarts(folder, examples.Count, output);
        var positions = new Dictionary<string, int>();
        var fold = examples.Select(e => (positions[e.Intent] = positions.GetValueOrDefault(e.Intent) + 1) % Folds).ToArray();
        var answers = new List<(IntentExample, IntentPrediction)>();
        for (var f = 0; f < Folds; f++)
        {
            var held = f;
            var classifier = new IntentClassifier([.. examples.Where((_, i) => fold[i] != held)]);
            answers.AddRange(examples.Where((_, i) => fold[i] == held).Select(e => (e, classifier.Classify(e.Text))));
        }
        var (inScope, outOfScope) = Measured.Rates(answers);
        output.WriteLine($"   cross-validated: in scope right and not refused {100 * inScope:F1} %, out of scope refused {100 * outOfScope:F1} %");
        Measured.Classify(new IntentClassifier(examples), examples, output);
    }

    private static void MeasureStarts(string folder, int examples, TextWriter output)
    {
        var cache = Directory.CreateTempSubdirectory("models");
        try
        {
            var first = Time(folder, cache.FullName);
            var size = cache.GetFiles().Sum(f => f.Length);
            output.WriteLine($"   {examples:N0} examples: first start {first:F2} s, later starts {Time(folder, cache.FullName):F2} s, cache file {size / 1e6:F1} MB");
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    private static double Time(string folder, string cache)
    {
        var watch = Stopwatch.StartNew();
        TrainedModels.Open(folder, ModelCache.Key(folder), new ModelCache(cache));
        return watch.Elapsed.TotalSeconds;
    }
}
