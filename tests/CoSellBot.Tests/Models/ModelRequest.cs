using System.Text.Json;

namespace CoSellBot.Tests.Models;

/// <summary>One request as the server got it.</summary>
internal sealed class ModelRequest
{
    /// <summary>Reads the parts a model answers from; whatever has another shape is left out.</summary>
    public ModelRequest(string path, IReadOnlyDictionary<string, string> headers, JsonElement json)
    {
        (Path, Headers, Json) = (path, headers, json);
        Messages = [.. Items(json, "messages").Select(ModelMessage.From)];
        Tools = [.. Items(json, "tools").Select(tool => tool.Member("function")).OfType<JsonElement>().Select(ModelTool.From)];
        var user = Messages.ToList().FindLastIndex(message => message.Role == "user");
        LastUser = user < 0 ? "" : Messages[user].Text;
        SinceUser = [.. Messages.Skip(user + 1)];
    }

    /// <summary>The path, which tells the two vendors apart.</summary>
    public string Path { get; }

    /// <summary>The request's headers; names are not case-sensitive.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The whole body.</summary>
    public JsonElement Json { get; }

    /// <summary>The answer is wanted in pieces.</summary>
    public bool IsStream => Json.Member("stream") is { ValueKind: JsonValueKind.True };

    /// <summary>The last piece of a stream is to name the tokens used.</summary>
    public bool WantsUsage => Json.Member("stream_options")?.Member("include_usage") is { ValueKind: JsonValueKind.True };

    /// <summary>The conversation as sent.</summary>
    public IReadOnlyList<ModelMessage> Messages { get; }

    /// <summary>The tools offered.</summary>
    public IReadOnlyList<ModelTool> Tools { get; }

    /// <summary>The text of the last user message.</summary>
    public string LastUser { get; }

    /// <summary>What came after the last user message: calls and their results.</summary>
    public IReadOnlyList<ModelMessage> SinceUser { get; }

    /// <summary>What the tools said after the last user message.</summary>
    public IEnumerable<string> ToolResults => SinceUser.Where(message => message.Role == "tool").Select(message => message.Text);

    /// <summary>How often the model has asked for tools since the last user message.</summary>
    public int Step => SinceUser.Count(message => message is { Role: "assistant", Calls.Count: > 0 });

    private static JsonElement[] Items(JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];
}

/// <summary>One message of a conversation.</summary>
/// <param name="Role">system, developer, user, assistant or tool.</param>
/// <param name="Text">The text; parts are joined.</param>
/// <param name="ToolCallId">The call that a tool message answers.</param>
/// <param name="Calls">The tools that an assistant message asked for.</param>
internal sealed record ModelMessage(string Role, string Text, string? ToolCallId, IReadOnlyList<ModelCall> Calls)
{
    /// <summary>Reads a message.</summary>
    public static ModelMessage From(JsonElement json) => new(
        json.Word("role") ?? "",
        json.Member("content") switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => part.Word("text"))),
            _ => "",
        },
        json.Word("tool_call_id"),
        json.Member("tool_calls") is { ValueKind: JsonValueKind.Array } calls
            ? [.. calls.EnumerateArray().Select(call => new ModelCall(call.Word("id"), call.Member("function")?.Word("name") ?? "", call.Member("function")?.Word("arguments")))]
            : []);
}

/// <summary>One tool on offer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What the model is told about it.</param>
/// <param name="Schema">The JSON schema of its arguments; undefined when none was sent.</param>
internal sealed record ModelTool(string Name, string Description, JsonElement Schema)
{
    /// <summary>The arguments the schema names, each with its own schema.</summary>
    public IEnumerable<JsonProperty> Arguments => Schema.Member("properties") is { ValueKind: JsonValueKind.Object } named ? named.EnumerateObject() : [];

    /// <summary>Reads a function.</summary>
    public static ModelTool From(JsonElement json) => new(json.Word("name") ?? "", json.Word("description") ?? "", json.Member("parameters") ?? default);
}

/// <summary>Reads JSON that may have any shape.</summary>
internal static class LooseJson
{
    /// <summary>A member, or null when there is none or this is no object.</summary>
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A member that is a string.</summary>
    public static string? Word(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
