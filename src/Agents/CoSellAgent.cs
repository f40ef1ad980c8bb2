using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents;

/// <summary>Runs one turn: the model chooses tools, the tools answer with labelled facts or proposals. Keeps nothing between turns.</summary>
public sealed class CoSellAgent(IChatClient model, ToolCatalog tools)
{
    /// <summary>Answers one message.</summary>
    /// <returns>The new session, the reply and what else is to be stored. Never throws for anything a person can type.</returns>
    public async Task<AgentResult> RunAsync(AgentTurn turn, CancellationToken cancellationToken)
    {
        var outcome = new TurnOutcome(turn);
        var options = new ChatOptions
        {
            Tools = [.. tools.For(turn, outcome)],
            AdditionalProperties = new AdditionalPropertiesDictionary { [TurnOutcome.Key] = outcome },
        };
        using var client = new ToolCallingChatClient(model);
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, turn.Text)], options, cancellationToken);
        return outcome.ToResult();
    }
}
