using CoSellBot.Access;
using CoSellBot.Agents.Coaching;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Prompts;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Agents;

/// <summary>The place a turn happens in, as the tools need to know it.</summary>
/// <param name="ConversationKey">Identifies the conversation.</param>
/// <param name="IsPrivate">True when only the asker reads along.</param>
/// <param name="Audience">Who reads along now.</param>
/// <param name="PartnerFirms">Partner firms present, by id; unknown firms count as one more.</param>
public sealed record TurnPlace(string ConversationKey, bool IsPrivate, Audience Audience, IReadOnlyList<string> PartnerFirms)
{
    /// <summary>True when people from outside the vendor read along.</summary>
    public bool HasExternals => !Audience.IsComplete || PartnerFirms.Count > 0;
}

/// <summary>One message to answer, with everything the tools are bound to.</summary>
/// <param name="Text">What was said, cleaned.</param>
/// <param name="Asker">Who said it.</param>
/// <param name="Country">The asker's country, or null.</param>
/// <param name="Place">Where.</param>
/// <param name="Session">What this person and this conversation had in hand.</param>
/// <param name="MessageId">The message, for the audit.</param>
/// <param name="Reading">The asker's language and zone.</param>
/// <param name="Press">The button that was pressed, when the message is a press.</param>
/// <param name="IsAside">True for words among people that do not name the bot: better silence than an "I can't help with that".</param>
public sealed record AgentTurn(
    string Text, Principal Asker, string? Country, TurnPlace Place, AgentSession Session, string MessageId, ReadingContext Reading, Press? Press = null, bool IsAside = false)
{
    /// <summary>What the asker wants no nudges about, also what has ended since.</summary>
    public IReadOnlyList<Mute> Mutes { get; init; } = [];

    /// <summary>What the asker said here before, oldest first; empty where no model reads it.</summary>
    public IReadOnlyList<Exchange> Earlier { get; init; } = [];

    /// <summary>What models were asked for the asker today.</summary>
    public ModelUse UsedToday { get; init; } = ModelUse.None;

    /// <summary>What to say to an asker who is nobody we know: perhaps only the place could not be read.</summary>
    public string WhenUnknown => Place.Audience.IsComplete ? "user.unlinked" : "place.unreadable";

    /// <summary>What everyone here may see.</summary>
    public Ceiling Ceiling => Place.Audience.Ceiling;
}
