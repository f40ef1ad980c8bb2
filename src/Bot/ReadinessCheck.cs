namespace CoSellBot.Bot;

/// <summary>A part of the house that can be away while the process lives. <c>/health/ready</c> asks every one that is registered.</summary>
/// <returns>A plain word for the part that is not ready, or null while it is. Never blocks and never throws.</returns>
internal delegate string? ReadinessCheck();
