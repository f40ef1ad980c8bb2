using System.Text.Json;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents.Models;

/// <summary>
/// Runs the tools a model asks for and hands the results back, until it answers in words or a cap stops it. Tools that only read run
/// beside each other; one that may offer a write runs alone and in its order.
/// </summary>
/// <param name="inner">The model.</param>
/// <param name="mostSteps">Model calls in one turn at most.</param>
/// <param name="mostCalls">Tool calls in one turn at most.</param>
public sealed class ToolCallingChatClient(IChatClient inner, int mostSteps = ToolCallingChatClient.MostSteps, int mostCalls = ToolCallingChatClient.MostCalls) : DelegatingChatClient(inner)
{
    /// <summary>Model calls in one turn at most, where nothing else is said.</summary>
    public const int MostSteps = 4;

    /// <summary>Tool calls in one turn at most, where nothing else is said.</summary>
    public const int MostCalls = 6;

    /// <summary>The property of a tool that only reads and may run beside others.</summary>
    public const string Reads = "cosellbot.reads";

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var history = messages.ToList();
        var done = new HashSet<string>(StringComparer.Ordinal);
        ChatResponse response = new();
        for (var step = 0; step < mostSteps; step++)
        {
            response = await base.GetResponseAsync(history, options, cancellationToken);
            var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
            // An answer that was cut for its length may hold half a wish.
            if (calls.Count == 0 || response.FinishReason == ChatFinishReason.Length)
            {
                return response;
            }

            var planned = calls.ConvertAll(call => (Call: call, Tool: Admit(call, options, done)));
            var results = await RunAsync(planned, cancellationToken);
            if (planned.TrueForAll(plan => plan.Tool is null) && step > 0)
            {
                return response; // it goes round in circles
            }

            history.AddRange(response.Messages);
            history.Add(new ChatMessage(ChatRole.Tool, results));
        }

        return response;
    }

    private AIFunction? Admit(FunctionCallContent call, ChatOptions? options, HashSet<string> done)
    {
        // The same call twice in a turn is one wish, however often the model repeats it.
        var isNew = call.Exception is null && done.Count < mostCalls && done.Add(Signature(call));
        return isNew ? options?.Tools?.OfType<AIFunction>().FirstOrDefault(tool => tool.Name == call.Name) : null;
    }

    // However the model orders them, and whatever it leaves empty.
    private static string Signature(FunctionCallContent call) => call.Name + JsonSerializer.Serialize(
        (call.Arguments ?? new Dictionary<string, object?>()).Where(pair => !string.IsNullOrWhiteSpace(pair.Value?.ToString())).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value?.ToString()?.Trim()}"));

    private static async Task<List<AIContent>> RunAsync(List<(FunctionCallContent Call, AIFunction? Tool)> planned, CancellationToken cancellationToken)
    {
        var results = new List<AIContent>();
        var reading = new List<Task<AIContent>>();
        foreach (var (call, tool) in planned)
        {
            if (tool?.AdditionalProperties.ContainsKey(Reads) != true)
            {
                results.AddRange(await Task.WhenAll(reading));
                reading.Clear();
                results.Add(await RunAsync(call, tool, cancellationToken));
                continue;
            }

            reading.Add(RunAsync(call, tool, cancellationToken));
        }

        results.AddRange(await Task.WhenAll(reading));
        return results;
    }

    private static async Task<AIContent> RunAsync(FunctionCallContent call, AIFunction? tool, CancellationToken cancellationToken) => new FunctionResultContent(call.CallId, tool is null
        ? call.Exception is null ? "Not run: no such tool, asked for already, or too many tools in one turn." : "Not run: the arguments are no JSON object of plain values."
        : await tool.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken));
}
