using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Agents;

/// <summary>Collects what the tools of one turn answer. Tools speak to people through here; the model only sees a summary under the ceiling.</summary>
public sealed class TurnOutcome(AgentTurn turn)
{
    /// <summary>Where the offline engine finds the turn it is in.</summary>
    public const string Key = "cosellbot.turn";

    private readonly List<AgentReply> _replies = [];
    private ActionProposal? _proposal;
    private string? _voided;
    private string? _confirmed;
    private string? _private;

    /// <summary>The turn.</summary>
    public AgentTurn Turn => turn;

    /// <summary>What the person has in hand; tools update it.</summary>
    public AgentSession Session { get; set; } = turn.Session with { CardIsLast = false };

    /// <summary>True when at least one tool answered.</summary>
    public bool HasAnswer => _replies.Count > 0;

    /// <summary>Adds an answer.</summary>
    public string Answer(AgentReply reply)
    {
        _replies.Add(reply);
        return reply.Reveal(turn.Ceiling, Texts.Shipped, turn.Reading)?.ToPlainText() ?? "";
    }

    /// <summary>An answer that says there is nothing to do; among people who did not ask the bot it is not given.</summary>
    public string Decline(AgentReply reply) => turn.IsAside ? "" : Answer(reply);

    /// <summary>Offers a write; an earlier open one is replaced.</summary>
    public string Propose(ActionProposal proposal, AgentReply card)
    {
        _voided = Session.OpenProposal ?? _voided;
        _proposal = proposal;
        Session = Session with { OpenProposal = proposal.Id, CardIsLast = true, Asked = null, Awaiting = null };
        return Answer(card);
    }

    /// <summary>Drops the open proposal and the draft.</summary>
    public void Drop()
    {
        _voided = Session.OpenProposal ?? _voided;
        Session = Session with { Draft = null, Asked = null, Awaiting = null, OpenProposal = null };
    }

    /// <summary>Passes on a plain yes to the open proposal.</summary>
    public void Confirm(string proposalId) => _confirmed = proposalId;

    /// <summary>Runs the words again where only the asker reads; the room gets one constant line.</summary>
    public string MoveToPrivate(AgentReply line, string words)
    {
        _private = words;
        return Answer(line);
    }

    /// <summary>The turn's result. A turn without any answer gets an honest one.</summary>
    public AgentResult ToResult()
    {
        var reply = _replies.Count switch
        {
            0 => AgentReply.Say(Phrase.Of("say.no_answer")),
            1 => _replies[0],
            // Several questions in one message: the last card carries the buttons, the others' lines come first.
            _ => _replies[^1] with { Lines = [.. _replies.Take(_replies.Count - 1).SelectMany(r => r.Lines), .. _replies[^1].Lines] },
        };
        return new AgentResult(Session, reply, _proposal, _voided, _confirmed, _private, IsSilent: turn.IsAside && _replies.Count == 0 && _confirmed is null);
    }
}
