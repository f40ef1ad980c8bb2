using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Models;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents.Understanding;

/// <summary>Opens the offline language engine: trained from the intent files at the first start, read from the cache afterwards.</summary>
public static class OfflineEngine
{
    /// <summary>Builds the engine inside the tool loop.</summary>
    /// <param name="intentsFolder">Folder of the intent files.</param>
    /// <param name="cacheFolder">Where trained models are kept between starts, made if missing; a folder that cannot be used only costs time.</param>
    /// <param name="desk">Public names and the programme's numbers.</param>
    /// <exception cref="InvalidDataException">An intent file is missing or wrong; the message names it.</exception>
    public static IChatClient Create(string intentsFolder, string cacheFolder, DealDesk desk) =>
        new ToolCallingChatClient(new OfflineChatClient(TrainedModels.Open(intentsFolder, cacheFolder).Intents, desk));
}
