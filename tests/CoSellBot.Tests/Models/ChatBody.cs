using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoSellBot.Tests.Models;

/// <summary>Writes an answer as the vendors do: one JSON object, or lines of server-sent events.</summary>
internal static class ChatBody
{
    // A fixed moment, and ids of a fixed length: tests that cut at each byte need answers of one length.
    private const int Created = 1_780_000_000;

    // Text goes out as UTF-8 and not escaped, as at the vendors, so that a cut can fall into a letter.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The answer in one piece.</summary>
    public static byte[] Whole(ModelRequest request, ModelAnswer answer, int number)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text, ["refusal"] = answer.Refusal, ["annotations"] = new JsonArray() };
        if (answer.Calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.Calls.Select((call, index) => Call(call, number, index, call.ArgumentsJson))]);
        }

        var choice = new JsonObject { ["index"] = 0, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = Reason(answer) };
        var body = Frame(request, number, "chat.completion", choice);
        body["usage"] = Usage(request, answer);
        return Encoding.UTF8.GetBytes(Finish(body, choice, message, answer));
    }

    /// <summary>The answer in pieces, the end mark among them.</summary>
    public static IEnumerable<byte[]> Pieces(ModelRequest request, ModelAnswer answer, int number)
    {
        foreach (var delta in Deltas(answer, number))
        {
            yield return Line(request, answer, number, delta, null);
        }

        yield return Line(request, answer, number, new JsonObject(), Reason(answer));
        if (request.WantsUsage)
        {
            var last = Frame(request, number, "chat.completion.chunk", null);
            last["usage"] = Usage(request, answer);
            yield return Event(last.ToJsonString(Plain));
        }

        yield return Event("[DONE]");
    }

    /// <summary>One piece of text of a stream.</summary>
    public static byte[] Words(ModelRequest request, int number, string words) => Line(request, new ModelAnswer(), number, new JsonObject { ["content"] = words }, null);

    private static IEnumerable<JsonObject> Deltas(ModelAnswer answer, int number)
    {
        yield return new JsonObject { ["role"] = "assistant", ["content"] = answer.Text is null ? null : "", ["refusal"] = null };
        foreach (var words in Split(answer.Text))
        {
            yield return new JsonObject { ["content"] = words };
        }

        foreach (var words in Split(answer.Refusal))
        {
            yield return new JsonObject { ["refusal"] = words };
        }

        for (var index = 0; index < answer.Calls.Count; index++)
        {
            var call = answer.Calls[index];
            var first = Call(call, number, index, call.ArgumentsJson is null ? null : "");
            first["index"] = index;
            yield return new JsonObject { ["tool_calls"] = new JsonArray(first) };
            foreach (var part in Split(call.ArgumentsJson))
            {
                yield return new JsonObject { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = part } }) };
            }
        }
    }

    private static byte[] Line(ModelRequest request, ModelAnswer answer, int number, JsonObject delta, string? reason)
    {
        var choice = new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = reason };
        var body = Frame(request, number, "chat.completion.chunk", choice);
        if (request.WantsUsage)
        {
            body["usage"] = null;
        }

        var line = Event(Finish(body, choice, delta, answer));
        return answer.HasUnknownFields && delta.ContainsKey("role")
            ? [.. Event("""{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}"""), .. line]
            : line;
    }

    private static JsonObject Frame(ModelRequest request, int number, string kind, JsonObject? choice) => new()
    {
        ["id"] = $"chatcmpl-{number:D8}",
        ["object"] = kind,
        ["created"] = Created,
        ["model"] = request.Json.Word("model") ?? "",
        ["choices"] = choice is null ? new JsonArray() : new JsonArray(choice),
    };

    private static JsonObject Call(ModelCall call, int number, int index, string? arguments) => new()
    {
        ["id"] = call.Id ?? $"call_{number:D8}_{index}",
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = arguments },
    };

    private static string Finish(JsonObject body, JsonObject choice, JsonObject message, ModelAnswer answer)
    {
        foreach (var place in answer.HasUnknownFields ? [body, choice, message] : Array.Empty<JsonObject>())
        {
            place["x_from_the_future"] = new JsonObject { ["list"] = new JsonArray(1, "two", null), ["deep"] = new JsonObject { ["content"] = "not the answer" } };
        }

        return body.ToJsonString(Plain);
    }

    private static string Reason(ModelAnswer answer) => answer.FinishReason ?? (answer.Calls.Count > 0 ? "tool_calls" : "stop");

    private static JsonObject Usage(ModelRequest request, ModelAnswer answer)
    {
        var said = (answer.Text?.Length ?? 0) + (answer.Refusal?.Length ?? 0) + answer.Calls.Sum(call => call.Name.Length + (call.ArgumentsJson?.Length ?? 0));
        var (prompt, completion) = answer.Usage ?? new ModelUsage(1 + (request.Json.GetRawText().Length / 4), 1 + (said / 4));
        return new JsonObject { ["prompt_tokens"] = prompt, ["completion_tokens"] = completion, ["total_tokens"] = prompt + completion };
    }

    // Pieces of a few letters, as tokens are; long answers come in some hundred pieces, or tests would take minutes.
    private static IEnumerable<string> Split(string? text)
    {
        var size = Math.Max(12, (text?.Length ?? 0) / 400);
        for (var start = 0; start < (text?.Length ?? 0);)
        {
            var end = Math.Min(text!.Length, start + size);
            end += end < text.Length && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
            yield return text[start..end];
            start = end;
        }
    }

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
