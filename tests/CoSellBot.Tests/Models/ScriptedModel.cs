namespace CoSellBot.Tests.Models;

/// <summary>
/// Says what a script says, by the user's last text and by how often tools were asked for since: the first step answers the text, the
/// second follows the first tool results, and so on. It says nothing to a text that is not in the script, and after the last step.
/// </summary>
/// <param name="script">The steps for a text; null for a text that was not foreseen.</param>
internal sealed class ScriptedModel(Func<string, IReadOnlyList<ModelAnswer>?> script) : TestModel
{
    private readonly Lock _lock = new();
    private readonly List<string> _missing = [];

    /// <summary>Follows a table of texts.</summary>
    public ScriptedModel(IReadOnlyDictionary<string, IReadOnlyList<ModelAnswer>> script)
        : this(text => script.GetValueOrDefault(text))
    {
    }

    /// <summary>The texts that were not in the script, in the order they came.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            lock (_lock)
            {
                return [.. _missing];
            }
        }
    }

    /// <inheritdoc/>
    public override ModelAnswer Answer(ModelRequest request)
    {
        if (script(request.LastUser) is { } steps)
        {
            return request.Step < steps.Count ? steps[request.Step] : ModelAnswer.Say("");
        }

        lock (_lock)
        {
            _missing.Add(request.LastUser);
        }

        return ModelAnswer.Say("");
    }
}
