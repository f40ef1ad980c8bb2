using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>Dialogs and the home tab. Their texts are plain, so data in them is literal; what comes back is the client's word and is checked again.</summary>
public static class SlackViews
{
    private const int LongestTitle = 24;
    private const int LongestMetadata = 3000;
    private const int LongestSentence = 3000;
    private const int LongestOption = 75;
    private const int LongestInput = 3000;
    private const int LongestLabel = 200;
    private const int MostOptions = 100;
    private const int MostBlocks = 100;
    private const string Action = "v";

    /// <summary>A dialog.</summary>
    /// <exception cref="ArgumentException">The form's data is too long to come back.</exception>
    public static JsonObject Modal(Form form, string callbackId)
    {
        var data = JsonSerializer.Serialize(form.Data);
        if (data.Length > LongestMetadata)
        {
            throw new ArgumentException("The data of a form has to fit into 3,000 characters.", nameof(form));
        }

        var view = View(form.Title, callbackId, Sentences(form.Error).Concat(form.Fields.Select(Input)));
        view["submit"] = SlackElements.Text(ShownText.Label(form.Submit, LongestTitle));
        view["close"] = SlackElements.Text(ShownText.Label(ShownText.Words("button.cancel"), LongestTitle));
        view["private_metadata"] = data;
        return view;
    }

    /// <summary>A dialog that only says a sentence.</summary>
    public static JsonObject Message(string title, string text, string callbackId)
    {
        var view = View(title, callbackId, Sentences(text).DefaultIfEmpty(SlackElements.Sentence(ShownText.Ellipsis)));
        view["close"] = SlackElements.Text(ShownText.Label(ShownText.Words("card.close"), LongestTitle));
        return view;
    }

    /// <summary>A dialog that is opened at once and filled in later, because the right to open one lasts three seconds.</summary>
    public static JsonObject Loading(string title) => Message(title, ShownText.Words("card.loading"), "loading");

    /// <summary>The home tab from several replies in order, parted by lines. A reply that does not fit whole is left out, with all after it.</summary>
    public static JsonObject Home(IReadOnlyList<SlackMessage> parts)
    {
        var blocks = new JsonArray();
        foreach (var part in parts)
        {
            if (blocks.Count + part.Blocks.Count > MostBlocks)
            {
                break;
            }

            if (blocks.Count > 0 && blocks.Count + part.Blocks.Count < MostBlocks)
            {
                blocks.Add(new JsonObject { ["type"] = "divider" });
            }

            foreach (var block in part.Blocks)
            {
                blocks.Add(block!.DeepClone());
            }
        }

        return new JsonObject { ["type"] = "home", ["blocks"] = blocks };
    }

    /// <summary>The answer to a submission that keeps the dialog open, with what is wrong by field.</summary>
    public static JsonObject Errors(IReadOnlyDictionary<string, string> byField) => new()
    {
        ["response_action"] = "errors",
        ["errors"] = new JsonObject(byField.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)ShownText.Label(pair.Value, LongestSentence)))),
    };

    /// <summary>What was filled in, by field; null for what was left empty. Whatever cannot be read is not there; nothing is thrown.</summary>
    /// <param name="view">The view as it came back.</param>
    /// <param name="form">The form as it is now: choices whose value was too long to come back are found in it again.</param>
    public static IReadOnlyDictionary<string, string?> ReadAnswers(JsonElement view, Form? form = null)
    {
        var answers = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (id, answer) in SlackAnswers.Read(view))
        {
            var choices = form?.Fields.FirstOrDefault(field => field.Id == id)?.Choices;
            answers[id] = choices is null || answer is null ? answer : choices.FirstOrDefault(choice => Key(choice.Value) == answer)?.Value ?? answer;
        }

        return answers;
    }

    private static JsonObject View(string title, string callbackId, IEnumerable<JsonObject> blocks)
    {
        var name = ShownText.Clean(title);
        // The bar at the top holds three words; a longer title stands below it whole.
        var whole = name.Length > LongestTitle ? Sentences(name) : [];
        return new JsonObject
        {
            ["type"] = "modal",
            ["callback_id"] = callbackId,
            ["title"] = SlackElements.Text(ShownText.Label(name, LongestTitle)),
            ["blocks"] = new JsonArray([.. whole.Concat(blocks).Take(MostBlocks)]),
        };
    }

    private static IEnumerable<JsonObject> Sentences(string? text) => ShownText.Paragraphs(text ?? "")
        .SelectMany(line => ShownText.Pieces(line, LongestSentence)).Take(MostBlocks / 2).Select(SlackElements.Sentence);

    private static JsonObject Input(FormField field)
    {
        var element = field.Kind switch
        {
            FormFieldKind.Number => new JsonObject { ["type"] = "number_input", ["is_decimal_allowed"] = true },
            FormFieldKind.Date => new JsonObject { ["type"] = "datepicker" },
            FormFieldKind.Choice when field.Choices is { Count: > 0 } choices => Select(choices, field.Value),
            _ => TextInput(field),
        };
        element["action_id"] = Action;
        switch (field.Kind)
        {
            case FormFieldKind.Number when decimal.TryParse(field.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number):
                element["initial_value"] = number.ToString(CultureInfo.InvariantCulture);
                break;
            case FormFieldKind.Date when DateOnly.TryParseExact(field.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _):
                element["initial_date"] = field.Value;
                break;
        }

        return new JsonObject
        {
            ["type"] = "input",
            ["block_id"] = field.Id,
            ["label"] = SlackElements.Text(ShownText.Label(field.Label, LongestLabel)),
            ["optional"] = !field.Required,
            ["element"] = element,
        };
    }

    private static JsonObject TextInput(FormField field)
    {
        var most = Math.Clamp(field.MaxLength ?? LongestInput, 1, LongestInput);
        var input = new JsonObject { ["type"] = "plain_text_input", ["max_length"] = most };
        // Slack refuses a view with a value longer than it lets people type.
        if (ShownText.Clean(field.Value ?? "") is { Length: > 0 } value)
        {
            input["initial_value"] = ShownText.Cut(value, most);
        }

        return input;
    }

    private static JsonObject Select(IReadOnlyList<FormChoice> choices, string? chosen)
    {
        var select = new JsonObject { ["type"] = "static_select" };
        // More than a hundred options have to stand in groups; more than a hundred groups there cannot be.
        var shown = choices.DistinctBy(choice => choice.Value).Take(MostOptions * MostOptions).ToList();
        if (shown.Count <= MostOptions)
        {
            select["options"] = Options(shown);
        }
        else
        {
            select["option_groups"] = new JsonArray([.. shown.Chunk(MostOptions).Select((group, i) => new JsonObject
            {
                ["label"] = SlackElements.Text(string.Create(CultureInfo.InvariantCulture, $"{(i * MostOptions) + 1}\u2013{(i * MostOptions) + group.Length}")),
                ["options"] = Options(group),
            })]);
        }

        if (shown.Find(choice => choice.Value == chosen) is { } initial)
        {
            select["initial_option"] = Option(initial);
        }

        return select;
    }

    private static JsonArray Options(IEnumerable<FormChoice> choices) => new([.. choices.Select(Option)]);

    private static JsonObject Option(FormChoice choice) => new() { ["text"] = SlackElements.Text(ShownText.Label(choice.Title, LongestOption)), ["value"] = Key(choice.Value) };

    // A long value comes back as its hash and not as its place in the list, which may have changed when the form is sent.
    private static string Key(string value) => value is { Length: > 0 and <= LongestOption } && value[0] != '#' && ShownText.Transportable(value) == value
        ? value
        : $"#{Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(value)))[..32]}";
}
