using System.Text.Json;

namespace CoSellBot.Tests.Models;

/// <summary>What a test model answers, and what goes wrong on the way back.</summary>
internal sealed record ModelAnswer
{
    /// <summary>The words; null is sent as null.</summary>
    public string? Text { get; init; }

    /// <summary>The tools asked for; words may stand beside them.</summary>
    public IReadOnlyList<ModelCall> Calls { get; init; } = [];

    /// <summary>Why the model stopped; worked out from the calls when null.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The model's own words for not answering.</summary>
    public string? Refusal { get; init; }

    /// <summary>What is billed; estimated from the lengths when null.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>Adds members that no specification knows, and the chunk without choices that Azure's filter sends first.</summary>
    public bool HasUnknownFields { get; init; }

    /// <summary>What breaks; null when the answer arrives whole.</summary>
    public ModelFault? Fault { get; init; }

    /// <summary>An answer in words.</summary>
    public static ModelAnswer Say(string text) => new() { Text = text };

    /// <summary>An answer that asks for tools.</summary>
    public static ModelAnswer Ask(params IReadOnlyList<ModelCall> calls) => new() { Calls = calls };

    /// <summary>No answer, or a broken one.</summary>
    public static ModelAnswer Fail(ModelFault fault) => new() { Text = "This answer does not arrive whole.", Fault = fault };
}

/// <summary>One tool asked for. The arguments are raw text, so that they may be malformed; null is sent as null.</summary>
/// <param name="Id">The call's id; the server gives one when null.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="ArgumentsJson">The arguments as they are sent.</param>
internal sealed record ModelCall(string? Id, string Name, string? ArgumentsJson)
{
    /// <summary>A well-formed call; the arguments are an object of any type.</summary>
    public static ModelCall To(string name, object? arguments = null) => new(null, name, JsonSerializer.Serialize(arguments ?? new { }));
}

/// <summary>Tokens billed for one answer.</summary>
internal sealed record ModelUsage(int Prompt, int Completion);
