namespace CoSellBot.Knowledge;

/// <summary>Turns texts into vectors whose nearness is nearness of meaning.</summary>
/// <param name="Model">The model's name; vectors of different models are never compared.</param>
/// <param name="EmbedAsync">Gives a vector for each text, in their order, all of the same dimension.</param>
public sealed record Embedder(string Model, Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<ReadOnlyMemory<float>>>> EmbedAsync);
