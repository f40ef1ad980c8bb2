namespace CoSellBot.Knowledge.Embedded;

/// <summary>The best of many scores.</summary>
internal static class Best
{
    /// <summary>The highest scores above nothing, best first; equal ones in their order.</summary>
    public static List<(int Passage, double Score)> Of(double[] scores, int most)
    {
        var queue = new PriorityQueue<int, (double Score, int Passage)>();
        for (var passage = 0; passage < scores.Length; passage++)
        {
            if (scores[passage] <= 0)
            {
                continue;
            }

            if (queue.Count < most)
            {
                queue.Enqueue(passage, (scores[passage], -passage));
            }
            else if (scores[passage] > scores[queue.Peek()])
            {
                queue.DequeueEnqueue(passage, (scores[passage], -passage));
            }
        }

        var best = new List<(int, double)>(queue.Count);
        while (queue.TryDequeue(out var passage, out var priority))
        {
            best.Add((passage, priority.Score));
        }

        best.Reverse();
        return best;
    }
}
