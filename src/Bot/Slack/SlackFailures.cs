using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>What Slack's error codes mean for the outbox; the codes are those of the methods' own pages.</summary>
internal static class SlackFailures
{
    /// <summary>Too many calls.</summary>
    public const string RateLimited = "ratelimited";

    /// <summary>The token is past its end; another may be asked for.</summary>
    public const string TokenExpired = "token_expired";

    /// <summary>The app may not do this; a workspace has to agree to more.</summary>
    public const string MissingScope = "missing_scope";

    /// <summary>The message is not there, or not any more.</summary>
    public const string MessageNotFound = "message_not_found";

    /// <summary>How long nothing is tried with a token that was refused.</summary>
    public static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(60);

    private static readonly HashSet<string> Revoked = ["token_revoked", "account_inactive"];

    // Also said to a good token that comes from an address the app does not allow (https://docs.slack.dev/reference/methods/auth.test).
    private static readonly HashSet<string> Unproven = ["invalid_auth", "not_authed"];

    private static readonly HashSet<string> Shut =
    [
        "channel_not_found", "not_in_channel", "is_archived", "user_disabled", "cannot_dm_bot", "messages_tab_disabled", "user_not_found", "users_not_found",
        "user_not_visible", "ekm_access_denied", "access_denied", "team_access_not_granted", "team_not_found", "cannot_dm_self", "invalid_user_combination",
    ];

    private static readonly HashSet<string> Away = [RateLimited, "rate_limited", TokenExpired, "team_added_to_org", "org_login_required", "external_channel_migrating"];

    // Part of the work may have been done already.
    private static readonly HashSet<string> Doubtful = ["internal_error", "fatal_error", "request_timeout", "service_unavailable"];

    /// <summary>True when nothing can be said in the whole installation any more.</summary>
    public static bool EndsInstallation(string? code) => code is not null && Revoked.Contains(code);

    /// <summary>True when Slack did not take the token and it may take it later.</summary>
    public static bool RefusesToken(string? code) => code is not null && Unproven.Contains(code);

    /// <summary>The failure of a method.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="code">Slack's code.</param>
    /// <param name="needed">The scope that would have been needed, or null.</param>
    /// <param name="creates">True when a repetition would show twice.</param>
    /// <param name="retryAfter">How long Slack asked to wait, or null.</param>
    public static ChannelException Of(string method, string code, string? needed, bool creates, TimeSpan? retryAfter)
    {
        var reason = code switch
        {
            _ when Away.Contains(code) || Unproven.Contains(code) => ChannelFailure.Busy,
            _ when Doubtful.Contains(code) => creates ? ChannelFailure.Unknown : ChannelFailure.Busy,
            _ when Revoked.Contains(code) || Shut.Contains(code) || code.StartsWith("restricted_action", StringComparison.Ordinal) => ChannelFailure.Closed,
            _ => ChannelFailure.Refused,
        };
        return new ChannelException(reason, needed is null ? $"{method}: {code}" : $"{method}: {code} (needs {needed})", retryAfter ?? (RefusesToken(code) ? RefusalPause : null)) { Code = code == "rate_limited" ? RateLimited : code };
    }
}
