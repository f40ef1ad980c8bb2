namespace CoSellBot.Bot.Slack;

/// <summary>Slack gave no address for a socket. The message is Slack's word for it and never holds a token.</summary>
internal sealed class SlackSocketRefusedException(string reason, TimeSpan? after = null, bool needsPerson = false) : Exception(reason)
{
    /// <summary>How long Slack wants to be left alone, or null.</summary>
    public TimeSpan? After { get; } = after;

    /// <summary>True when only a person can change it: the token, or the app's settings.</summary>
    public bool NeedsPerson { get; } = needsPerson;
}
