using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>How an installation ended: the label of what the person is told.</summary>
/// <param name="Label">A key of the label files.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record SlackInstallResult(string Label, int Status);

/// <summary>Takes the app into a workspace of a firm of the programme, and gives it back everywhere else. Whatever goes wrong stores nothing.</summary>
internal sealed partial class SlackInstall(
    SlackOptions options, SlackOAuth oauth, SlackTokens tokens, SlackInstallState states, Prm.Partners.Directory directory, TimeProvider clock, ILogger<SlackInstall> logger)
{
    /// <summary>Begins an installation.</summary>
    /// <returns>Where the person agrees to it, and what their browser keeps meanwhile.</returns>
    public (Uri Address, string Cookie) Begin(string redirectUri)
    {
        var (state, cookie) = states.Begin();
        var query = QueryString.Create("client_id", options.ClientId ?? "").Add("scope", SlackScopes.Requested).Add("state", state).Add("redirect_uri", redirectUri);
        return (new Uri(options.Authorize.AbsoluteUri + query.ToUriComponent()), cookie);
    }

    /// <summary>
    /// Ends an installation with what Slack sent the person back with. A code is good for once, so nothing here stops when the
    /// person closes the page.
    /// </summary>
    public async Task<SlackInstallResult> EndAsync(string? state, string? cookie, string? error, string? code, string redirectUri)
    {
        if (!states.End(state, cookie))
        {
            return new SlackInstallResult("install.stale", StatusCodes.Status400BadRequest);
        }

        if (error is not null)
        {
            return error == "access_denied"
                ? new SlackInstallResult("install.declined", StatusCodes.Status400BadRequest)
                : Refused("authorize");
        }

        if (string.IsNullOrEmpty(code))
        {
            return new SlackInstallResult("install.code", StatusCodes.Status400BadRequest);
        }

        SlackGrant grant;
        try
        {
            grant = await oauth.ExchangeAsync(code, redirectUri, CancellationToken.None);
        }
        catch (ChannelException failure)
        {
            return failure switch
            {
                { Code: "invalid_code" or "code_already_used" or "code_expired" } => new SlackInstallResult("install.code", StatusCodes.Status400BadRequest),
                { Reason: ChannelFailure.Busy or ChannelFailure.Unknown } => new SlackInstallResult("install.away", StatusCodes.Status503ServiceUnavailable),
                _ => Refused(failure.Message),
            };
        }

        try
        {
            return await TakeAsync(grant);
        }
        catch (Exception failure)
        {
            // Whatever it was: a token nobody keeps must not stay good.
            LogNotStored(failure, grant.InstallationId ?? "(none)");
            await GiveBackAsync(grant);
            return new SlackInstallResult("install.away", StatusCodes.Status503ServiceUnavailable);
        }
    }

    private async Task<SlackInstallResult> TakeAsync(SlackGrant grant)
    {
        if (grant.InstallationId is not { } id || !await directory.KnowsFirmAsync(SlackChannel.ChannelName, id, CancellationToken.None))
        {
            LogUnknownFirm(grant.InstallationId ?? "(none)");
            return new SlackInstallResult(await GiveBackAsync(grant) ? "install.unknown_firm" : "install.unknown_firm_kept", StatusCodes.Status403Forbidden);
        }

        var (user, bot) = await WhoAsync(grant);
        await tokens.KeepAsync(
            new SlackInstallation { Id = id, EnterpriseId = grant.EnterpriseId, BotUserId = user, BotId = bot, AppId = grant.AppId, UpdatedAt = clock.GetUtcNow() },
            grant.Token, grant.RefreshToken, grant.ExpiresIn, CancellationToken.None);
        LogInstalled(id);
        return new SlackInstallResult("install.done", StatusCodes.Status200OK);
    }

    // The grant does not say who the bot is as the sender of messages.
    private async Task<(string? User, string? Bot)> WhoAsync(SlackGrant grant)
    {
        try
        {
            var who = await oauth.TestAsync(grant.Token, CancellationToken.None);
            return (grant.BotUserId ?? SlackJson.Text(who, "user_id"), SlackJson.Text(who, "bot_id"));
        }
        catch (ChannelException)
        {
            return (grant.BotUserId, null);
        }
    }

    private async Task<bool> GiveBackAsync(SlackGrant grant)
    {
        try
        {
            await oauth.RevokeAsync(grant.Token, CancellationToken.None);
            return true;
        }
        catch (ChannelException failure)
        {
            LogNotGivenBack(grant.InstallationId ?? "(none)", failure.Message);
            return false;
        }
    }

    private SlackInstallResult Refused(string failure)
    {
        LogRefused(failure);
        return new SlackInstallResult("install.refused", StatusCodes.Status502BadGateway);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The app was installed in Slack for {Installation}.")]
    private partial void LogInstalled(string installation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The app was not accepted from {Installation}: no firm of the programme has that workspace.")]
    private partial void LogUnknownFirm(string installation);

    [LoggerMessage(Level = LogLevel.Error, Message = "The installation of {Installation} could not be stored; its token is given back.")]
    private partial void LogNotStored(Exception failure, string installation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A token of {Installation} could not be given back: {Reason}.")]
    private partial void LogNotGivenBack(string installation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Slack refused an installation: {Reason}.")]
    private partial void LogRefused(string reason);
}
