namespace CoSellBot.Tests.Models;

/// <summary>Stands where a language model would: it gets what the bot sent and says what comes back. Requests may overlap.</summary>
internal abstract class TestModel
{
    private int _requests;

    /// <summary>Answers one request to the chat.</summary>
    public abstract ModelAnswer Answer(ModelRequest request);

    /// <summary>The number of the request being answered, from 0.</summary>
    protected int Count() => Interlocked.Increment(ref _requests) - 1;
}
