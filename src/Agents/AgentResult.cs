using CoSellBot.Agents.Coaching;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Agents;

/// <summary>What a turn leaves to be stored, in one transaction.</summary>
/// <param name="Session">What the person now has in hand.</param>
/// <param name="Reply">The answer.</param>
/// <param name="Proposal">A write that awaits confirmation; its card is <paramref name="Reply"/>.</param>
/// <param name="Voided">A proposal this one replaces, or that was dropped.</param>
/// <param name="Confirmed">The open proposal, when the message confirms it by word.</param>
/// <param name="Private">Words to run again in the asker's private place, or null.</param>
/// <param name="Locale">BCP 47 locale of the reply: the message's language, else the reader's own.</param>
/// <param name="IsSilent">True when the words were not meant for the bot: nothing is said.</param>
/// <param name="Mutes">Changes of what the asker wants no nudges about, or null.</param>
public sealed record AgentResult(
    AgentSession Session, AgentReply Reply, string Locale, ActionProposal? Proposal = null, string? Voided = null, string? Confirmed = null, string? Private = null,
    bool IsSilent = false, IReadOnlyList<MuteChange>? Mutes = null)
{
    /// <summary>What is to be noted about the asker.</summary>
    public IReadOnlyList<Errand> Errands { get; init; } = [];

    /// <summary>What language models were asked.</summary>
    public ModelUse Use { get; init; } = ModelUse.None;

    /// <summary>True when what the asker said in this conversation is to be forgotten.</summary>
    public bool Forgets { get; init; }
}
