using CoSellBot.Agents.Understanding;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents;

/// <summary>Runs one turn: the model chooses tools, the tools answer with labelled facts or proposals. Keeps nothing between turns.</summary>
/// <param name="model">A language engine inside the tool loop.</param>
/// <param name="tools">The tools.</param>
/// <param name="models">Tells the languages apart.</param>
public sealed class CoSellAgent(IChatClient model, ToolCatalog tools, TrainedModels models)
{
    /// <summary>Answers one message.</summary>
    /// <returns>The new session, the reply and what else is to be stored. Never throws for anything a person can type.</returns>
    public async Task<AgentResult> RunAsync(AgentTurn turn, CancellationToken cancellationToken)
    {
        turn = SpokenLanguage.Follow(turn, models);
        var outcome = new TurnOutcome(turn);
        if (await tools.RunNamedAsync(turn, outcome, cancellationToken))
        {
            return outcome.ToResult();
        }

        var options = new ChatOptions
        {
            Tools = [.. tools.For(turn, outcome)],
            AdditionalProperties = outcome.ToProperties(),
        };
        await model.GetResponseAsync([new ChatMessage(ChatRole.User, turn.Text)], options, cancellationToken);
        return outcome.ToResult();
    }
}
