using System.Globalization;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Evals.Components;

/// <summary>64 intents of home automation (Liu et al. 2019), with its ten official folds.</summary>
internal static class Hwu64
{
    private const int Folds = 10;

    public static void Measure(TextWriter output)
    {
        if (SharedData.Find("intent_hwu64/hwu64_10fold.csv", output) is not { } file)
            return;
        var rows = SharedData.Rows(file).Select(row => (Fold: int.Parse(row[0], CultureInfo.InvariantCulture), Example: new IntentExample(row[5], $"{row[2]}_{row[3]}"))).ToList();
        var accuracies = new double[Folds];
        for (var fold = 1; fold <= Folds; fold++)
        {
            var train = rows.Where(r => r.Fold != fold).Select(r => r.Example).ToList();
            // Threshold and temperature do not matter to accuracy; choosing them on the same sentences saves three trainings a fold.
            var classifier = new IntentClassifier(train, train, 0);
            accuracies[fold - 1] = Measured.Accuracy(rows.Where(r => r.Fold == fold).Select(r => (r.Example, classifier.Classify(r.Example.Text))));
        }
        output.WriteLine($"   mean accuracy of {Folds} folds {100 * accuracies.Average():F1} % (lowest {100 * accuracies.Min():F1}, highest {100 * accuracies.Max():F1}); TF-IDF centroid ~79, published Watson ~88");
    }
}
