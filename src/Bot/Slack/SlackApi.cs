using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// Calls the Web API for an installation. Every failure is a <see cref="ChannelException"/> that names the method and Slack's code,
/// never content. Nothing is repeated here, because only the outbox knows whether a repetition is safe. Texts and blocks arrive
/// escaped.
/// </summary>
internal sealed class SlackApi(HttpClient http, SlackOptions options, SlackTokens tokens, SlackLimits limits)
{
    /// <summary>What the metadata of the bot's messages is called.</summary>
    public const string EventType = "cosellbot_message";

    private const int LongestUpdate = 4000;
    private const int MostPages = 50;
    private const int MostPagesOfMessages = 10;
    private static readonly TimeSpan BeforeSent = TimeSpan.FromMinutes(1);
    private readonly SlackCalls _calls = new(http, options, tokens, limits);

    /// <summary>Posts a message, marked with its id, without previews of links.</summary>
    /// <returns>Slack's id of it.</returns>
    /// <exception cref="ChannelException">Unknown when the answer was lost: then it may be there.</exception>
    public async Task<string> PostMessageAsync(
        string installationId, string channelId, string? threadTs, string messageId, string text, JsonArray blocks, CancellationToken cancellationToken)
    {
        const string Method = "chat.postMessage";
        var body = Message(channelId, messageId, text, blocks);
        (body["unfurl_links"], body["unfurl_media"]) = (false, false);
        if (threadTs is not null)
        {
            body["thread_ts"] = threadTs;
        }

        var answer = await _calls.WriteAsync(installationId, Method, body, creates: true, cancellationToken, channelId);
        return SlackJson.Text(answer, "ts") ?? throw SlackWire.Unreadable(Method, creates: true);
    }

    /// <summary>Replaces a message of the bot. Slack takes less text here than in a new message.</summary>
    public Task UpdateMessageAsync(string installationId, string channelId, string ts, string messageId, string text, JsonArray blocks, CancellationToken cancellationToken)
    {
        var body = Message(channelId, messageId, SlackText.Cut(text, LongestUpdate), blocks);
        body["ts"] = ts;
        return _calls.WriteAsync(installationId, "chat.update", body, creates: false, cancellationToken, channelId);
    }

    /// <summary>Takes a message of the bot away.</summary>
    public Task DeleteMessageAsync(string installationId, string channelId, string ts, CancellationToken cancellationToken) =>
        _calls.WriteAsync(installationId, "chat.delete", new JsonObject { ["channel"] = channelId, ["ts"] = ts }, creates: false, cancellationToken, channelId);

    /// <summary>Looks for a message of the bot by its own id, among those not older than a time. Throws for no failure of Slack.</summary>
    public async Task<SlackArrival> FindMessageAsync(
        string installationId, string channelId, string? threadTs, string messageId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            var self = await _calls.FindAsync(installationId, cancellationToken);
            var oldest = ((since - BeforeSent).ToUnixTimeMilliseconds() / 1000m).ToString("F6", CultureInfo.InvariantCulture);
            var found = await _calls.PagesAsync(
                installationId, threadTs is null ? "conversations.history" : "conversations.replies", "messages", MostPagesOfMessages,
                [("channel", channelId), ("ts", threadTs), ("oldest", oldest), ("include_all_metadata", "true")],
                page => page.FirstOrDefault(message => IsOurs(message, messageId, self)), cancellationToken);
            return found.ValueKind == JsonValueKind.Undefined ? new SlackArrival(true, null)
                : SlackJson.Text(found, "ts") is { } ts ? new SlackArrival(true, ts) : SlackArrival.Unknown;
        }
        catch (ChannelException)
        {
            return SlackArrival.Unknown;
        }
    }

    /// <summary>A channel, group or direct chat as Slack describes it.</summary>
    public Task<JsonElement> ReadChannelAsync(string installationId, string channelId, CancellationToken cancellationToken) =>
        _calls.ReadAsync(installationId, "conversations.info", "channel", [("channel", channelId)], cancellationToken);

    /// <summary>The ids of everyone in a channel, all pages; a page that fails fails the whole.</summary>
    public async Task<IReadOnlyList<string>> ReadMembersAsync(string installationId, string channelId, CancellationToken cancellationToken)
    {
        const string Method = "conversations.members";
        var members = new List<string>();
        await _calls.PagesAsync(
            installationId, Method, "members", MostPages, [("channel", channelId)],
            page =>
            {
                members.AddRange(page.Select(member => member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } id ? id : throw SlackWire.Unreadable(Method, creates: false)));
                return default;
            },
            cancellationToken);
        return members;
    }

    /// <summary>A person as Slack describes them.</summary>
    public Task<JsonElement> ReadUserAsync(string installationId, string userId, CancellationToken cancellationToken) =>
        _calls.ReadAsync(installationId, "users.info", "user", [("user", userId)], cancellationToken);

    /// <summary>The people of a workspace as Slack describes them, all pages.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadUsersAsync(string installationId, CancellationToken cancellationToken)
    {
        var users = new List<JsonElement>();
        await _calls.PagesAsync(
            installationId, "users.list", "members", MostPages, [],
            page =>
            {
                users.AddRange(page);
                return default;
            },
            cancellationToken);
        return users;
    }

    /// <summary>Opens a one-to-one chat; the same one when it is there already.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> OpenDirectAsync(string installationId, string userId, CancellationToken cancellationToken)
    {
        const string Method = "conversations.open";
        var answer = await _calls.WriteAsync(installationId, Method, new JsonObject { ["users"] = userId }, creates: false, cancellationToken);
        return SlackJson.Object(answer, "channel") is { } channel && SlackJson.Text(channel, "id") is { } id ? id : throw SlackWire.Unreadable(Method, creates: false);
    }

    /// <summary>Opens a dialog; a trigger is good for three seconds and for once.</summary>
    /// <returns>The dialog's id, and what an update names it by.</returns>
    public async Task<(string ViewId, string? Hash)> OpenViewAsync(string installationId, string triggerId, JsonObject view, CancellationToken cancellationToken)
    {
        const string Method = "views.open";
        var answer = await _calls.WriteAsync(installationId, Method, new JsonObject { ["trigger_id"] = triggerId, ["view"] = view.DeepClone() }, creates: true, cancellationToken);
        return SlackJson.Object(answer, "view") is { } opened && SlackJson.Text(opened, "id") is { } id
            ? (id, SlackJson.Text(opened, "hash")) : throw SlackWire.Unreadable(Method, creates: true);
    }

    /// <summary>Replaces a dialog; with a hash only while it still is what the hash stands for.</summary>
    public Task UpdateViewAsync(string installationId, string viewId, string? hash, JsonObject view, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["view_id"] = viewId, ["view"] = view.DeepClone() };
        if (hash is not null)
        {
            body["hash"] = hash;
        }

        return _calls.WriteAsync(installationId, "views.update", body, creates: false, cancellationToken);
    }

    /// <summary>Replaces a person's home tab.</summary>
    public Task PublishHomeAsync(string installationId, string userId, JsonObject view, CancellationToken cancellationToken) =>
        _calls.WriteAsync(installationId, "views.publish", new JsonObject { ["user_id"] = userId, ["view"] = view.DeepClone() }, creates: false, cancellationToken);

    /// <summary>Answers where Slack said to answer. No token goes there.</summary>
    /// <exception cref="ChannelException">Closed when the address is not one of Slack's.</exception>
    public Task RespondAsync(Uri responseUrl, JsonObject body, CancellationToken cancellationToken) => _calls.RespondAsync(responseUrl, body, cancellationToken);

    private static JsonObject Message(string channelId, string messageId, string text, JsonArray blocks) => new()
    {
        ["channel"] = channelId,
        ["text"] = text,
        ["blocks"] = blocks.DeepClone(),
        // Any app of the workspace can read it: an id and nothing else.
        ["metadata"] = new JsonObject { ["event_type"] = EventType, ["event_payload"] = new JsonObject { ["id"] = messageId } },
    };

    // Other apps can write the same metadata; their messages are not ours.
    private static bool IsOurs(JsonElement message, string messageId, SlackInstallation? self) =>
        SlackJson.Object(message, "metadata") is { } metadata && SlackJson.Text(metadata, "event_type") == EventType
        && SlackJson.Object(metadata, "event_payload") is { } payload && SlackJson.Text(payload, "id") == messageId
        && (self?.BotId is not { } bot || (SlackJson.Text(message, "bot_id") ?? bot) == bot)
        && (self?.BotUserId is not { } user || (SlackJson.Text(message, "user") ?? user) == user);
}
