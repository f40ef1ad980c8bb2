using System.Collections.Immutable;
using System.ComponentModel;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Knowledge;
using CoSellBot.Prm.Partners;

namespace CoSellBot.Agents.Playbooks;

/// <summary>
/// The playbook tools of one turn. They quote and never phrase: what stands in a document reaches a reader as a labelled fact and
/// no engine as an instruction. The library is asked under the ceiling of the place, so what is not for all here is not found.
/// </summary>
public sealed class PlaybookTools(DealDesk desk, KnowledgeLibrary library, DealTools deals, AgentTurn turn, TurnOutcome outcome)
{
    // A button carries the question, and chat platforms take two thousand characters.
    private const int LongestQuestion = 600;
    private const int MostSections = 5;

    /// <summary>Answers a question with quotations, or says that there is nothing valid.</summary>
    [Description("Answer what to say to a customer, and any question about security, hosting, certificates, pilots or other sales material, with quotations from the playbooks.")]
    public async Task<string> AskPlaybook(
        [Description("The whole question in the person's words")] string? question = null,
        [Description("ISO country the answer has to hold for, when one is named")] string? country = null, CancellationToken cancellationToken = default) =>
        await WhileThereAsync(() => AskAsync(question, country, cancellationToken));

    private async Task<string> AskAsync(string? question, string? country, CancellationToken cancellationToken)
    {
        var asked = Shorten(string.IsNullOrWhiteSpace(question) ? turn.Text : question.Trim());
        // "And for Switzerland?": the question stays the one in hand, and whoever gets it forwarded reads both.
        var words = asked == turn.Session.LastQuestion && asked != turn.Text ? Shorten($"{asked} {turn.Text}") : asked;
        outcome.Session = outcome.Session with { LastQuestion = asked };
        var scope = Scope(country is { Length: > 0 } ? Countries.Code(country) : turn.Country);
        var filter = await FilterAsync(cancellationToken);
        var named = (await new TurnReader(desk).ReaderAsync(turn, cancellationToken)).Read(asked);
        var names = new[] { named.Company, named.Partner, named.Product }.OfType<string>().ToList();
        var hits = filter is null ? [] : await library.SearchAsync(new KnowledgeQuery(Countries.Without(asked), scope, names), filter, cancellationToken);
        return hits.Count > 0 ? outcome.Answer(await AnswerAsync(hits, scope, cancellationToken)) : await NothingAsync(words, cancellationToken);
    }

    /// <summary>Shows the whole sections that were quoted.</summary>
    internal Task<string> OpenSections(string argument, CancellationToken cancellationToken) => WhileThereAsync(() => OpenAsync(argument, cancellationToken));

    private async Task<string> OpenAsync(string argument, CancellationToken cancellationToken)
    {
        var hits = await FindAsync(argument, cancellationToken);
        return hits.Count == 0 ? Nothing() : outcome.Answer(new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of("playbook.sections"),
            Lines = [.. hits.SelectMany((hit, at) => PlaybookCards.Section(hit, at + 1))],
            Source = PlaybookCards.Source(await FirmsAsync(cancellationToken), desk.Clock.GetUtcNow()),
        });
    }

    /// <summary>Offers to tell somebody that a passage is not right.</summary>
    internal Task<string> NotRight(string argument, CancellationToken cancellationToken) => WhileThereAsync(() => ComplainAsync(argument, cancellationToken));

    private async Task<string> ComplainAsync(string argument, CancellationToken cancellationToken)
    {
        var hits = turn.Place.IsPrivate ? await FindAsync(argument, cancellationToken) : [];
        return hits.Count > 0 && await RecipientAsync(hits, cancellationToken) is { } recipient
            ? deals.ProposeQuestion(recipient, PlaybookCards.NotRight(hits, turn.Reading))
            : Nothing();
    }

    /// <summary>Offers to send a question that no document answers; without words, does not.</summary>
    internal async Task<string> SendQuestion(string words, CancellationToken cancellationToken) =>
        words.Length == 0 ? outcome.Answer(AgentReply.Say(Phrase.Of("playbook.not_sent")))
        : turn.Place.IsPrivate ? await deals.AskContact(Shorten(words), cancellationToken)
        : Nothing();

    // A library that cannot be asked says nothing about what is in it.
    private async Task<string> WhileThereAsync(Func<Task<string>> answer)
    {
        try
        {
            return await answer();
        }
        catch (KnowledgeUnavailableException)
        {
            return outcome.Decline(AgentReply.Say(Phrase.Of("playbook.unavailable")));
        }
    }

    private async Task<AgentReply> AnswerAsync(IReadOnlyList<KnowledgeHit> hits, KnowledgeScope scope, CancellationToken cancellationToken)
    {
        var sections = Sections(scope.Country, hits);
        var buttons = new List<ReplyButton> { new(Phrase.Of("button.open"), Press.OpenSections(sections)) };
        if (turn.Place.IsPrivate && await RecipientAsync(hits, cancellationToken) is not null)
        {
            buttons.Add(new ReplyButton(Phrase.Of("button.not_right"), Press.NotRight(sections)));
        }

        return new AgentReply
        {
            State = CardState.Say,
            Lines = [.. PlaybookCards.Quotations(hits, scope.Language)],
            Buttons = [.. buttons],
            Source = PlaybookCards.Source(await FirmsAsync(cancellationToken), desk.Clock.GetUtcNow()),
        };
    }

    private async Task<string> NothingAsync(string words, CancellationToken cancellationToken)
    {
        if (!turn.Place.IsPrivate || !turn.Asker.IsLinked || await deals.ContactAsync(cancellationToken) is not { } contact)
        {
            return Nothing();
        }

        outcome.Session = outcome.Session with { Offered = words };
        return outcome.Answer(AgentReply.Ask(
            Phrase.Of("playbook.nothing_offer", ("name", Term.Of(contact.Name).For(Readers.People(turn.Asker.PersonId!)))),
            new ReplyButton(Phrase.Of("button.send_question"), Press.Question(words), ButtonStyle.Primary),
            new ReplyButton(Phrase.Of("button.no"), Press.Question(""))));
    }

    // In a room, nothing found and nothing that all may see are the same words.
    private string Nothing() => outcome.Decline(!turn.Place.IsPrivate
        ? AgentReply.Say(Phrase.Of("place.only_for_all"), new ReplyButton(Phrase.Of("button.ask_privately"), Press.AskPrivately, ButtonStyle.Quiet))
        : AgentReply.Say(Phrase.Of(turn.Asker.IsLinked ? "playbook.nothing" : turn.WhenUnknown)));

    private async Task<List<KnowledgeHit>> FindAsync(string argument, CancellationToken cancellationToken)
    {
        // The value comes back from a client: the sections are read again, with the rights and the day of the press.
        var parts = argument.Split(',');
        var hits = new List<KnowledgeHit>();
        var scope = Scope(parts[0].Length > 0 ? Countries.Code(parts[0]) : null);
        if (await FilterAsync(cancellationToken) is { } filter)
        {
            foreach (var key in parts.Skip(1).Take(MostSections).Select(part => SectionKey.Parse(Uri.UnescapeDataString(part))).OfType<SectionKey>().Distinct())
            {
                if (await library.FindSectionAsync(key, scope, filter, cancellationToken) is { } hit)
                {
                    hits.Add(hit);
                }
            }
        }

        return hits;
    }

    private KnowledgeScope Scope(string? country) => new(turn.Reading.Language, desk.Clock.Today(turn.Reading.Zone), country);

    private async Task<AccessFilter?> FilterAsync(CancellationToken cancellationToken)
    {
        if (await desk.Directory.FindVendorAsync(cancellationToken) is not { } vendor)
        {
            return null;
        }

        // Labels only have to speak of the firms that read along; the others would make them longer, not wider.
        var partners = await desk.Prm.ListPartnersAsync(cancellationToken);
        var active = partners.Items.Where(partner => partner.Status == PartnerStatus.Active && turn.Place.PartnerFirms.Contains(partner.OrganizationId))
            .Select(partner => new PartnerFirm(partner.OrganizationId, partner.Tier, partner.Types, partner.HomeRegion));
        return new AccessFilter(turn.Asker.TenantId, turn.Ceiling, new ProgrammeFirms(vendor.Id, [.. active]));
    }

    private async Task<ImmutableArray<string>> FirmsAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var firm in turn.Place.Audience.IsComplete ? turn.Place.Audience.Organizations : [])
        {
            names.Add(await desk.Directory.FindFirmNameAsync(firm, cancellationToken) ?? firm);
        }

        return turn.Place.Audience.Members.Any(member => member.OrganizationId is null) ? [] : [.. names.Order(StringComparer.Ordinal)];
    }

    // A partner's way is its own contact; a colleague writes to whoever answers for the document.
    private async Task<Person?> RecipientAsync(IReadOnlyList<KnowledgeHit> hits, CancellationToken cancellationToken) =>
        !turn.Asker.IsVendor ? await deals.ContactAsync(cancellationToken)
        : hits[0].Document.OwnerPersonId is { } owner && owner != turn.Asker.PersonId ? (await desk.Directory.FindPersonAsync(owner, cancellationToken))?.Person
        : null;

    private static string Sections(string? country, IReadOnlyList<KnowledgeHit> hits) =>
        string.Join(',', hits.Select(hit => Uri.EscapeDataString(hit.Key.ToString())).Prepend(country ?? ""));

    private static string Shorten(string words) => DealTools.Shorten(words, LongestQuestion);
}
