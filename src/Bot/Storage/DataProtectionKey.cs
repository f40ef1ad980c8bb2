namespace CoSellBot.Bot.Storage;

/// <summary>A key that stored secrets are protected with, shared by all processes.</summary>
public sealed class DataProtectionKey
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The key as XML.</summary>
    public required string Xml { get; init; }
}
