using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Models;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents.Understanding;

/// <summary>Opens the offline language engine: trained at start from the intent files, in well under a second.</summary>
public static class OfflineEngine
{
    /// <summary>Builds the engine inside the tool loop.</summary>
    /// <param name="intentsFolder">Folder of the intent files.</param>
    /// <param name="desk">Public names and the programme's numbers.</param>
    /// <exception cref="InvalidDataException">An intent file is missing or wrong; the message names it.</exception>
    public static IChatClient Create(string intentsFolder, DealDesk desk)
    {
        var catalog = IntentCatalog.Load(intentsFolder);
        return new ToolCallingChatClient(new OfflineChatClient(new IntentClassifier(catalog.Examples), desk));
    }
}
