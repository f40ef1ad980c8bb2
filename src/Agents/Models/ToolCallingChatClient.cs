using Microsoft.Extensions.AI;

namespace CoSellBot.Agents.Models;

/// <summary>Runs the tools a model asks for and hands the results back, until it answers in words or a cap stops it.</summary>
public sealed class ToolCallingChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <summary>Model calls in one turn at most.</summary>
    public const int MostSteps = 4;

    /// <summary>Tool calls in one turn at most.</summary>
    public const int MostCalls = 6;

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var history = messages.ToList();
        var done = new HashSet<string>(StringComparer.Ordinal);
        ChatResponse response = new();
        for (var step = 0; step < MostSteps; step++)
        {
            response = await base.GetResponseAsync(history, options, cancellationToken);
            var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0)
            {
                return response;
            }

            history.AddRange(response.Messages);
            var results = new List<AIContent>();
            foreach (var call in calls)
            {
                results.Add(new FunctionResultContent(call.CallId, await RunAsync(call, options, done, cancellationToken)));
            }

            history.Add(new ChatMessage(ChatRole.Tool, results));
        }

        return response;
    }

    private static async Task<object?> RunAsync(FunctionCallContent call, ChatOptions? options, HashSet<string> done, CancellationToken cancellationToken)
    {
        // The same call twice in a turn is one wish, however often the model repeats it.
        var signature = call.Name + System.Text.Json.JsonSerializer.Serialize(call.Arguments);
        if (done.Count >= MostCalls || !done.Add(signature))
        {
            return "Not run: asked for already, or too many tools in one turn.";
        }

        return options?.Tools?.OfType<AIFunction>().FirstOrDefault(tool => tool.Name == call.Name) is { } tool
            ? await tool.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken)
            : "No such tool.";
    }
}
