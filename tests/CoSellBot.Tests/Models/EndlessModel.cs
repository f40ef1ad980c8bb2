using System.Text.Json.Nodes;

namespace CoSellBot.Tests.Models;

/// <summary>Always asks for one more tool, each time with arguments it has not used, also when no tool is offered any more.</summary>
internal sealed class EndlessModel : TestModel
{
    /// <inheritdoc/>
    public override ModelAnswer Answer(ModelRequest request)
    {
        var number = Count();
        var tool = request.Tools.Count > 0 ? request.Tools[number % request.Tools.Count] : null;
        var arguments = new JsonObject();
        foreach (var argument in tool?.Arguments ?? [])
        {
            arguments[argument.Name] = $"{argument.Name} {number}";
        }

        // A tool without arguments would be asked for in the same words again, which some loops are broken by.
        if (arguments.Count == 0)
        {
            arguments["again"] = number;
        }

        return ModelAnswer.Ask(new ModelCall($"call_endless_{number}", tool?.Name ?? "my_deals", arguments.ToJsonString()));
    }
}
