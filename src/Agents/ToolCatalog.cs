using CoSellBot.Agents.Accounts;
using CoSellBot.Agents.Deals;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents;

/// <summary>Makes the tools of one turn, bound to its asker and its place. A new tool is one more line here.</summary>
public sealed class ToolCatalog(DealDesk desk)
{
    /// <summary>The turn's tools, by the names intents and models use.</summary>
    public IEnumerable<AIFunction> For(AgentTurn turn, TurnOutcome outcome)
    {
        var deals = new DealTools(desk, turn, outcome);
        var accounts = new AccountTools(desk, turn, outcome);
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
            AIFunctionFactory.Create(accounts.OpenOpportunities, "open_opportunities"),
            AIFunctionFactory.Create(conversation.WhoCanRead, "who_can_read"),
            AIFunctionFactory.Create(conversation.Help, "help"),
            AIFunctionFactory.Create(conversation.SmallTalk, "small_talk"),
            AIFunctionFactory.Create(conversation.CannotDo, "cannot_do"),
            AIFunctionFactory.Create(conversation.Confirm, "confirm"),
            AIFunctionFactory.Create(conversation.HowToConfirm, "how_to_confirm"),
            AIFunctionFactory.Create(conversation.Cancel, "cancel"),
            AIFunctionFactory.Create(conversation.Change, "change"),
        ];
    }
}
