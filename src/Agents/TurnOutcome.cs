using CoSellBot.Agents.Coaching;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Agents;

/// <summary>Collects what the tools of one turn answer. Tools speak to people through here; the model only sees a summary under the ceiling.</summary>
public sealed class TurnOutcome(AgentTurn turn)
{
    /// <summary>Where the offline engine finds the turn it is in.</summary>
    public const string Key = "cosellbot.turn";

    private readonly List<AgentReply> _replies = [];
    private readonly List<MuteChange> _mutes = [];
    private ActionProposal? _proposal;
    private string? _voided;
    private string? _confirmed;
    private string? _private;

    /// <summary>The turn.</summary>
    public AgentTurn Turn => turn;

    /// <summary>What the person has in hand; tools update it.</summary>
    public AgentSession Session { get; set; } = turn.Session with { CardIsLast = false, Offered = null, Snoozing = null };

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

    /// <summary>Changes what the asker wants no nudges about: one's own setting, which needs no confirmation.</summary>
    public void Change(MuteChange change) => _mutes.Add(change);

    /// <summary>Passes on a plain yes to the open proposal.</summary>
    public void Confirm(string proposalId) => _confirmed = proposalId;

    /// <summary>Runs the words again where only the asker reads; the room gets one constant line.</summary>
    public string MoveToPrivate(AgentReply line, string words)
    {
        _private = words;
        return Answer(line);
    }

    // What a reply says, without its buttons: those are offered when it is asked alone.
    private static IEnumerable<Phrase> Sentences(AgentReply reply) =>
        new[] { reply.Title }.OfType<Phrase>().Concat(reply.Facts.Select(fact => fact.Text)).Concat(reply.Lines).Concat(reply.Items.Select(item => item.Text));

    /// <summary>The turn's result. A turn without any answer gets an honest one.</summary>
    public AgentResult ToResult()
    {
        var reply = _replies.Count switch
        {
            0 => AgentReply.Say(Phrase.Of("say.no_answer")),
            1 => _replies[0],
            // Several wishes in one message: the last card carries the buttons, the other answers stand under it in their order.
            _ => _replies[^1] with
            {
                Lines = [.. _replies[^1].Lines, Phrase.Of("say.also"), .. _replies.Take(_replies.Count - 1).SelectMany(Sentences)],
                Source = _replies[^1].Source ?? _replies[0].Source,
            },
        };
        return new AgentResult(Session, reply, SpokenLanguage.Locale(turn.Reading, Session.Language), _proposal, _voided, _confirmed, _private, IsSilent: turn.IsAside && _replies.Count == 0 && _confirmed is null, Mutes: _mutes);
    }
}
