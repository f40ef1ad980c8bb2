namespace CoSellBot.Evals.Retrieval;

/// <summary>How well documents are found: on public collections beside plain BM25, and on labelled questions.</summary>
internal static class RetrievalVerb
{
    /// <summary>Measures; the exit code is 1 when a public collection is not above its floor, 2 for an unknown word.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        if (args.Except(["--misses"]).FirstOrDefault() is { } unknown)
        {
            output.WriteLine($"'{unknown}' is not known here.");
            return 2;
        }

        var data = Path.Combine(EvalFiles.Root, "..", "shared", "data");
        if (!Directory.Exists(data))
        {
            output.WriteLine($"Skipped: the public data is not at {Path.GetRelativePath(EvalFiles.Root, data)}.");
            return 0;
        }

        var isAbove = await PublicSets.RunAsync(data, output);
        await LabelledQuestions.RunAsync(data, args.Contains("--misses"), output);
        return isAbove ? 0 : 1;
    }
}
