using System.Security.Cryptography;
using System.Text;
using CoSellBot.Access;

namespace CoSellBot.Agents.Proposals;

/// <summary>
/// A write that awaits one person's yes. What is shown and what runs are the same stored arguments; the hash on the button must
/// equal the stored one.
/// </summary>
/// <param name="Id">Stable id; also the write's idempotency key.</param>
/// <param name="Kind">Which write, of <see cref="ProposalKinds"/>.</param>
/// <param name="Arguments">Canonical JSON of the typed arguments.</param>
/// <param name="ProposedBy">The person it was made for.</param>
/// <param name="Confirmers">Who may confirm, asked again at the press.</param>
/// <param name="CardReaders">Who may read its card.</param>
/// <param name="ConversationKey">Where its card stands.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">After this a press changes nothing.</param>
public sealed record ActionProposal(
    string Id, string Kind, string Arguments, string ProposedBy, Readers Confirmers, Readers CardReaders, string ConversationKey,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Hash of what is shown and of what runs.</summary>
    public string Hash { get; } = HashOf(Kind, Arguments);

    /// <summary>The claim it is about and the version of it that was shown; nulls when it is about none.</summary>
    public (string? Id, int? Version) Subject
    {
        get
        {
            using var arguments = System.Text.Json.JsonDocument.Parse(Arguments);
            return arguments.RootElement.TryGetProperty("RegistrationId", out var id)
                ? (id.GetString(), arguments.RootElement.TryGetProperty("Version", out var version) ? version.GetInt32() : null)
                : (null, null);
        }
    }

    /// <summary>SHA-256 over kind and arguments, the first 128 bits in hex.</summary>
    public static string HashOf(string kind, string arguments) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{arguments}")).AsSpan(0, 16));
}

/// <summary>The writes there are.</summary>
public static class ProposalKinds
{
    /// <summary>Registers a deal.</summary>
    public const string RegisterDeal = "register_deal";

    /// <summary>Takes a deal back.</summary>
    public const string WithdrawDeal = "withdraw_deal";

    /// <summary>Adds a proof to a deal.</summary>
    public const string AddProof = "add_proof";

    /// <summary>Sends a question to the partner's contact.</summary>
    public const string AskContact = "ask_contact";

    /// <summary>Approves a claim, a longer protection or a change.</summary>
    public const string ApproveDeal = "approve_deal";

    /// <summary>Refuses one of these.</summary>
    public const string RejectDeal = "reject_deal";

    /// <summary>Takes protection away.</summary>
    public const string RevokeDeal = "revoke_deal";

    /// <summary>Rules on a dispute.</summary>
    public const string RuleDispute = "rule_dispute";

    /// <summary>Takes a dispute in hand.</summary>
    public const string TakeDispute = "take_dispute";

    /// <summary>Proposes a ruling to the one who rules.</summary>
    public const string ProposeRuling = "propose_ruling";

    /// <summary>Says what a proof shows.</summary>
    public const string WeighProof = "weigh_proof";

    /// <summary>Answers the blinded question about a direct deal.</summary>
    public const string AnswerBlinded = "answer_blinded";

    /// <summary>Has a refusal looked at again.</summary>
    public const string AppealDeal = "appeal_deal";

    /// <summary>Hands over what somebody who leaves looked after.</summary>
    public const string HandOver = "hand_over";

    /// <summary>Asks the partner before deciding.</summary>
    public const string AskPartner = "ask_partner";

    /// <summary>Takes back a decision that was not told yet.</summary>
    public const string UndoDecision = "undo_decision";

    /// <summary>Answers a question on a claim.</summary>
    public const string AnswerQuestion = "answer_question";

    /// <summary>Asks for longer protection.</summary>
    public const string ExtendDeal = "extend_deal";

    /// <summary>Puts an expired claim back into review.</summary>
    public const string RenewDeal = "renew_deal";

    /// <summary>Changes a claim.</summary>
    public const string AmendDeal = "amend_deal";

    /// <summary>Registers several deals of a list.</summary>
    public const string RegisterDeals = "register_deals";

    /// <summary>Publishes the programme's numbers.</summary>
    public const string PublishRules = "publish_rules";

    /// <summary>Writes rows of a programme table.</summary>
    public const string ImportRows = "import_rows";

    /// <summary>Links a claim to its sale.</summary>
    public const string LinkDeal = "link_deal";
}

/// <summary>Where a proposal stands.</summary>
public enum ProposalState
{
    /// <summary>Awaits a press.</summary>
    Open,

    /// <summary>Confirmed, the write is under way.</summary>
    Confirmed,

    /// <summary>Carried out, or refused for a reason that was told.</summary>
    Done,

    /// <summary>Dropped by the person.</summary>
    Cancelled,

    /// <summary>Replaced by a newer one.</summary>
    Voided,

    /// <summary>Nobody pressed in time.</summary>
    Expired,
}
