namespace CoSellBot.Tests.Models;

/// <summary>How a model may decline.</summary>
internal enum RefusalKind
{
    /// <summary>In the field made for it; the content is null.</summary>
    Refusal,

    /// <summary>In ordinary words, as most models do.</summary>
    Words,

    /// <summary>The answer was stopped by a filter, after some words.</summary>
    ContentFilter,

    /// <summary>The request was turned away by Azure's filter.</summary>
    FilteredPrompt,

    /// <summary>The answer is cut by the limit of tokens in the middle of a sentence.</summary>
    Length,

    /// <summary>The answer is cut by the limit of tokens in the middle of a call's arguments.</summary>
    LengthInCall,
}

/// <summary>Does not answer, in one of the ways in which vendors' models do not.</summary>
/// <param name="kind">Always this way; one after the other when null.</param>
internal sealed class RefusingModel(RefusalKind? kind = null) : TestModel
{
    private static readonly RefusalKind[] All = Enum.GetValues<RefusalKind>();

    /// <inheritdoc/>
    public override ModelAnswer Answer(ModelRequest request) => (kind ?? All[Count() % All.Length]) switch
    {
        RefusalKind.Refusal => new ModelAnswer { Refusal = "I'm sorry, I can't help with that." },
        RefusalKind.Words => ModelAnswer.Say("I'm sorry, but as a language model I can't help with that."),
        RefusalKind.ContentFilter => new ModelAnswer { Text = "The deal was", FinishReason = "content_filter" },
        RefusalKind.FilteredPrompt => ModelAnswer.Fail(ModelFault.Filtered()),
        RefusalKind.Length => new ModelAnswer { Text = "The registration is protected until", FinishReason = "length" },
        _ => new ModelAnswer
        {
            Calls = [new ModelCall(null, request.Tools.Count > 0 ? request.Tools[0].Name : "help", """{"customer":"Nor""")],
            FinishReason = "length",
        },
    };
}
