using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Models;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents.Understanding;

/// <summary>Opens the offline language engine.</summary>
public static class OfflineEngine
{
    /// <summary>Builds the engine inside the tool loop.</summary>
    /// <param name="desk">Public names, the programme's numbers and what was learnt from the intent files.</param>
    public static IChatClient Create(DealDesk desk) => new ToolCallingChatClient(new OfflineChatClient(desk));
}
