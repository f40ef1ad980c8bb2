using CoSellBot.Agents.Understanding;

namespace CoSellBot.Evals.Components;

/// <summary>77 intents of one domain, close to each other (Casanueva et al. 2020), with its official split.</summary>
internal static class Banking77
{
    public static void Measure(TextWriter output)
    {
        if (SharedData.Find("intent_banking77/train.csv", output) is not { } trainFile || SharedData.Find("intent_banking77/test.csv", output) is not { } testFile)
            return;
        var train = Read(trainFile);
        var classifier = Measured.Train(() => new IntentClassifier(train), train.Count, output);
        var test = Measured.Classify(classifier, Read(testFile), output);
        output.WriteLine($"   test accuracy {100 * Measured.Accuracy(test):F1} %; TF-IDF centroid 81.8, published BERT ~93");
    }

    private static List<IntentExample> Read(string file) => [.. SharedData.Rows(file).Select(row => new IntentExample(row[0], row[1]))];
}
