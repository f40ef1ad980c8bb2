using System.Globalization;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>The few elements of Block Kit that are used. All of them show text as it is.</summary>
internal static class SlackElements
{
    private const int LongestButton = 75;
    private const int LongestValue = 2000;
    private const int ButtonsInRow = 5;
    private const int CharactersInRow = 3000;

    /// <summary>Text that nothing is read into.</summary>
    public static JsonObject Text(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

    /// <summary>A run of literal text.</summary>
    public static JsonObject Run(string text, bool bold = false)
    {
        var run = new JsonObject { ["type"] = "text", ["text"] = text };
        if (bold)
        {
            run["style"] = new JsonObject { ["bold"] = true };
        }

        return run;
    }

    /// <summary>A paragraph.</summary>
    public static JsonObject Paragraph(params JsonObject[] runs) => Rich(Section(runs));

    /// <summary>A list without numbers.</summary>
    public static JsonObject Bullets(IEnumerable<string> texts) => Rich(new JsonObject
    {
        ["type"] = "rich_text_list",
        ["style"] = "bullet",
        ["elements"] = new JsonArray([.. texts.Select(text => Section(Run(text)))]),
    });

    /// <summary>Small print.</summary>
    public static JsonObject Context(string text) => new() { ["type"] = "context", ["elements"] = new JsonArray(Text(text)) };

    /// <summary>A sentence of a dialog.</summary>
    public static JsonObject Sentence(string text) => new() { ["type"] = "section", ["text"] = Text(text) };

    /// <summary>Buttons of the reply. A press comes back as it went, so it is not cleaned; one too long to come back is none of ours.</summary>
    public static IEnumerable<JsonObject> Buttons(IEnumerable<VisibleButton> buttons) => buttons
        .Where(button => button.Value.Length is > 0 and <= LongestValue).Select(button => Button(button.Label, button.Value, button.Style));

    /// <summary>The button that opens a proposal as a form; nothing when its id could not come back.</summary>
    public static IEnumerable<JsonObject> EditForm(string proposalId) => proposalId.Length is > 0 and <= LongestValue
        ? [Button(ShownText.Words("card.edit_form"), proposalId, ButtonStyle.Secondary, "form")]
        : [];

    /// <summary>A button that turns to another page of the same message.</summary>
    public static JsonObject ToPage(string label, int page)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        return Button(ShownText.Words(label), number, ButtonStyle.Secondary, $"page:{number}");
    }

    /// <summary>Buttons in rows that a narrow window need not squeeze.</summary>
    public static IEnumerable<JsonObject> Rows(IEnumerable<JsonObject> buttons)
    {
        var row = new JsonArray();
        var used = 0;
        foreach (var button in buttons)
        {
            var size = Characters(button);
            if (row.Count == ButtonsInRow || (row.Count > 0 && used + size > CharactersInRow))
            {
                yield return Actions(row);
                (row, used) = ([], 0);
            }

            row.Add(button);
            used += size;
        }

        if (row.Count > 0)
        {
            yield return Actions(row);
        }
    }

    /// <summary>True for a row of buttons.</summary>
    public static bool IsActions(JsonObject block) => block["type"]!.GetValue<string>() == "actions";

    /// <summary>How long a block is as JSON, with room for the ids that buttons are given last.</summary>
    public static int Characters(JsonObject block) => Length(block) + (IsActions(block) ? 200 : 1);

    /// <summary>What JSON makes of a text.</summary>
    public static int Cost(ReadOnlySpan<char> text)
    {
        var cost = text.Length;
        foreach (var character in text)
        {
            cost += character is '"' or '\\' ? 1 : 0;
        }

        return cost;
    }

    // As characters, whatever a writer of JSON escapes beyond need.
    private static int Length(JsonNode? node) => node switch
    {
        JsonObject properties => properties.Sum(property => property.Key.Length + 4 + Length(property.Value)) + 1,
        JsonArray list => list.Sum(item => Length(item) + 1) + 1,
        JsonValue value when value.TryGetValue<string>(out var text) => Cost(text) + 2,
        _ => 5,
    };

    private static JsonObject Rich(JsonObject element) => new() { ["type"] = "rich_text", ["elements"] = new JsonArray(element) };

    private static JsonObject Section(params JsonObject[] runs) => new() { ["type"] = "rich_text_section", ["elements"] = new JsonArray([.. runs]) };

    private static JsonObject Actions(JsonArray buttons) => new() { ["type"] = "actions", ["elements"] = buttons };

    private static JsonObject Button(string label, string value, ButtonStyle style, string? actionId = null)
    {
        var button = new JsonObject { ["type"] = "button", ["text"] = Text(ShownText.Label(label, LongestButton)), ["value"] = ShownText.Transportable(value) };
        if (actionId is not null)
        {
            button["action_id"] = actionId;
        }

        if (style == ButtonStyle.Primary)
        {
            button["style"] = "primary";
        }

        return button;
    }
}
