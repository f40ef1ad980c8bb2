using System.Diagnostics;
using CoSellBot.Agents.Understanding;
using CoSellBot.Evals.Utterances;

namespace CoSellBot.Evals;

/// <summary>How long learning takes, how long reading what was learnt, and how long a message is thought about. Printed, never judged: machines differ.</summary>
internal static class SpeedVerb
{
    private const int Rounds = 3;
    private const int WarmRounds = 6;

    /// <summary>Prints milliseconds.</summary>
    /// <returns>0.</returns>
    public static int Run(TextWriter output)
    {
        var intents = Path.Combine(EvalFiles.Root, "prompts", "intents");
        var folder = Directory.CreateTempSubdirectory("cosellbot-models-").FullName;
        try
        {
            var key = ModelCache.Key(intents);
            // The compiler's own work belongs to a start; what later rounds take is there to compare.
            for (var round = 0; round < Rounds; round++)
            {
                File.Delete(Path.Combine(folder, "understanding.model"));
                Timed("all, learnt", output, () => TrainedModels.Open(intents, key, new ModelCache(folder)));
                Timed("all, cached", output, () => TrainedModels.Open(intents, key, new ModelCache(folder)));
                var catalog = Timed("read the intents", output, () => IntentCatalog.Load(intents));
                var languages = Timed("languages", output, () => new LanguageGuess(catalog.Texts));
                var tagger = Timed("names", output, () => new SlotTagger(catalog.Examples));
                var classifier = Timed("intents", output, () => new IntentClassifier(catalog.Examples));
                GC.KeepAlive((languages, tagger, classifier));
            }

            var models = TrainedModels.Open(intents, key, new ModelCache(folder));
            var messages = UtterancesVerb.All().ToList();
            for (var round = 0; round < WarmRounds; round++)
            {
                var times = new List<double>(messages.Count);
                foreach (var (reader, session, words) in messages.Select(message => (message.Reader(models), message.Session, message.Words)))
                {
                    var start = Stopwatch.GetTimestamp();
                    GC.KeepAlive(Understander.Choose(models, reader, session, words));
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                times.Sort();
                output.WriteLine(FormattableString.Invariant($"a message: median {times[times.Count / 2]:F3} ms, p95 {times[times.Count * 95 / 100]:F3} ms, longest {times[^1]:F2} ms, of {times.Count}"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static T Timed<T>(string what, TextWriter output, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = work();
        output.WriteLine(FormattableString.Invariant($"{what,-18} {Stopwatch.GetElapsedTime(start).TotalMilliseconds,7:F0} ms"));
        return result;
    }
}
