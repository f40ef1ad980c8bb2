using CoSellBot.Agents.Models;

namespace CoSellBot.Agents.Prompts;

/// <summary>Chooses the agents of a turn, the likeliest first, so that it carries only the tools it may need: those whose wishes the words most likely are.</summary>
internal static class AgentRouter
{
    /// <summary>Agents in a turn at most, beside those that are always there.</summary>
    public const int Most = 3;

    /// <summary>A second and a third agent this likely come along.</summary>
    private const double Likely = 0.12;

    /// <summary>Chooses.</summary>
    /// <param name="agents">All there are.</param>
    /// <param name="turn">Who asks and what is in hand.</param>
    /// <param name="words">What the words seem to want, and the tools the offline engine would call: several for several wishes.</param>
    public static IReadOnlyList<AgentDefinition> Route(IReadOnlyList<AgentDefinition> agents, AgentTurn turn, OwnWords words)
    {
        var session = turn.Session;
        double Score(AgentDefinition agent) => agent.Intents.Sum(words.Likelihood)
            + agent.Tools.Count(words.AskFor)
            // What is in hand is what the next words are most likely about, and "and Fabrikam?" asks the last tool again.
            + (session is not { Draft: null, Awaiting: null, OpenProposal: null } && agent.Tools.Contains("register_deal") ? 1 : 0)
            + (session.LastTool is { } last && agent.Tools.Contains(last) ? Likely : 0);
        return [.. agents.Where(agent => agent.IsAlways),
            .. agents.Where(agent => !agent.IsAlways).Select(agent => (Agent: agent, Score: Score(agent))).OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Agent.Name, StringComparer.Ordinal)
                .Take(Most).Where((pair, at) => at == 0 || pair.Score >= Likely).Select(pair => pair.Agent)];
    }
}
