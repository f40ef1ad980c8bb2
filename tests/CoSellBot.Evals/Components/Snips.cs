using System.Text.Json;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Evals.Components;

/// <summary>Seven intents of a voice assistant (Coucke et al. 2018): trained on the full training files, measured on the validation files.</summary>
internal static class Snips
{
    private static readonly string[] Intents = ["AddToPlaylist", "BookRestaurant", "GetWeather", "PlayMusic", "RateBook", "SearchCreativeWork", "SearchScreeningEvent"];

    public static void Measure(TextWriter output)
    {
        var train = Read("train_{0}_full.json", output);
        var validation = Read("validate_{0}.json", output);
        if (train is null || validation is null)
            return;
        var classifier = Measured.Train(() => new IntentClassifier(train), train.Count, output);
        output.WriteLine($"   validation accuracy {100 * Measured.Accuracy(Measured.Classify(classifier, validation, output)):F1} %; TF-IDF centroid 96.6");
    }

    private static List<IntentExample>? Read(string pattern, TextWriter output)
    {
        var examples = new List<IntentExample>();
        foreach (var intent in Intents)
        {
            if (SharedData.Find($"intent_snips/{pattern.Replace("{0}", intent, StringComparison.Ordinal)}", output) is not { } file)
                return null;
            // Some files are Latin-1; what does not decode is one odd letter in a name.
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var query in json.RootElement.GetProperty(intent).EnumerateArray())
                examples.Add(new IntentExample(string.Concat(query.GetProperty("data").EnumerateArray().Select(piece => piece.GetProperty("text").GetString())), intent));
        }
        return examples;
    }
}
