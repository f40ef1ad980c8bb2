using System.Globalization;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Teams;

/// <summary>Draws dialogs and previews. What comes back is the client's word and is checked again.</summary>
internal static class TeamsForms
{
    private const int LongestLabel = 120;

    /// <summary>A dialog as an Adaptive Card 1.5.</summary>
    public static JsonObject Render(Form form)
    {
        var body = new JsonArray();
        if (form.Error is { } error)
        {
            body.Add(new JsonObject
            {
                ["type"] = "Container",
                ["style"] = "attention",
                ["bleed"] = true,
                ["items"] = new JsonArray([.. TeamsCardText.Paragraphs(error).Select(line => TeamsCardText.Block(TeamsCardText.Cut(line, 500)))]),
            });
        }

        body.Add(TeamsCardText.Block(TeamsCardText.Cut(TeamsCardText.Clean(form.Title), 300), new TextLook(Strong: true, Size: "medium")));
        foreach (var field in form.Fields)
        {
            body.Add(Input(field));
        }

        var data = new JsonObject();
        foreach (var (key, value) in form.Data)
        {
            data[key] = value;
        }

        return new JsonObject
        {
            ["type"] = "AdaptiveCard",
            ["version"] = "1.5",
            ["lang"] = "en",
            ["fallbackText"] = TeamsCardText.Escape(TeamsCardText.Cut(TeamsCardText.Clean(form.Title), 300)),
            ["body"] = body,
            ["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.Submit", ["title"] = TeamsCardText.Label(form.Submit, 75), ["data"] = data }),
        };
    }

    /// <summary>A search result's preview.</summary>
    public static JsonObject Preview(string title, string text) => new()
    {
        ["contentType"] = "application/vnd.microsoft.card.thumbnail",
        ["content"] = new JsonObject { ["title"] = Encode(title, 200), ["text"] = Encode(text, 500) },
    };

    private static JsonObject Input(FormField field)
    {
        var label = TeamsCardText.Label(field.Label, LongestLabel);
        var input = new JsonObject
        {
            ["type"] = $"Input.{(field.Kind == FormFieldKind.Choice ? "ChoiceSet" : field.Kind)}",
            ["id"] = field.Id,
            ["label"] = label,
            ["isRequired"] = field.Required,
            ["errorMessage"] = TeamsCards.Words("card.check_field", new Dictionary<string, Term> { ["label"] = Term.Of(label) }),
        };
        if (field is { Kind: FormFieldKind.Text, MaxLength: { } most })
        {
            input["maxLength"] = most;
        }

        if (field.Kind == FormFieldKind.Choice)
        {
            // The compact style: in the other one clients read the titles as markdown.
            input["style"] = "compact";
            input["choices"] = new JsonArray([.. (field.Choices ?? []).Select(choice =>
                new JsonObject { ["title"] = TeamsCardText.Label(choice.Title, LongestLabel), ["value"] = choice.Value })]);
        }

        if (Value(field) is { } value)
        {
            input["value"] = value;
        }

        return input;
    }

    private static JsonNode? Value(FormField field) => field.Kind switch
    {
        _ when field.Value is not { Length: > 0 } => null,
        FormFieldKind.Number => decimal.TryParse(field.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null,
        FormFieldKind.Date => DateOnly.TryParseExact(field.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? field.Value : null,
        FormFieldKind.Choice => field.Choices?.Any(choice => choice.Value == field.Value) == true ? field.Value : null,
        _ => TeamsCardText.Clean(field.Value),
    };

    private static string Encode(string text, int most) => TeamsCardText.Cut(TeamsCardText.Clean(text), most)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
