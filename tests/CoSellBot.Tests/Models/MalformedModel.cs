using System.Text.Json.Nodes;

namespace CoSellBot.Tests.Models;

/// <summary>Answers in shapes that no client should trust, one after the other or always the same.</summary>
/// <param name="mode">One of <see cref="Modes"/>; each in turn when null.</param>
internal sealed class MalformedModel(string? mode = null) : TestModel
{
    private static readonly IReadOnlyList<(string Name, Func<ModelRequest, ModelAnswer> Answer)> Table =
    [
        ("arguments are no JSON", request => Call(request, "{\"customer\": Nordwind, ")),
        ("arguments are an array", request => Call(request, """["Nordwind", 5]""")),
        ("arguments are a number", request => Call(request, "7")),
        ("arguments are null", request => Call(request, null)),
        ("arguments are the word null", request => Call(request, "null")),
        ("arguments are empty", request => Call(request, "")),
        ("arguments are fenced", request => Call(request, "```json\n{}\n```")),
        ("arguments name one twice", request => Call(request, """{"customer":"A","customer":"B"}""")),
        ("arguments have wrong types", request => Call(request, WrongTypes(Tool(request)))),
        ("arguments are deep", request => Call(request, new string('[', 5_000) + new string(']', 5_000))),
        ("arguments are huge", request => Call(request, $$"""{"text":"{{new string('x', 1 << 20)}}"}""")),
        ("arguments hold half a letter", request => Call(request, """{"text":"\ud83d","customer":"\u0000"}""")),
        ("unknown tool", _ => ModelAnswer.Ask(new ModelCall(null, "tool_that_is_not_there", "{}"))),
        ("empty tool name", _ => ModelAnswer.Ask(new ModelCall(null, "", "{}"))),
        ("tool name in other case", request => ModelAnswer.Ask(new ModelCall(null, Name(request).ToUpperInvariant(), "{}"))),
        ("tool name with a prefix", request => ModelAnswer.Ask(new ModelCall(null, "functions." + Name(request), "{}"))),
        ("empty call id", request => ModelAnswer.Ask(new ModelCall("", Name(request), "{}"))),
        ("one id for all calls", request => ModelAnswer.Ask(new ModelCall("call_same", Name(request), "{}"), new ModelCall("call_same", Name(request), """{"n":2}"""))),
        ("30 calls at once", request => ModelAnswer.Ask([.. Enumerable.Range(0, 30).Select(number => new ModelCall(null, Name(request), $$"""{"n":{{number}}}"""))])),
        ("calls that ended with stop", request => Call(request, "{}") with { FinishReason = "stop" }),
        ("no calls that ended with tool_calls", _ => ModelAnswer.Say("Asking.") with { FinishReason = "tool_calls" }),
        ("call written as text", request => ModelAnswer.Say($$$"""<tool_call>{"name":"{{{Name(request)}}}","arguments":{}}</tool_call>""")),
        ("no content and no calls", _ => new ModelAnswer()),
        ("empty content", _ => ModelAnswer.Say("")),
        ("unknown finish reason", _ => ModelAnswer.Say("Here it is.") with { FinishReason = "because_i_say_so" }),
        ("unknown fields", request => Call(request, "{}") with { HasUnknownFields = true }),
        ("truncated", request => Call(request, "{}") with { Fault = new ModelFault.Cut(250, IsClean: true) }),
        ("no bytes", _ => ModelAnswer.Fail(ModelFault.Instead(""))),
        ("an empty object", request => ModelAnswer.Fail(ModelFault.Instead(Shaped(request, "{}")))),
        ("no choices", request => ModelAnswer.Fail(ModelFault.Instead(Shaped(request, """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[]}""")))),
        ("choices of another type", request => ModelAnswer.Fail(ModelFault.Instead(Shaped(request, """{"id":7,"choices":"none"}""")))),
        ("an error inside success", request => ModelAnswer.Fail(ModelFault.Instead(Shaped(request, """{"error":{"message":"overloaded","type":"server_error","param":null,"code":null}}""")))),
        ("a web page", _ => ModelAnswer.Fail(ModelFault.Instead("<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>", "text/html"))),
        ("broken line", request => ModelAnswer.Fail(ModelFault.Instead(Shaped(request, """{"id":"x","choices":[{"index":0,"delta":{"content":"half""")))),
        ("garbage", _ => ModelAnswer.Fail(new ModelFault.Replaced([.. Enumerable.Range(0, 2_000).Select(number => unchecked((byte)(number * 167)))]))),
    ];

    /// <summary>The names of the shapes, in the order they come.</summary>
    public static IReadOnlyList<string> Modes { get; } = [.. Table.Select(row => row.Name)];

    /// <inheritdoc/>
    public override ModelAnswer Answer(ModelRequest request) =>
        (mode is null ? Table[Count() % Table.Count] : Table.Single(row => row.Name == mode)).Answer(request);

    private static ModelAnswer Call(ModelRequest request, string? arguments) => ModelAnswer.Ask(new ModelCall(null, Name(request), arguments));

    private static string Name(ModelRequest request) => Tool(request)?.Name ?? "help";

    // The tool with the most arguments has the most to get wrong.
    private static ModelTool? Tool(ModelRequest request) => request.Tools.MaxBy(tool => tool.Arguments.Count());

    private static string Shaped(ModelRequest request, string json) => request.IsStream ? $"data: {json}\n\ndata: [DONE]\n\n" : json;

    private static string WrongTypes(ModelTool? tool)
    {
        var arguments = new JsonObject();
        foreach (var (argument, index) in (tool?.Arguments ?? []).Select((argument, index) => (argument.Name, index)))
        {
            arguments[argument] = (index % 5) switch
            {
                0 => JsonValue.Create(4711),
                1 => new JsonArray("a", null, 3),
                2 => new JsonObject { ["value"] = "inside" },
                3 => JsonValue.Create(true),
                _ => JsonValue.Create(1e308),
            };
        }

        return arguments.ToJsonString();
    }
}
