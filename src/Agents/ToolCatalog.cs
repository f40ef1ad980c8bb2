using System.Collections.Frozen;
using CoSellBot.Agents.Accounts;
using CoSellBot.Agents.Claims;
using CoSellBot.Agents.Coaching;
using CoSellBot.Agents.Credit;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Disputes;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Playbooks;
using CoSellBot.Agents.Programme;
using CoSellBot.Agents.Understanding;
using CoSellBot.Knowledge;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents;

/// <summary>Makes the tools of one turn, bound to its asker and its place. A new tool is one more line here.</summary>
public sealed class ToolCatalog(DealDesk desk, KnowledgeLibrary library, DealCoach coach)
{
    private static readonly FrozenDictionary<string, object?> ReadsOnly = new Dictionary<string, object?> { [ToolCallingChatClient.Reads] = true }.ToFrozenDictionary();

    /// <summary>The tools there are, by the names intents, prompts and models use.</summary>
    public IReadOnlySet<string> Names
    {
        get
        {
            var nobody = new AgentTurn("", Access.Principal.Unknown(""), null, new TurnPlace("", IsPrivate: false, Access.Audience.Unreadable, []), AgentSession.Empty, "", Replies.ReadingContext.From("en-GB", "Etc/UTC"));
            return For(nobody, new TurnOutcome(nobody)).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>
    /// The one way to hand the tools to a model or to somebody else's agent host. What may be read and who is asked to confirm is decided
    /// inside of them, from the turn: nothing a model passes on changes it, and a write only ever comes back as a card.
    /// </summary>
    /// <param name="turn">Who asks, where, and in what words.</param>
    /// <param name="cancellationToken">Ends the reading of the words.</param>
    public Task<ToolSet> OpenAsync(AgentTurn turn, CancellationToken cancellationToken) => OpenAsync(new TurnOutcome(turn), cancellationToken);

    /// <summary>The same for an outcome that is there already.</summary>
    internal async Task<ToolSet> OpenAsync(TurnOutcome outcome, CancellationToken cancellationToken)
    {
        var reader = await new TurnReader(desk).ReaderAsync(outcome.Turn, cancellationToken);
        return new ToolSet(this, outcome, OwnWords.Read(desk.Models, reader, outcome.Turn));
    }

    /// <summary>Runs a press, or words, that name their tool themselves, so that no engine has to choose one.</summary>
    /// <returns>False when the choice is left to the engine.</returns>
    public async Task<bool> RunNamedAsync(AgentTurn turn, TurnOutcome outcome, CancellationToken cancellationToken)
    {
        var deals = new DealTools(desk, turn, outcome);
        var playbooks = new PlaybookTools(desk, library, deals, turn, outcome);
        if (turn is { Press: null, IsAside: false, Asker.IsLinked: true } && ForgetWords.Ask(turn.Text))
        {
            // What is stored of somebody is theirs to end; no engine has to guess it.
            new ConversationTools(desk.Directory, turn, outcome).OfferToForget();
            return true;
        }

        if (turn is { Press: null, IsAside: false, Asker.IsLinked: true } && MarginWords.Asks(turn.Text))
        {
            // Where outsiders read along not even "I have none" is said.
            _ = turn.Place is { IsPrivate: false, HasExternals: true }
                ? outcome.MoveToPrivate(Replies.AgentReply.Say(Replies.Phrase.Of("place.moved")), turn.Text)
                : outcome.Answer(Replies.AgentReply.Say(Replies.Phrase.Of("margin.none")));
            return true;
        }

        if (turn is { Press: null, IsAside: false, Asker: { IsPartner: true, IsLinked: true } } && DealList.Looks(turn.Text))
        {
            await new DealList(desk, turn, outcome).OfferAsync(cancellationToken);
            return true;
        }

        if (turn is { Press: null, IsAside: false, Asker.IsLinked: true } && TableRows.Looks(turn.Text))
        {
            await new TableRows(desk, turn, outcome).OfferAsync(cancellationToken);
            return true;
        }

        if (turn is { Press: null, IsAside: false, Asker.IsLinked: true } && await new CreditTools(desk, deals, turn, outcome).AnswerAsync(cancellationToken))
        {
            return true;
        }

        if (turn is { Press: null, IsAside: false } && Command.Read(turn) is { } command)
        {
            // Words that were asked for are taken once; the tool asks again where it needs others.
            outcome.Session = outcome.Session with { Awaiting = null };
            await command.RunAsync(new DecisionTools(desk.Decisions, turn, outcome), new ClaimTools(desk, deals, turn, outcome), new LeaveTools(desk, turn, outcome), new ProgrammeTools(desk, turn, outcome), new HandoverTools(desk, turn, outcome), new DisputeTools(desk, turn, outcome), cancellationToken);
            return true;
        }

        switch (turn.Press)
        {
            case { Verb: "forget" }:
                new ConversationTools(desk.Directory, turn, outcome).Forget();
                return true;
            case { Verb: "form", Argument: var form }:
                await deals.ApplyForm(DealEdit.Parse(form), cancellationToken);
                return true;
            case { Verb: "new" }:
                await deals.ApplyForm(new DealEdit("", new DealWords()), cancellationToken);
                return true;
            case { Verb: "decide", Step: { Step: "back", Subject: var absence } }:
                new LeaveTools(desk, turn, outcome).Back(absence);
                return true;
            case { Verb: "decide", Step: { Step: "delegate", Subject: var covers } }:
                await new LeaveTools(desk, turn, outcome).DelegateTo(covers.Length == 0 ? null : covers, cancellationToken);
                return true;
            case { Verb: "decide", Step.Step: var step } press when DisputeTools.Takes(step):
                await new DisputeTools(desk, turn, outcome).PressAsync(press, cancellationToken);
                return true;
            case { Verb: "decide" } press:
                await new DecisionTools(desk.Decisions, turn, outcome).PressAsync(press, cancellationToken);
                return true;
            case { Verb: "claim" } press:
                await new ClaimTools(desk, deals, turn, outcome).PressAsync(press, cancellationToken);
                return true;
            case { Verb: "draft", Argument: var text }:
                await deals.DraftFrom(text, cancellationToken);
                return true;
            case { Verb: "section", Argument: var sections }:
                await playbooks.OpenSections(sections, cancellationToken);
                return true;
            case { Verb: "wrong", Argument: var sections }:
                await playbooks.NotRight(sections, cancellationToken);
                return true;
            case { Verb: "question", Argument: var words }:
                await playbooks.SendQuestion(words, cancellationToken);
                return true;
            case { } press:
                return await new CoachingTools(coach, turn, outcome).PressAsync(press, cancellationToken);
            default:
                return false;
        }
    }

    /// <summary>The turn's tools, by the names intents and models use.</summary>
    internal IEnumerable<AIFunction> For(AgentTurn turn, TurnOutcome outcome)
    {
        var deals = new DealTools(desk, turn, outcome);
        var playbooks = new PlaybookTools(desk, library, deals, turn, outcome);
        var accounts = new AccountTools(desk, turn, outcome);
        var coaching = new CoachingTools(coach, turn, outcome);
        var conversation = new ConversationTools(desk.Directory, turn, outcome);
        return
        [
            AIFunctionFactory.Create(deals.RegisterDeal, "register_deal"),
            Reads(deals.DealStatus, "deal_status"),
            Reads(deals.MyDeals, "my_deals"),
            AIFunctionFactory.Create(deals.WithdrawDeal, "withdraw_deal"),
            AIFunctionFactory.Create(deals.AddProof, "add_proof"),
            Reads(deals.ExplainRules, "explain_rules"),
            Reads(deals.WhoElse, "who_else"),
            AIFunctionFactory.Create(deals.AskContact, "ask_contact"),
            Reads(playbooks.AskPlaybook, "ask_playbook"),
            Reads(accounts.OpenOpportunities, "open_opportunities"),
            Reads(coaching.Coach, "coach"),
            AIFunctionFactory.Create(coaching.Snooze, "snooze"),
            Reads(conversation.WhoCanRead, "who_can_read"),
            Reads(conversation.Help, "help"),
            AIFunctionFactory.Create(conversation.SmallTalk, "small_talk"),
            AIFunctionFactory.Create(conversation.CannotDo, "cannot_do"),
            AIFunctionFactory.Create(conversation.Confirm, "confirm"),
            AIFunctionFactory.Create(conversation.HowToConfirm, "how_to_confirm"),
            AIFunctionFactory.Create(conversation.Cancel, "cancel"),
            AIFunctionFactory.Create(conversation.Change, "change"),
            AIFunctionFactory.Create(conversation.SetLanguage, "set_language"),
        ];
    }

    // Nothing but reading comes of it, so it may run beside others.
    private static AIFunction Reads(Delegate tool, string name) => AIFunctionFactory.Create(tool, new AIFunctionFactoryOptions { Name = name, AdditionalProperties = ReadsOnly });
}
