using System.Globalization;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Bot.Teams;

/// <summary>A dialog, independent of how it is drawn.</summary>
/// <param name="Title">What it is for.</param>
/// <param name="Fields">What is asked.</param>
/// <param name="Submit">What the button says.</param>
/// <param name="Data">What comes back beside the answers; never shown. A field's id is no key here.</param>
/// <param name="Error">Why the last try was not taken, or null.</param>
public sealed record TeamsForm(
    string Title, IReadOnlyList<TeamsField> Fields, string Submit, IReadOnlyDictionary<string, string> Data, string? Error = null);

/// <summary>What a field takes.</summary>
public enum TeamsFieldKind
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A day.</summary>
    Date,

    /// <summary>One of several.</summary>
    Choice,
}

/// <summary>A field of a dialog.</summary>
/// <param name="Id">The key its answer comes back under.</param>
/// <param name="Label">What it asks.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Value">What stands in it: words, a number with a point, a day as 2026-09-30, or the value of a choice. One that does not fit the kind is left out.</param>
/// <param name="Required">True when it may not stay empty.</param>
/// <param name="MaxLength">The most characters, for words.</param>
/// <param name="Choices">What can be chosen.</param>
public sealed record TeamsField(
    string Id, string Label, TeamsFieldKind Kind, string? Value = null, bool Required = false, int? MaxLength = null, IReadOnlyList<TeamsChoice>? Choices = null);

/// <summary>One of several answers.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Value">What comes back.</param>
public sealed record TeamsChoice(string Title, string Value);

/// <summary>Draws dialogs and previews. What comes back is the client's word and is checked again.</summary>
internal static class TeamsForms
{
    private const int LongestLabel = 120;

    /// <summary>A dialog as an Adaptive Card 1.5.</summary>
    public static JsonObject Render(TeamsForm form)
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

    private static JsonObject Input(TeamsField field)
    {
        var label = TeamsCardText.Label(field.Label, LongestLabel);
        var input = new JsonObject
        {
            ["type"] = $"Input.{(field.Kind == TeamsFieldKind.Choice ? "ChoiceSet" : field.Kind)}",
            ["id"] = field.Id,
            ["label"] = label,
            ["isRequired"] = field.Required,
            ["errorMessage"] = TeamsCards.Words("card.check_field", new Dictionary<string, Term> { ["label"] = Term.Of(label) }),
        };
        if (field is { Kind: TeamsFieldKind.Text, MaxLength: { } most })
        {
            input["maxLength"] = most;
        }

        if (field.Kind == TeamsFieldKind.Choice)
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

    private static JsonNode? Value(TeamsField field) => field.Kind switch
    {
        _ when field.Value is not { Length: > 0 } => null,
        TeamsFieldKind.Number => decimal.TryParse(field.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null,
        TeamsFieldKind.Date => DateOnly.TryParseExact(field.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? field.Value : null,
        TeamsFieldKind.Choice => field.Choices?.Any(choice => choice.Value == field.Value) == true ? field.Value : null,
        _ => TeamsCardText.Clean(field.Value),
    };

    private static string Encode(string text, int most) => TeamsCardText.Cut(TeamsCardText.Clean(text), most)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
