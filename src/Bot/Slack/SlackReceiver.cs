using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoSellBot.Bot.Slack;

/// <summary>It is not known yet who we are in Slack, so nothing can be taken; Slack sends it again.</summary>
internal sealed class SlackNotReadyException : Exception;

/// <summary>Takes what Slack sends, over HTTP or a socket alike. When a call returns, what had to be stored is stored.</summary>
internal sealed partial class SlackReceiver(
    SlackOptions options, SlackTokens tokens, SlackIntake intake, SlackInteractions interactions, SlackCommands commands, ILogger<SlackReceiver> log)
{
    /// <summary>What is read of a command.</summary>
    public static IReadOnlyList<string> CommandFields { get; } =
        ["command", "text", "team_id", "enterprise_id", "is_enterprise_install", "channel_id", "user_id", "trigger_id", "response_url"];

    /// <summary>Takes the payload of a socket's envelope.</summary>
    /// <returns>What the acknowledgement carries, or null.</returns>
    public Task<JsonObject?> ReceiveAsync(string type, JsonElement payload, CancellationToken cancellationToken) => type switch
    {
        "events_api" => EventAsync(payload, cancellationToken),
        "interactive" => InteractionAsync(payload, cancellationToken),
        "slash_commands" => CommandAsync(payload, cancellationToken),
        _ => Task.FromResult<JsonObject?>(null),
    };

    /// <summary>Takes an event.</summary>
    public async Task<JsonObject?> EventAsync(JsonElement outer, CancellationToken cancellationToken)
    {
        if (outer.Text("type") == "event_callback" && outer.At("event") is { ValueKind: JsonValueKind.Object } what)
        {
            var granted = outer.Each("authorizations").Select(one => one.Is("is_enterprise_install") ? one.Id("enterprise_id") : one.Id("team_id"));
            if (await FindAsync([.. granted, outer.Id("context_team_id"), outer.Id("team_id"), outer.Id("context_enterprise_id")], cancellationToken) is { } installation)
            {
                var at = outer.At("event_time") is { ValueKind: JsonValueKind.Number } seconds && seconds.TryGetInt64(out var unix) && unix is > 0 and < 253_402_300_799
                    ? DateTimeOffset.FromUnixTimeSeconds(unix)
                    : (DateTimeOffset?)null;
                await intake.TakeAsync(installation, what, outer.Is("is_ext_shared_channel"), at, cancellationToken);
            }
        }
        else if (outer.Text("type") == "app_rate_limited")
        {
            LogLimited();
        }

        return null;
    }

    /// <summary>Takes a press, a form or a shortcut.</summary>
    public async Task<JsonObject?> InteractionAsync(JsonElement payload, CancellationToken cancellationToken) =>
        await FindAsync(
            [
                // In a shared channel the payload may name the presser's workspace; our own record of the message does not.
                await interactions.InstallationOfAsync(payload, cancellationToken), payload.Id("view", "app_installed_team_id"), payload.Is("is_enterprise_install") ? payload.Id("enterprise", "id") : null,
                payload.Id("team", "id"), payload.Id("enterprise", "id"), payload.Id("user", "team_id"),
            ],
            cancellationToken) is { } installation
            ? await interactions.TakeAsync(installation, payload, cancellationToken)
            : null;

    /// <summary>Takes a command.</summary>
    public async Task<JsonObject?> CommandAsync(JsonElement fields, CancellationToken cancellationToken) =>
        await FindAsync(
            [fields.Text("is_enterprise_install") == "true" ? fields.Id("enterprise_id") : null, fields.Id("team_id"), fields.Id("enterprise_id")],
            cancellationToken) is { } installation
            ? await commands.TakeAsync(installation, fields, cancellationToken)
            : null;

    /// <summary>The first of these that the app is installed in; what belongs to none is dropped, and never taken for another's.</summary>
    private async Task<SlackInstallation?> FindAsync(IReadOnlyList<string?> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids.OfType<string>().Distinct())
        {
            if (await tokens.FindAsync(id, cancellationToken) is { ClosedBecause: null } found)
            {
                if (found.BotUserId is null)
                {
                    // Whoever does not know its own name may answer itself for ever.
                    LogNameless(found.Id);
                    throw new SlackNotReadyException();
                }

                return found;
            }
        }

        if (options.BotToken is not null && await tokens.AllAsync(cancellationToken) is [])
        {
            throw new SlackNotReadyException();
        }

        LogStranger();
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The bot does not know its own user in Slack workspace {Installation}, so it stays silent there.")]
    private partial void LogNameless(string installation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Something came from a Slack workspace the app is not installed in; it was dropped.")]
    private partial void LogStranger();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slack holds events back because there are too many.")]
    private partial void LogLimited();
}
