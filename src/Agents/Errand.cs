namespace CoSellBot.Agents;

/// <summary>Something about the asker alone that a turn leaves to be noted in the record, once for its message and without a card (ruling 15).</summary>
/// <param name="Key">The same key is done once.</param>
public abstract record Errand(string Key)
{
    /// <summary>The asker asked what nobody tells.</summary>
    /// <param name="Key">The same key is done once.</param>
    /// <param name="Question">Which question, by the tool's name.</param>
    public sealed record Refused(string Key, string Question) : Errand(Key);

    /// <summary>The asker is away.</summary>
    /// <param name="Key">The same key is done once; also the absence's id.</param>
    /// <param name="First">First day.</param>
    /// <param name="Last">Last day.</param>
    /// <param name="DelegateId">Who decides meanwhile, or null.</param>
    public sealed record Away(string Key, DateOnly First, DateOnly Last, string? DelegateId) : Errand(Key);

    /// <summary>The asker's days away are called off.</summary>
    /// <param name="Key">The same key is done once.</param>
    /// <param name="AbsenceId">Which.</param>
    public sealed record Back(string Key, string AbsenceId) : Errand(Key);

    /// <summary>The asker names who decides when they let the time pass.</summary>
    /// <param name="Key">The same key is done once.</param>
    /// <param name="DelegateId">Who, or null for nobody.</param>
    public sealed record Delegates(string Key, string? DelegateId) : Errand(Key);

    /// <summary>The asker has an interest and decides nothing there.</summary>
    /// <param name="Key">The same key is done once.</param>
    /// <param name="Subject">A claim, a partner or an account.</param>
    public sealed record Interest(string Key, string Subject) : Errand(Key);
}
