namespace CoSellBot.Bot.Slack;

/// <summary>Why a socket is to be followed by another.</summary>
internal enum SlackSocketEnd
{
    /// <summary>It broke, was closed, or was one too many.</summary>
    Lost,

    /// <summary>Slack will close it soon and asks for another first.</summary>
    Ageing,

    /// <summary>Socket Mode was switched off for the app.</summary>
    Disabled,
}
