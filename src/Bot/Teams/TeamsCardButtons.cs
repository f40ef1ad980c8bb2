using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Teams;

/// <summary>The buttons of a card.</summary>
internal static class TeamsCardButtons
{
    private const int LongestTitle = 75;
    private const int ButtonsInRow = 6;
    private const int CharactersInRow = 64;
    private const int BytesInRow = 3000;

    /// <summary>The most a press takes as JSON: the longest question of a playbook, in a script of which every character takes six bytes.</summary>
    internal const int LongestValue = 3700;

    /// <summary>The verb of a press, as the client reports it.</summary>
    public static string Verb(VisibleButton button) => Press.Parse(button.Value)?.Verb ?? "press";

    /// <summary>True for a button that decides or changes a proposal.</summary>
    public static bool IsDecision(VisibleButton button) => Verb(button) is "confirm" or "cancel" or "change";

    /// <summary>Buttons of the reply. A press comes back as it went, so it is not cleaned; one too long to come back is none of ours.</summary>
    public static IEnumerable<JsonObject> Actions(IEnumerable<VisibleButton> buttons, string messageId) => buttons
        .Where(button => TeamsCardText.Bytes(button.Value) <= LongestValue)
        .Select(button => Execute(Verb(button), button.Label, new JsonObject { ["press"] = ShownText.Transportable(button.Value), ["m"] = messageId }));

    /// <summary>The button that opens a proposal as a form. A dialog can only be asked for by a submit.</summary>
    public static JsonObject EditForm(string proposalId, string messageId) => Submit(
        TeamsCards.Words("card.edit_form"),
        new JsonObject { ["msteams"] = new JsonObject { ["type"] = "task/fetch" }, ["form"] = proposalId, ["m"] = messageId });

    /// <summary>A button that turns to another page of the same card.</summary>
    public static JsonObject ToPage(string label, int page, string messageId) =>
        Execute("page", TeamsCards.Words(label), new JsonObject { ["page"] = page, ["m"] = messageId });

    /// <summary>What a client does by itself for those it refreshes the card for.</summary>
    public static JsonObject Refresh(string messageId) => Execute("refresh", TeamsCards.Words("card.refresh"), new JsonObject { ["m"] = messageId });

    /// <summary>Buttons in rows that a narrow window need not squeeze.</summary>
    public static IEnumerable<JsonObject> Rows(IEnumerable<JsonObject> actions, string spacing = "medium")
    {
        var row = new JsonArray();
        var (width, bytes) = (0, 0);
        foreach (var action in actions)
        {
            var next = action["title"]!.GetValue<string>().Length + 5;
            var size = TeamsCardPages.BytesOf(action);
            if (row.Count == ButtonsInRow || (row.Count > 0 && (width + next > CharactersInRow || bytes + size > BytesInRow)))
            {
                yield return Set(row, spacing);
                (row, width, bytes, spacing) = ([], 0, 0, "small");
            }

            row.Add(action);
            (width, bytes) = (width + next, bytes + size);
        }

        if (row.Count > 0)
        {
            yield return Set(row, spacing);
        }
    }

    private static JsonObject Set(JsonArray actions, string spacing) => new() { ["type"] = "ActionSet", ["spacing"] = spacing, ["actions"] = actions };

    private static JsonObject Execute(string verb, string title, JsonObject data) => new()
    {
        ["type"] = "Action.Execute",
        ["verb"] = verb,
        ["title"] = TeamsCardText.Label(title, LongestTitle),
        ["data"] = data,
        ["associatedInputs"] = "none",
        // Clients older than universal actions send this as a message.
        ["fallback"] = Submit(title, data.DeepClone()),
    };

    private static JsonObject Submit(string title, JsonNode data) =>
        new() { ["type"] = "Action.Submit", ["title"] = TeamsCardText.Label(title, LongestTitle), ["data"] = data };
}
