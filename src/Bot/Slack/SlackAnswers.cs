using System.Text.Json;

namespace CoSellBot.Bot.Slack;

/// <summary>Reads what people filled into a view. Any shape may arrive.</summary>
internal static class SlackAnswers
{
    /// <summary>Each field that can be read, with what stands in it or null.</summary>
    public static IEnumerable<(string Id, string? Answer)> Read(JsonElement view)
    {
        foreach (var block in Properties(Property(Property(view, "state"), "values")))
        {
            if (Name(block) is { Length: > 0 } id && Properties(block.Value).Take(1).ToList() is [var action] && action.Value.ValueKind == JsonValueKind.Object)
            {
                yield return (id, Text(Property(action.Value, "value")) ?? Text(Property(action.Value, "selected_date"))
                    ?? Text(Property(Property(action.Value, "selected_option"), "value")));
            }
        }
    }

    private static JsonElement.ObjectEnumerator Properties(JsonElement element) => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default;

    private static JsonElement Property(JsonElement element, string name) => Properties(element).LastOrDefault(property => Name(property) == name).Value;

    // Half a surrogate pair is valid JSON and no text; reading it throws.
    private static string? Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
