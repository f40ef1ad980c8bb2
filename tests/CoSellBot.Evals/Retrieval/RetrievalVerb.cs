using System.Globalization;
using CoSellBot.Knowledge.Embedded;

namespace CoSellBot.Evals.Retrieval;

/// <summary>How well documents are found.</summary>
internal static class RetrievalVerb
{
    /// <summary>Measures; the exit code is 1 when a figure that has to be reached is missed.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var s = LexicalSettings.Default;
        var data = Path.Combine(EvalFiles.Root, "..", "shared", "data");
        if (args.Contains("labelled"))
        {
            await LabelledQuestions.RunAsync(data, args.Contains("--misses"), output);
            return 0;
        }
        foreach (var a in args)
        {
            var kv = a.Split('=');
            var v = double.Parse(kv[1], CultureInfo.InvariantCulture);
            s = kv[0] switch { "k" => s with { K = v }, "b" => s with { B = v }, "p" => s with { FeedbackPassages = (int)v }, "t" => s with { FeedbackTerms = (int)v }, _ => s with { OwnShare = v } };
        }
        return await PublicSets.RunAsync(Path.Combine(EvalFiles.Root, "..", "shared", "data"), s, output) ? 0 : 1;
    }
}
