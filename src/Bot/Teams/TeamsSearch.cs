using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Places;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// The message extension: finds deals of whoever searches and offers them as cards. A card that is inserted is read by everyone in
/// the conversation, so only what all of them may read is offered; a conversation that cannot be read offers nothing.
/// </summary>
internal sealed class TeamsSearch(PlaceReader places, DealSearch deals)
{
    private const int PageSize = 10;

    /// <summary>Answers a query.</summary>
    public async Task<JsonObject> FindAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        var (words, skip) = Query(activity.Value);
        var read = await places.ReadAsync(TeamsActivityMapper.Conversation(activity), cancellationToken);
        var user = read.Who(activity.SenderId!);
        var ceiling = read.Place.Audience.Ceiling;
        var found = await deals.FindAsync(user.Principal, ceiling, words, skip, PageSize, cancellationToken);
        var results = found.Select(card => Result(card, ceiling, user.Reader.ToContext())).OfType<JsonNode>().ToArray();
        return results.Length == 0 ? Say("search.none") : new JsonObject
        {
            ["composeExtension"] = new JsonObject { ["type"] = "result", ["attachmentLayout"] = "list", ["attachments"] = new JsonArray(results) },
        };
    }

    private static JsonObject? Result(AgentReply card, Ceiling ceiling, ReadingContext reading)
    {
        if (card.Reveal(ceiling, Texts.Shipped, reading) is not { } visible)
        {
            return null;
        }

        var attachment = TeamsChannel.Attachment(TeamsCards.RenderCard(visible, new TeamsCardContext("")));
        attachment["preview"] = TeamsCards.Preview(visible.Title ?? "", string.Join(" · ", visible.Facts.Select(fact => fact.Text)));
        return attachment;
    }

    private static (string Words, int Skip) Query(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Object } query)
        {
            return ("", 0);
        }

        var words = query.TryGetProperty("parameters", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => TeamsActivityMapper.Text(item, "name") == "searchText").Select(item => TeamsActivityMapper.Text(item, "value")).FirstOrDefault() ?? ""
            : "";
        var skip = query.TryGetProperty("queryOptions", out var options) && options.ValueKind == JsonValueKind.Object && options.TryGetProperty("skip", out var number)
            && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var from) && from > 0 ? from : 0;
        return (words.Length > 200 ? words[..200] : words, skip);
    }

    /// <summary>A sentence in place of results.</summary>
    public static JsonObject Say(string key) => new()
    {
        ["composeExtension"] = new JsonObject { ["type"] = "message", ["text"] = TeamsCards.Words(key) },
    };
}
