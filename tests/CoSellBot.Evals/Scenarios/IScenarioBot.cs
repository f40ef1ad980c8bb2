using CoSellBot.EndToEnd;

namespace CoSellBot.Evals.Scenarios;

/// <summary>A running bot in the demo world as it is at the start, spoken to over one channel. Places are rooms of the demo world or <c>dm:PER-…</c>.</summary>
internal interface IScenarioBot : IAsyncDisposable
{
    /// <summary>Everything said so far, also what a later version replaced.</summary>
    IReadOnlyList<Said> Said { get; }

    /// <summary>Its database.</summary>
    StoredBot Stored { get; }

    /// <summary>Writes words in a place.</summary>
    /// <exception cref="InvalidOperationException">The bot did not take it; so for all that follow.</exception>
    Task SayAsync(string person, string place, string words);

    /// <summary>Presses a button of a card, which may have changed since it was read.</summary>
    /// <param name="person">Who presses.</param>
    /// <param name="place">Where they are.</param>
    /// <param name="card">The card as it was read.</param>
    /// <param name="value">The button's value.</param>
    Task PressAsync(string person, string place, Said card, string value);

    /// <summary>Somebody joins a room.</summary>
    Task JoinAsync(string place, string person);

    /// <summary>Moves the business clock on by an ISO 8601 duration.</summary>
    Task AdvanceAsync(string duration);

    /// <summary>Waits until nothing is under way, and reads what was said meanwhile.</summary>
    Task ReadAsync();
}

/// <summary>Opens bots for one scenario after another.</summary>
internal interface IScenarioHost : IAsyncDisposable
{
    /// <summary>A bot in the demo world as it is at the start. Whoever opens it disposes of it before the next one.</summary>
    Task<IScenarioBot> OpenAsync();

    /// <summary>Gives up a bot that does not answer any more; the next one is another.</summary>
    /// <returns>What is known of it.</returns>
    Task<string> GiveUpAsync();
}
