using CoSellBot.Agents.Coaching;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents;

/// <summary>Collects what the tools of one turn answer. Tools speak to people through here; the model only sees a summary under the ceiling.</summary>
public sealed class TurnOutcome
{
    private const string Key = "cosellbot.turn";
    private readonly Lock _lock = new();
    private AgentSession _before;
    private bool _isDone;
    private int _joined;
    private readonly List<TurnOutcome> _parts = [];
    private readonly List<AgentReply> _replies = [];
    private readonly List<MuteChange> _mutes = [];
    private readonly List<Phrase> _remarks = [];
    private readonly List<Errand> _errands = [];
    private ActionProposal? _proposal;
    private string? _voided;
    private string? _confirmed;
    private string? _private;
    private bool _forgets;
    private string? _tool;

    /// <summary>An outcome with nothing in it.</summary>
    public TurnOutcome(AgentTurn turn)
        : this(turn, turn.Session with { CardIsLast = false, Offered = null, Snoozing = null })
    {
    }

    private TurnOutcome(AgentTurn turn, AgentSession session) => (Turn, Session, _before) = (turn, session, session);

    /// <summary>The turn.</summary>
    public AgentTurn Turn { get; }

    /// <summary>What the person has in hand; tools update it.</summary>
    public AgentSession Session { get; set; }

    /// <summary>What models were asked so far.</summary>
    public ModelUse Use { get; private set; } = ModelUse.None;

    /// <summary>The answers so far, in their order; a question comes after what is no question, and the card that awaits a press last, so that its buttons count.</summary>
    public IReadOnlyList<AgentReply> Replies =>
        [.. _replies, .. _parts.OrderBy(part => part._proposal is not null ? 2 : part._replies.Exists(reply => reply.State == CardState.Question) ? 1 : 0).SelectMany(part => part._replies)];

    /// <summary>The tools that ran in parts, by name, in the order of the parts.</summary>
    public IReadOnlyList<string> Tools => [.. _parts.Select(part => part._tool).OfType<string>()];

    /// <summary>True when at least one tool answered.</summary>
    public bool HasAnswer => Replies.Count > 0;

    /// <summary>True when it ends in a card to confirm, or is answered elsewhere.</summary>
    public bool HasProposal => _proposal is not null || _private is not null || _parts.Exists(part => part.HasProposal);

    /// <summary>The outcome that a request to a language engine belongs to, or null.</summary>
    public static TurnOutcome? Of(ChatOptions? options) => options?.AdditionalProperties?.GetValueOrDefault(Key) as TurnOutcome;

    /// <summary>Marks a request to a language engine as belonging to this outcome.</summary>
    public AdditionalPropertiesDictionary ToProperties() => new() { [Key] = this };

    /// <summary>Adds an answer.</summary>
    public string Answer(AgentReply reply)
    {
        _replies.Add(reply);
        return reply.Reveal(Turn.Ceiling, Texts.Shipped, Turn.Reading)?.ToPlainText() ?? "";
    }

    /// <summary>An answer that says there is nothing to do; among people who did not ask the bot it is not given.</summary>
    public string Decline(AgentReply reply) => Turn.IsAside ? "" : Answer(reply);

    /// <summary>A sentence under whatever the answer is.</summary>
    public void Remark(Phrase remark) => _remarks.Add(remark);

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

    /// <summary>Leaves something about the asker to be noted with this turn.</summary>
    /// <returns>The errand's key.</returns>
    public string Run(Func<string, Errand> errand)
    {
        var key = $"{Turn.Place.ConversationKey}/{Turn.MessageId}/{_tool}{_errands.Count}";
        _errands.Add(errand(key));
        return key;
    }

    /// <summary>Passes on a plain yes to the open proposal.</summary>
    public void Confirm(string proposalId) => _confirmed = proposalId;

    /// <summary>Forgets what the asker said in this conversation, and what is in hand.</summary>
    public void Forget()
    {
        Drop();
        (Session, _before) = (AgentSession.Empty, AgentSession.Empty);
        _forgets = true;
    }

    /// <summary>Runs the words again where only the asker reads; the room gets one constant line.</summary>
    public string MoveToPrivate(AgentReply line, string words)
    {
        _private = words;
        return Answer(line);
    }

    /// <summary>Counts a request to a model.</summary>
    public void Count(ModelUse use) => Use = Use.Plus(use);

    /// <summary>Opens a part for a tool that may run beside others. Parts count in the order they were opened in, whichever is done first.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="see">What of the session the tool sees; changes count against it.</param>
    public TurnOutcome Fork(string tool, Func<AgentSession, AgentSession> see)
    {
        lock (_lock)
        {
            var part = new TurnOutcome(Turn, see(Session)) { _tool = tool };
            part.Session = part.Session with { LastTool = tool };
            _parts.Add(part);
            return part;
        }
    }

    /// <summary>Takes over what a part has changed of what the person has in hand, once all parts before it are done.</summary>
    public void Join(TurnOutcome part)
    {
        lock (_lock)
        {
            part._isDone = true;
            for (; _joined < _parts.Count && _parts[_joined]._isDone; _joined++)
            {
                Session = Session.With(_parts[_joined]._before, _parts[_joined].Session);
            }
        }
    }

    /// <summary>Lets a part go whose tool was not run to its end: half of its answer is none.</summary>
    public void Abandon(TurnOutcome part)
    {
        lock (_lock)
        {
            part._replies.Clear();
            part._tool = null;
            part._mutes.Clear();
            part._errands.Clear();
            (part._proposal, part._voided, part._confirmed, part._private) = (null, null, null, null);
            part.Session = part._before;
        }

        Join(part);
    }

    /// <summary>The turn's result. A turn without any answer gets an honest one.</summary>
    public AgentResult ToResult()
    {
        var all = (IReadOnlyList<TurnOutcome>)[this, .. _parts];
        var replies = Replies;
        var reply = replies.Count switch
        {
            0 => AgentReply.Say(Phrase.Of("say.no_answer")),
            1 => replies[0],
            // Several wishes in one message: the last card carries the buttons, the other answers stand under it in their order.
            _ => replies[^1] with
            {
                Lines = [.. replies[^1].Lines, Phrase.Of("say.also"), .. replies.Take(replies.Count - 1).SelectMany(other => Sentences(other, replies[^1].Source ?? replies[0].Source))],
                Source = replies[^1].Source ?? replies[0].Source,
            },
        };
        reply = _remarks.Count == 0 ? reply : reply with { Lines = [.. reply.Lines, .. _remarks] };
        // A yes has one meaning: where this turn also made a card or asked for something, it is no answer to an offer beside it.
        var session = HasProposal || Session.Asked != Turn.Session.Asked || Session.Awaiting != Turn.Session.Awaiting ? Session with { Offered = null } : Session;
        return new AgentResult(
            session, reply, SpokenLanguage.Locale(Turn.Reading, session.Language), Last(all, part => part._proposal), Last(all, part => part._voided), Last(all, part => part._confirmed),
            Last(all, part => part._private), IsSilent: Turn.IsAside && replies.Count == 0 && all.All(part => part._confirmed is null), Mutes: [.. all.SelectMany(part => part._mutes)])
        {
            Use = Use,
            Forgets = _forgets,
            Errands = [.. all.SelectMany(part => part._errands)],
        };
    }

    private static T? Last<T>(IReadOnlyList<TurnOutcome> parts, Func<TurnOutcome, T?> value)
        where T : class => parts.Select(value).LastOrDefault(found => found is not null);

    // What a reply says, without its buttons: those are offered when it is asked alone. Its source goes along where it is another.
    private static IEnumerable<Phrase> Sentences(AgentReply reply, Phrase? shown) =>
        new[] { reply.Title }.OfType<Phrase>().Concat(reply.Facts.Select(fact => fact.Text)).Concat(reply.Lines).Concat(reply.Items.Select(item => item.Text))
            .Concat(reply.Source is { } source && source.Key != shown?.Key ? [source] : []);
}
