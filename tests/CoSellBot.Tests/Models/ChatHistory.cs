namespace CoSellBot.Tests.Models;

/// <summary>The vendors' rule for conversations with tools: each call is answered before anything else is said, and nothing else is.</summary>
internal static class ChatHistory
{
    /// <summary>Null when the vendors would take the conversation.</summary>
    public static ApiError? Check(ModelRequest request)
    {
        if (request.Messages.Count == 0)
        {
            return Refuse("[] is too short - 'messages'", "messages");
        }

        var open = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < request.Messages.Count; index++)
        {
            var message = request.Messages[index];
            if (message.Role == "tool")
            {
                if (message.ToolCallId is not { } id || !open.Remove(id))
                {
                    return Refuse("Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.", $"messages.[{index}].role");
                }
            }
            else if (open.Count > 0)
            {
                return Unanswered(open, index);
            }

            open.UnionWith(message.Calls.Select(call => call.Id ?? ""));
        }

        return open.Count > 0 ? Unanswered(open, request.Messages.Count) : null;
    }

    private static ApiError Unanswered(IEnumerable<string> open, int index) => Refuse(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
        + $"The following tool_call_ids did not have response messages: {string.Join(", ", open)}", $"messages.[{index}].role");

    private static ApiError Refuse(string message, string param) => new(400, message, param, null);
}
