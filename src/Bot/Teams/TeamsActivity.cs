using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoSellBot.Bot.Teams;

/// <summary>A Bot Framework activity as it arrives; only what we use, and everything may be missing.</summary>
internal sealed record TeamsActivity
{
    /// <summary>Strict where it matters: a key that stands twice could mean two things.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Action { get; init; }

    public string? ServiceUrl { get; init; }

    public string? ChannelId { get; init; }

    public string? Text { get; init; }

    public string? ReplyToId { get; init; }

    public JsonElement? Timestamp { get; init; }

    public TeamsAccount? From { get; init; }

    public TeamsAccount? Recipient { get; init; }

    public TeamsConversationAccount? Conversation { get; init; }

    public TeamsChannelData? ChannelData { get; init; }

    public IReadOnlyList<TeamsEntity?>? Entities { get; init; }

    public IReadOnlyList<TeamsAccount?>? MembersAdded { get; init; }

    public IReadOnlyList<TeamsAccount?>? MembersRemoved { get; init; }

    public JsonElement? Value { get; init; }

    /// <summary>The sender as the rest of the product names it: the account when Teams tells it, else Teams' own id.</summary>
    [JsonIgnore]
    public string? SenderId => From?.AccountKey ?? From?.Id;

    /// <summary>The place without its thread. What happens to a channel is reported in the team's conversation and names the channel beside it.</summary>
    [JsonIgnore]
    public string PlaceId => Type == "conversationUpdate" && ChannelData is { EventType: { } what, Channel.Id: { Length: > 0 } channel } && what.StartsWith("channel", StringComparison.Ordinal)
        ? channel
        : TeamsThread.PlaceOf(Conversation?.Id ?? "");

    /// <summary>True for this bot and for others.</summary>
    public bool IsBot(TeamsAccount? account) => account?.Id is { } id && (id == Recipient?.Id || id.StartsWith("28:", StringComparison.Ordinal));

    /// <summary>True for this bot alone.</summary>
    public bool IsUs(TeamsAccount? account) => account?.Id is { } id && id == Recipient?.Id;
}

/// <summary>Someone in an activity.</summary>
internal sealed record TeamsAccount
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? AadObjectId { get; init; }

    public string? Role { get; init; }

    /// <summary>The Microsoft Entra object id in one spelling, or null.</summary>
    [JsonIgnore]
    public string? AccountKey => TeamsThread.Key(AadObjectId);
}

/// <summary>The conversation of an activity.</summary>
internal sealed record TeamsConversationAccount
{
    public string? Id { get; init; }

    public string? ConversationType { get; init; }

    public string? TenantId { get; init; }
}

/// <summary>What Teams adds to an activity.</summary>
internal sealed record TeamsChannelData
{
    public string? EventType { get; init; }

    public TeamsNamed? Tenant { get; init; }

    public TeamsTeam? Team { get; init; }

    public TeamsChannelInfo? Channel { get; init; }
}

internal sealed record TeamsNamed
{
    public string? Id { get; init; }
}

internal sealed record TeamsTeam
{
    public string? Id { get; init; }

    public string? AadGroupId { get; init; }
}

internal sealed record TeamsChannelInfo
{
    public string? Id { get; init; }

    public string? Type { get; init; }
}

/// <summary>A mention; other entities have no <see cref="Mentioned"/>.</summary>
internal sealed record TeamsEntity
{
    public string? Type { get; init; }

    public string? Text { get; init; }

    public TeamsAccount? Mentioned { get; init; }
}

/// <summary>How Teams spells its ids.</summary>
internal static class TeamsThread
{
    private const string Separator = ";messageid=";

    /// <summary>The channel or chat of a conversation id, without the thread.</summary>
    public static string PlaceOf(string conversationId)
    {
        var at = conversationId.IndexOf(Separator, StringComparison.Ordinal);
        return at < 0 ? conversationId : conversationId[..at];
    }

    /// <summary>An object id in lower case, so that one account has one spelling.</summary>
#pragma warning disable CA1308 // A key to compare with, not text for people.
    public static string? Key(string? id) => string.IsNullOrWhiteSpace(id) ? null : id.Trim().ToLowerInvariant();
#pragma warning restore CA1308
}
