using System.Text.Json;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Evals.Components;

/// <summary>150 intents and queries that belong to none (Larson et al. 2019, data_full). Trained on train and oos_train; what to refuse is chosen on val and oos_val.</summary>
internal static class Clinc150
{
    /// <summary>Of the validation queries in scope this share must stay right: a point above the goal for test, because thresholds travel badly.</summary>
    private const double LeastRight = .925;

    // In scope right and not refused, out of scope refused; per cent of the test queries.
    private const double Goal = 91.5;
    private const double GoalRefused = 60;

    /// <summary>Prints the rates.</summary>
    /// <returns>False when the goals are missed; true also where the data is not.</returns>
    public static bool Measure(TextWriter output)
    {
        if (SharedData.Find("intent_clinc150/data_full.json", output) is not { } file)
            return true;
        var data = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(File.ReadAllText(file))!;
        var train = Read(data, "train", "oos_train");
        var validation = Read(data, "val", "oos_val");
        var classifier = Measured.Train(() => new IntentClassifier(train, validation, LeastRight), train.Count, output);
        Print("validation", Measured.Rates([.. validation.Select(e => (e, classifier.Classify(e.Text)))]), output);
        var test = Measured.Classify(classifier, Read(data, "test", "oos_test"), output);
        var rates = Measured.Rates(test);
        Print("test", rates, output);
        output.WriteLine("   published, test: fastText 89.0 / 9.7, SVM 91.0 / 14.5, MLP 93.5 / 47.4, BERT 96.9 / 40.3");
        return 100 * rates.InScope >= Goal && 100 * rates.OutOfScope >= GoalRefused;
    }

    private static List<IntentExample> Read(Dictionary<string, string[][]> data, params string[] parts) =>
        [.. parts.SelectMany(part => data[part]).Select(row => new IntentExample(row[0], row[1] == "oos" ? IntentClassifier.OutOfScope : row[1]))];

    private static void Print(string name, (double InScope, double OutOfScope) rates, TextWriter output) =>
        output.WriteLine($"   {name}: in scope right and not refused {100 * rates.InScope:F1} %, out of scope refused {100 * rates.OutOfScope:F1} %");
}
