namespace CoSellBot.Agents.Prompts;

/// <summary>What the templates may ask for. Nothing here tells who the person is.</summary>
/// <param name="Today">The day, with its weekday.</param>
/// <param name="Side">"the vendor" or "a partner firm".</param>
/// <param name="Place">What kind of place it is.</param>
/// <param name="Language">The English name of the language of the answer.</param>
/// <param name="Mark">What material is marked with.</param>
/// <param name="InHand">What is being filled in, marked as material; empty for nothing.</param>
/// <param name="History">Earlier talk, marked as material; empty for none.</param>
internal sealed record PromptValues(string Today, string Side, string Place, string Language, string Mark, string InHand, string History)
{
    /// <summary>Values to try templates with.</summary>
    public static readonly PromptValues Sample = new("Thursday 2026-06-11", "a partner firm", "a channel that several people read", "Portuguese", "k3v9x2m7", "customer: Contoso", "asked: status of Contoso");

    /// <summary>What policies and agents may ask for.</summary>
    public Dictionary<string, string> Common() => new()
    {
        ["today"] = Today,
        ["side"] = Side,
        ["place"] = Place,
        ["language"] = Language,
        ["mark"] = Mark,
    };
}
