using System.Collections.Frozen;

namespace CoSellBot.Bot.Teams;

/// <summary>What <see cref="TeamsAuthentication.ProveAsync"/> found.</summary>
internal abstract record TeamsProof
{
    private TeamsProof()
    {
    }

    /// <summary>The token is genuine and meant for this bot.</summary>
    public sealed record Proven(TeamsCaller Caller) : TeamsProof;

    /// <summary>No token, or not one to trust: 401.</summary>
    /// <param name="Reason">One of a few fixed words for the log, nothing of the token.</param>
    public sealed record Refused(string Reason) : TeamsProof;

    /// <summary>The keys to check with cannot be read now: 503.</summary>
    public sealed record Unavailable : TeamsProof;
}

/// <summary>Who sent a proven request.</summary>
/// <param name="IsBotFramework">False for a token of the bot's own tenant, as the emulator sends it outside Production.</param>
/// <param name="ServiceUrl">The service the token was issued for; null when the token does not say, empty when it cannot be read.</param>
/// <param name="Endorsements">The channels the signing key may speak for.</param>
internal sealed record TeamsCaller(bool IsBotFramework, string? ServiceUrl, FrozenSet<string> Endorsements);
