using CoSellBot.Access;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Agents.Prompts;

/// <summary>What the asker said earlier in this conversation, and what was answered.</summary>
/// <param name="Asked">The asker's own words; nobody else's are kept here.</param>
/// <param name="Answered">The answer, with its labels.</param>
public sealed record Exchange(string Asked, AgentReply Answered)
{
    private const int LongestQuestion = 300;
    private const int LongestAnswer = 500;
    private const int LongestSummary = 120;

    /// <summary>
    /// Earlier talk for a model, oldest first: the last of it whole, what is before it in a line each, and nothing beyond the budget. An
    /// exchange whose answer not everyone here may read is left out with its question.
    /// </summary>
    /// <param name="earlier">Oldest first.</param>
    /// <param name="ceiling">What everyone here may read.</param>
    /// <param name="reading">How the asker reads.</param>
    /// <param name="budget">Characters at most.</param>
    internal static string Summarise(IEnumerable<Exchange> earlier, Ceiling ceiling, ReadingContext reading, int budget)
    {
        var lines = new List<string>();
        var left = budget;
        foreach (var exchange in earlier.Reverse())
        {
            if (exchange.Answered.Reveal(ceiling, Texts.Shipped, reading) is not { } answer)
            {
                continue;
            }

            var whole = $"person: {Line(exchange.Asked, LongestQuestion)}\nanswer: {Line(answer.ToPlainText(), LongestAnswer)}";
            // Half of the budget goes to what is fresh.
            var line = left >= whole.Length && budget - left + whole.Length <= budget / 2 ? whole
                : $"person: {Line(exchange.Asked, LongestSummary)} - answer: {Line(answer.Title ?? answer.Lines.FirstOrDefault() ?? "", LongestSummary)}";
            if (line.Length + 1 > left)
            {
                break;
            }

            lines.Insert(0, line);
            left -= line.Length + 1;
        }

        return string.Join('\n', lines);
    }

    private static string Line(string text, int longest)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= longest ? line : Deals.DealTools.Shorten(line, longest - 1) + "…";
    }
}
