using System.Diagnostics;
using System.Globalization;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Evals.Twins;

/// <summary>
/// Twin worlds: the same submission with and without the records of others. Whatever a partner's seller reads of it must be the same to
/// the byte wherever the one released bit is the same (ruling 1).
/// </summary>
internal static class TwinsVerb
{
    private const int PairsOfProgramme = 400;

    /// <summary>Runs <c>--worlds 10000 --seed 1 [--lanes 2]</c>.</summary>
    /// <returns>1 when a promise is broken, else 0.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var (worlds, seed, lanes) = (Number(args, "--worlds", 10_000), Number(args, "--seed", 1), Number(args, "--lanes", Math.Min(2, Environment.ProcessorCount)));
        var start = Stopwatch.GetTimestamp();
        var models = TrainedModels.Open(Path.Combine(EvalFiles.Root, "prompts", "intents"), Path.Combine(AppContext.BaseDirectory, "models"));
        var tally = new TwinTally();
        var programmes = (worlds + PairsOfProgramme - 1) / PairsOfProgramme;
        var next = -1;
        async Task LaneAsync()
        {
            await using var stage = new TwinSide(models);
            for (var number = Interlocked.Increment(ref next); number < programmes; number = Interlocked.Increment(ref next))
            {
                await using var opened = new TwinSide(models);
                var programme = await Programme.OpenAsync(opened, seed + number, CancellationToken.None);
                var maker = new PairMaker(programme);
                for (var i = number * PairsOfProgramme; i < Math.Min(worlds, (number + 1) * PairsOfProgramme); i++)
                {
                    await PairAsync(stage, programme, maker.Make(i, unchecked((seed * 1_000_003) + i) & int.MaxValue), tally);
                }

                if (number == 0)
                {
                    output.WriteLine(programme.Name.StartsWith("samples", StringComparison.Ordinal)
                        ? "programme: samples/world, one for all pairs"
                        : $"programmes: generated, {PairsOfProgramme} pairs each, the first: {programme.Name}");
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(LaneAsync)));
        var result = tally.Print(output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s with {lanes} lanes"));
        return result;
    }

    private static async Task PairAsync(TwinSide stage, Programme programme, TwinPair pair, TwinTally tally)
    {
        var with = await TalkAsync(stage, programme, pair, isWith: true, pair.Rows(), pair.Fate);
        // Where a person could not approve in one world, nobody does in the other.
        var fate = pair.Fate == Fate.Approve && with.Decided?.StartsWith("refused", StringComparison.Ordinal) == true ? Fate.Refuse : pair.Fate;
        var twin = await TalkAsync(stage, programme, pair, isWith: false, [], fate);
        tally.Count(pair, with, twin, NaiveView.Of(with, pair) != NaiveView.Of(twin, pair));
        if (with.Bit == twin.Bit)
        {
            tally.Compare(pair, with, twin);
        }
        else if (with.Bit != ReleasedBit.Own && twin.Bit != ReleasedBit.Own)
        {
            // Each is held beside a third world that came to the same bit by another way.
            foreach (var one in new[] { with, twin })
            {
                var another = await TalkAsync(stage, programme, pair, isWith: false, pair.RowsForBit(one.Bit == ReleasedBit.Approved), fate);
                if (another.Bit == one.Bit)
                {
                    tally.Compare(pair, one, another);
                }
            }
        }
    }

    private static async Task<SellerReading> TalkAsync(TwinSide stage, Programme programme, TwinPair pair, bool isWith, IReadOnlyList<object> rows, Fate fate)
    {
        stage.CopyFrom(programme.World, pair.Seed);
        if (!isWith)
        {
            await stage.RemoveRecordsOfAsync(pair.Other.FirmId);
        }

        await stage.AddAsync(rows);
        return await new SellerTalk(stage, pair, isWith).RunAsync(fate, CancellationToken.None);
    }

    private static int Number(string[] args, string name, int standard) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : standard;
}
