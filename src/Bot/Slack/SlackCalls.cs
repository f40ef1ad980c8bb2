using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>How any method is called for an installation: not before Slack wants it, with its token, and with what a refusal means for the installation.</summary>
internal sealed class SlackCalls(HttpClient http, SlackOptions options, SlackTokens tokens, SlackLimits limits)
{
    private const int PageSize = 200;

    /// <summary>The installation itself, or null.</summary>
    public Task<SlackInstallation?> FindAsync(string installationId, CancellationToken cancellationToken) => tokens.FindAsync(installationId, cancellationToken);

    /// <summary>Calls a method that reads.</summary>
    /// <param name="installationId">Where.</param>
    /// <param name="method">Its name.</param>
    /// <param name="part">The object of the answer that is wanted, or null for all of it.</param>
    /// <param name="fields">Its arguments; nulls are left out.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<JsonElement> ReadAsync(string installationId, string method, string? part, IReadOnlyList<(string, string?)> fields, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(installationId, method, () => SlackWire.Form(fields), creates: false, null, cancellationToken);
        return part is null ? answer : SlackJson.Object(answer, part) ?? throw SlackWire.Unreadable(method, creates: false);
    }

    /// <summary>Calls a method that writes; limits of messages hold for their channel.</summary>
    public Task<JsonElement> WriteAsync(string installationId, string method, JsonObject body, bool creates, CancellationToken cancellationToken, string? channelId = null) =>
        CallAsync(installationId, method, () => SlackWire.Json(body), creates, channelId, cancellationToken);

    /// <summary>Reads a list page by page until something is found or the list ends.</summary>
    /// <returns>What was found; undefined when the whole list does not have it.</returns>
    /// <exception cref="ChannelException">The list could not be read to its end.</exception>
    public async Task<JsonElement> PagesAsync(
        string installationId, string method, string list, int most, IReadOnlyList<(string, string?)> fields, Func<IReadOnlyList<JsonElement>, JsonElement> look, CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < most; page++)
        {
            var answer = await ReadAsync(
                installationId, method, null, [.. fields, ("limit", PageSize.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)], cancellationToken);
            var found = look(SlackJson.List(answer, list) ?? throw SlackWire.Unreadable(method, creates: false));
            if (found.ValueKind != JsonValueKind.Undefined)
            {
                return found;
            }

            cursor = SlackJson.Object(answer, "response_metadata") is { } more ? SlackJson.Text(more, "next_cursor") : null;
            if (cursor is null)
            {
                // More without a way to it is not the end.
                return SlackJson.Flag(answer, "has_more") ? throw SlackWire.Unreadable(method, creates: false) : default;
            }
        }

        throw new ChannelException(ChannelFailure.Busy, $"{method}: too many pages");
    }

    /// <summary>Answers to an address Slack gave, without a token.</summary>
    public Task RespondAsync(Uri address, JsonObject body, CancellationToken cancellationToken)
    {
        if (!options.Trusts(address))
        {
            throw new ChannelException(ChannelFailure.Closed, "response_url: the host is not on the list");
        }

        // To put the same thing in place of a message twice shows once.
        var replaces = IsSet(body, "replace_original") || IsSet(body, "delete_original");
        return SlackWire.RespondAsync(http, address, SlackWire.Json(body), creates: !replaces, cancellationToken);
    }

    private static bool IsSet(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue(out bool set) && set;

    private async Task<JsonElement> CallAsync(
        string installationId, string method, Func<HttpContent> content, bool creates, string? channelId, CancellationToken cancellationToken)
    {
        limits.Check(method, installationId, channelId);
        var token = await tokens.TokenAsync(installationId, cancellationToken);
        try
        {
            try
            {
                return await SendAsync(method, content, token, creates, cancellationToken);
            }
            catch (ChannelException spent) when (spent.Code == SlackFailures.TokenExpired)
            {
                // Slack did nothing for a token that is past its end.
                token = await tokens.RenewAsync(installationId, token, cancellationToken);
                return await SendAsync(method, content, token, creates, cancellationToken);
            }
        }
        catch (ChannelException failure)
        {
            if (failure.Code == SlackFailures.RateLimited)
            {
                limits.Note(method, installationId, channelId, failure.RetryAfter);
            }
            else if (failure.Code == SlackFailures.MissingScope)
            {
                tokens.NoteMissing(installationId, failure.Message);
            }
            else if (SlackFailures.RefusesToken(failure.Code))
            {
                tokens.NoteRefused(installationId, token, failure.Message);
            }
            else if (SlackFailures.EndsInstallation(failure.Code))
            {
                await tokens.DisownAsync(installationId, token, failure.Code!, cancellationToken);
            }

            throw;
        }
    }

    private Task<JsonElement> SendAsync(string method, Func<HttpContent> content, string token, bool creates, CancellationToken cancellationToken) => SlackWire.CallAsync(
        http, new Uri(options.ApiBaseUrl, method), method, content(), new AuthenticationHeaderValue("Bearer", token), creates, cancellationToken);
}
