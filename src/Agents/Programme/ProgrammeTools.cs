using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Programme;

/// <summary>A publication as shown.</summary>
/// <param name="Version">The version in force.</param>
/// <param name="Next">The version it becomes.</param>
/// <param name="Name">The number.</param>
/// <param name="Value">Its new value.</param>
/// <param name="Before">Its value now, or null for the standard one.</param>
/// <param name="Since">From when on decisions were run again.</param>
/// <param name="Decisions">How many.</param>
/// <param name="Changed">How many would have come out otherwise.</param>
public sealed record PublishRules(int Version, int Next, string Name, string Value, string? Before, DateTimeOffset Since, int Decisions, int Changed);

/// <summary>Changes of the programme's numbers by an administrator: what it would have done comes first, then one confirmation.</summary>
internal sealed partial class ProgrammeTools(DealDesk desk, AgentTurn turn, TurnOutcome outcome)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private static readonly string[] Known =
    [
        "programme_currency", "floor_usd", "regional_threshold_usd", "protection_days", "extension_days", "max_extensions", "activity_days", "idle_days",
        "decision_business_days", "answer_business_days", "step_business_days", "dispute_answer_business_days", "dispute_ruling_business_days", "lead_touch_hours",
        "lead_progress_business_days", "max_months_ahead", "fiscal_year_start_month", "t_hi", "t_lo", "certificate_families", "certificate_missing",
        "embargoed_countries", "probes_per_person", "probes_per_firm", "open_claims", "conversion_floor",
        "appeal_business_days", "evidence_lead", .. new RuleSet().EvidencePoints.Keys.Select(RuleSet.PointsKey),
    ];

    /// <summary>Offers to publish a changed number, from words like "Gold limit to 60000".</summary>
    public async Task<string> Publish(string words, CancellationToken cancellationToken)
    {
        if (turn.Asker.Role != Role.Admin)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("publish.only_admin")));
        }

        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        var own = Readers.People(turn.Asker.PersonId!);
        if (Change().Match(words) is not { Success: true } match)
        {
            return outcome.Answer(AgentReply.Ask(Phrase.Of("publish.which")));
        }

        var (said, value) = (match.Groups[1].Value.Trim(), Value(match.Groups[2].Value.Trim()));
        if (NameOf(said) is not { } name)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("publish.unknown", ("name", Term.Of(said).For(own)))));
        }

        var preview = await desk.Programme.PreviewAsync(new Dictionary<string, string> { [name] = value }, cancellationToken);
        if (preview.Fault is not null)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("publish.invalid", ("name", Term.Of(name).For(own)), ("value", Term.Of(value).For(own)))));
        }

        var proposal = desk.Propose(
            turn, ProposalKinds.PublishRules, new PublishRules(preview.Version, preview.Next, name, value, preview.Before[name], preview.Since, preview.Decisions, preview.Changed), own, Lifetime);
        return outcome.Propose(proposal, ProposalCards.Card(proposal));
    }

    /// <summary>The card of a publication.</summary>
    public static AgentReply Card(ActionProposal proposal)
    {
        var rules = JsonSerializer.Deserialize<PublishRules>(proposal.Arguments)!;
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of("publish.title", ("version", Fact(Term.Of(rules.Next)))),
            Note = Phrase.Of("proposal.nothing_saved"),
            Facts = [new(Phrase.Of("publish.change", ("name", Fact(Term.Of(rules.Name))), ("now", Fact(Term.Of(rules.Value))), ("first", Fact(Term.Of(rules.Before ?? "–")))))],
            Lines =
            [
                Phrase.Of("publish.preview", ("count", Fact(Term.Of(rules.Decisions))), ("changed", Fact(Term.Of(rules.Changed))), ("since", Fact(Term.Of(rules.Since, InstantStyle.Day)))),
                Phrase.Of("publish.consequence"),
            ],
            Buttons =
            [
                new(Phrase.Of("button.publish"), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
                new(Phrase.Of("button.cancel"), Press.Cancel(proposal.Id, proposal.Hash)),
            ],
        };
    }

    /// <summary>Publishes what was confirmed.</summary>
    public static async Task<ActionReceipt> RunAsync(ProgrammeLedger ledger, ActionProposal proposal, Actor actor, CancellationToken cancellationToken)
    {
        var rules = JsonSerializer.Deserialize<PublishRules>(proposal.Arguments)!;
        var version = await ledger.PublishAsync(new Dictionary<string, string> { [rules.Name] = rules.Value }, rules.Version, actor, proposal.Id, cancellationToken);
        return new ActionReceipt(AgentReply.Say(Phrase.Of("publish.done", ("version", Term.Of(version).For(proposal.CardReaders)))));
    }

    // "Gold limit", "minimum", "threshold", or the number's own name.
    private static string? NameOf(string said)
    {
        var words = said.ToLowerInvariant().Replace(' ', '_');
        return TierLimit().Match(said) is { Success: true } tier ? $"auto_limit_{char.ToUpperInvariant(tier.Groups[1].Value[0])}{tier.Groups[1].Value[1..].ToLowerInvariant()}"
            : words switch
            {
                "minimum" or "floor" or "the_minimum" or "the_floor" => "floor_usd",
                "threshold" or "regional_threshold" or "the_threshold" => "regional_threshold_usd",
                _ when words.StartsWith("auto_limit_", StringComparison.Ordinal) => $"auto_limit_{said[^(words.Length - "auto_limit_".Length)..]}",
                _ => Known.FirstOrDefault(name => name == words),
            };
    }

    private static string Value(string said) => Thousands().Match(said) is { Success: true } match
        ? (decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * 1_000).ToString("0.##", CultureInfo.InvariantCulture)
        : GroupedDigits().IsMatch(said) ? said.Replace(",", "", StringComparison.Ordinal) : said;

    [GeneratedRegex(@"^(.+?)\s*(?:\bto\b|=|:|\bauf\b|\bà\b|\ba\b|\bpara\b|を)\s*([^\s].*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Change();

    [GeneratedRegex(@"^(?:the\s+)?([A-Za-z]{2,30})\s+(?:tier\s+)?limit$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TierLimit();

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\s*k$", RegexOptions.IgnoreCase)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^\d{1,3}(?:,\d{3})+$")]
    private static partial Regex GroupedDigits();
}
