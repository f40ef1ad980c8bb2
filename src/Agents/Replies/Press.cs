using System.Globalization;

namespace CoSellBot.Agents.Replies;

/// <summary>What a button sends back: a verb and its argument. Values come from clients, so every argument is checked again.</summary>
/// <param name="Verb">confirm, cancel, change, say, private, readers, form, draft, new, link, code, section, wrong, question, coach, snooze, useless, unmute, mutes, forget, decide, claim.</param>
/// <param name="Argument">An id or words.</param>
public sealed record Press(string Verb, string Argument)
{
    /// <summary>Confirms a proposal exactly as shown.</summary>
    public static string Confirm(string proposalId, string hash) => $"confirm:{proposalId}.{hash}";

    /// <summary>Drops a proposal.</summary>
    public static string Cancel(string proposalId, string hash) => $"cancel:{proposalId}.{hash}";

    /// <summary>Opens a proposal for changes.</summary>
    public static string Change(string proposalId) => $"change:{proposalId}";

    /// <summary>The same as typing the words.</summary>
    public static string Say(string words) => $"say:{words}";

    /// <summary>A form filled in, as <see cref="Deals.DealForm"/> writes it.</summary>
    public static string Form(string json) => $"form:{json}";

    /// <summary>Starts a registration from a text that somebody else may have written: its words choose no other tool.</summary>
    public static string Draft(string text) => $"draft:{text}";

    /// <summary>Hands over a code that links the presser's account. The host takes it; no tool does.</summary>
    public static string Link(string code) => $"link:{code}";

    /// <summary>Opens whole sections: a country or nothing, then sections, parted by commas.</summary>
    public static string OpenSections(string sections) => $"section:{sections}";

    /// <summary>Says that what was quoted from these sections is not right.</summary>
    public static string NotRight(string sections) => $"wrong:{sections}";

    /// <summary>Passes on a question that no document answers; without words, does not.</summary>
    public static string Question(string words) => $"question:{words}";

    /// <summary>Goes on with a decision: <c>next</c>, <c>open</c>, <c>ask</c>, <c>reject</c>, <c>because</c> or <c>refuse</c>, or with a dispute: <c>dispute</c>, <c>rulings</c>, <c>rule</c>, <c>proposals</c>, <c>propose</c>, <c>weigh</c>,
    /// <c>weighs</c>, <c>weighas</c> or <c>blinded</c>; and on what.</summary>
    public static string Decide(string step, string subject) => $"decide:{step}/{subject}";

    /// <summary>Goes on with a claim: <c>answer</c>, <c>extend</c>, <c>renew</c>, <c>amend</c>, <c>appeal</c>, <c>why</c>, <c>link</c>, and which.</summary>
    public static string Claim(string step, string registrationId) => $"claim:{step}/{registrationId}";

    /// <summary>Asks where a code is entered: in a form where the channel has one.</summary>
    public const string EnterCode = "code:";

    /// <summary>Starts a registration, in a form where the channel has one.</summary>
    public const string New = "new:";

    /// <summary>Asks the same in the presser's private place.</summary>
    public const string AskPrivately = "private:";

    /// <summary>Asks who reads along here.</summary>
    public const string WhoReads = "readers:";

    /// <summary>Asks what is stalled at an account.</summary>
    public static string Coach(string accountId) => $"coach:{accountId}";

    /// <summary>Is quiet about an account until a day; without one, asks until when.</summary>
    public static string Snooze(string accountId, DateOnly? until = null) => string.Create(CultureInfo.InvariantCulture, $"snooze:{until:yyyy-MM-dd}/{accountId}");

    /// <summary>The nudge about an opportunity was not useful: no more of it.</summary>
    public static string NotUseful(string opportunityId) => $"useless:{opportunityId}";

    /// <summary>Ends the presser's quiet about an account or an opportunity.</summary>
    public static string Unmute(string subjectId) => $"unmute:{subjectId}";

    /// <summary>Lists what is quiet.</summary>
    public const string Mutes = "mutes:";

    /// <summary>Forgets what the presser said in this conversation.</summary>
    public const string Forget = "forget:";

    /// <summary>The day, if any, and the account of a <see cref="Snooze"/>.</summary>
    public (DateOnly? Until, string AccountId) Quiet
    {
        get
        {
            var slash = Argument.IndexOf('/', StringComparison.Ordinal);
            return slash < 0 ? (null, Argument)
                : (DateOnly.TryParseExact(Argument[..slash], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null, Argument[(slash + 1)..]);
        }
    }

    /// <summary>The step and its subject of a <see cref="Decide"/> or <see cref="Claim"/>.</summary>
    public (string Step, string Subject) Step => Argument.IndexOf('/', StringComparison.Ordinal) is var slash && slash < 0
        ? (Argument, "")
        : (Argument[..slash], Argument[(slash + 1)..]);

    /// <summary>True for presses that decide a proposal; they do not wait behind a running turn.</summary>
    public bool IsDecision => Verb is "confirm" or "cancel";

    /// <summary>The proposal and the hash of what was shown, for a decision.</summary>
    public (string ProposalId, string Hash) Proposal => Argument.Split('.') is [var id, var hash] ? (id, hash) : (Argument, "");

    /// <summary>Reads a value; null when it is none of ours.</summary>
    public static Press? Parse(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && value[..colon] is "confirm" or "cancel" or "change" or "say" or "private" or "readers" or "form" or "draft" or "new" or "link" or "code"
                or "section" or "wrong" or "question" or "coach" or "snooze" or "useless" or "unmute" or "mutes" or "forget" or "decide" or "claim"
            ? new Press(value[..colon], value[(colon + 1)..])
            : null;
    }
}
