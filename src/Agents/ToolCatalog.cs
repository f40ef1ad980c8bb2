using CoSellBot.Agents.Accounts;
using CoSellBot.Agents.Coaching;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Playbooks;
using CoSellBot.Knowledge;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents;

/// <summary>Makes the tools of one turn, bound to its asker and its place. A new tool is one more line here.</summary>
public sealed class ToolCatalog(DealDesk desk, IKnowledgeIndex library, DealCoach coach)
{
    /// <summary>Runs a press that names its tool itself, so that no engine has to choose one.</summary>
    /// <returns>False when the press leaves the choice to the engine.</returns>
    public async Task<bool> RunPressAsync(AgentTurn turn, TurnOutcome outcome, CancellationToken cancellationToken)
    {
        var deals = new DealTools(desk, turn, outcome);
        var playbooks = new PlaybookTools(desk, library, deals, turn, outcome);
        switch (turn.Press)
        {
            case { Verb: "form", Argument: var form }:
                await deals.ApplyForm(DealEdit.Parse(form), cancellationToken);
                return true;
            case { Verb: "new" }:
                await deals.ApplyForm(new DealEdit("", new DealWords()), cancellationToken);
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
    public IEnumerable<AIFunction> For(AgentTurn turn, TurnOutcome outcome)
    {
        var deals = new DealTools(desk, turn, outcome);
        var playbooks = new PlaybookTools(desk, library, deals, turn, outcome);
        var accounts = new AccountTools(desk, turn, outcome);
        var coaching = new CoachingTools(coach, turn, outcome);
        var conversation = new ConversationTools(desk.Directory, turn, outcome);
        return
        [
            AIFunctionFactory.Create(deals.RegisterDeal, "register_deal"),
            AIFunctionFactory.Create(deals.DealStatus, "deal_status"),
            AIFunctionFactory.Create(deals.MyDeals, "my_deals"),
            AIFunctionFactory.Create(deals.WithdrawDeal, "withdraw_deal"),
            AIFunctionFactory.Create(deals.AddProof, "add_proof"),
            AIFunctionFactory.Create(deals.ExplainRules, "explain_rules"),
            AIFunctionFactory.Create(deals.WhoElse, "who_else"),
            AIFunctionFactory.Create(deals.AskContact, "ask_contact"),
            AIFunctionFactory.Create(playbooks.AskPlaybook, "ask_playbook"),
            AIFunctionFactory.Create(accounts.OpenOpportunities, "open_opportunities"),
            AIFunctionFactory.Create(coaching.Coach, "coach"),
            AIFunctionFactory.Create(coaching.Snooze, "snooze"),
            AIFunctionFactory.Create(conversation.WhoCanRead, "who_can_read"),
            AIFunctionFactory.Create(conversation.Help, "help"),
            AIFunctionFactory.Create(conversation.SmallTalk, "small_talk"),
            AIFunctionFactory.Create(conversation.CannotDo, "cannot_do"),
            AIFunctionFactory.Create(conversation.Confirm, "confirm"),
            AIFunctionFactory.Create(conversation.HowToConfirm, "how_to_confirm"),
            AIFunctionFactory.Create(conversation.Cancel, "cancel"),
            AIFunctionFactory.Create(conversation.Change, "change"),
            AIFunctionFactory.Create(conversation.SetLanguage, "set_language"),
        ];
    }
}
