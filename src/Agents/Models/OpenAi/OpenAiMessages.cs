using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using WireFinish = OpenAI.Chat.ChatFinishReason;
using WireMessage = OpenAI.Chat.ChatMessage;

namespace CoSellBot.Agents.Models.OpenAi;

/// <summary>Our messages as OpenAI's, and its answers as ours.</summary>
internal static class OpenAiMessages
{
    /// <summary>The messages of a turn; each tool result is a message of its own.</summary>
    public static IEnumerable<WireMessage> From(IEnumerable<ChatMessage> messages) => messages.SelectMany(From);

    /// <summary>Tools and caps of a turn.</summary>
    public static ChatCompletionOptions Options(ChatOptions? options)
    {
        var wire = new ChatCompletionOptions { MaxOutputTokenCount = options?.MaxOutputTokens, Temperature = options?.Temperature };
        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            var takesNothing = tool.JsonSchema.TryGetProperty("properties", out var properties) && !properties.EnumerateObject().Any();
            wire.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, takesNothing ? null : BinaryData.FromString(tool.JsonSchema.GetRawText())));
        }

        return wire;
    }

    /// <summary>A whole answer.</summary>
    public static ChatResponse ToResponse(ChatCompletion completion)
    {
        List<AIContent> contents = [.. completion.Content.Where(part => part.Kind == ChatMessageContentPartKind.Text && part.Text.Length > 0).Select(part => new TextContent(part.Text))];
        contents.AddRange(completion.ToolCalls.Select(call => Call(call.Id, call.FunctionName, call.FunctionArguments.ToString())));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            FinishReason = completion.Refusal is { Length: > 0 } ? ChatFinishReason.ContentFilter : Reason(completion.FinishReason),
            Usage = completion.Usage is { } usage ? Usage(usage) : null,
        };
    }

    /// <summary>A call of a tool. Arguments that are no JSON object of plain values are no call: the tool loop says so to the model.</summary>
    /// <exception cref="ModelException">The call has no name or no number: nobody could answer it.</exception>
    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        if (id.Length == 0 || name.Length == 0)
        {
            throw new ModelException(ModelFailure.Malformed, "The model called a tool without a name or a number.");
        }

        try
        {
            var parsed = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments);
            return new FunctionCallContent(id, name, parsed?.ToDictionary(pair => pair.Key, pair => (object?)Plain(pair.Value)) ?? []);
        }
        // Half of a surrogate pair is valid JSON and no text.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return new FunctionCallContent(id, name) { Exception = failure };
        }
    }

    private static string? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => null,
        _ => throw new JsonException("Not a plain value."),
    };

    /// <summary>Why the model stopped.</summary>
    public static ChatFinishReason Reason(WireFinish reason) => reason switch
    {
        WireFinish.Length => ChatFinishReason.Length,
        WireFinish.ContentFilter => ChatFinishReason.ContentFilter,
        WireFinish.ToolCalls or WireFinish.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    /// <summary>What it took, in tokens.</summary>
    public static UsageDetails Usage(ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
    };

    private static IEnumerable<WireMessage> From(ChatMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        if (results.Count > 0)
        {
            return results.Select(result => (WireMessage)WireMessage.CreateToolMessage(result.CallId, result.Result?.ToString() ?? ""));
        }

        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>())))).ToList();
        return calls.Count > 0 ? [WireMessage.CreateAssistantMessage(calls)]
            : message.Role == ChatRole.System ? [WireMessage.CreateSystemMessage(message.Text)]
            : message.Role == ChatRole.Assistant ? [WireMessage.CreateAssistantMessage(message.Text)]
            : [WireMessage.CreateUserMessage(message.Text)];
    }
}
