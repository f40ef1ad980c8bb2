using System.Collections.Immutable;
using System.ComponentModel;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Agents;

/// <summary>Tools about the conversation itself: help, who reads along, yes, no, and an honest "I can't".</summary>
public sealed class ConversationTools(Prm.Partners.Directory directory, AgentTurn turn, TurnOutcome outcome)
{
    /// <summary>Says what the bot can do for this person.</summary>
    [Description("What this assistant can do.")]
    public string Help() => outcome.Answer(Abilities("help.title"));

    /// <summary>Says honestly that something is out of reach, and what is not.</summary>
    [Description("No other tool fits.")]
    public string CannotDo() => outcome.Decline(turn.Place.IsPrivate
        ? Abilities("help.cannot")
        // A whole card for a remark among colleagues would be a nuisance.
        : AgentReply.Say(Phrase.Of("help.cannot_short")));

    /// <summary>Answers politeness with a few words.</summary>
    [Description("The person only said something polite.")]
    public string SmallTalk() => outcome.Decline(AgentReply.Say(Phrase.Of("say.small_talk")));

    /// <summary>Lists who reads along here.</summary>
    [Description("Who can read this place.")]
    public async Task<string> WhoCanRead(CancellationToken cancellationToken = default)
    {
        if (!turn.Place.Audience.IsComplete)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("readers.unknown")));
        }

        var members = turn.Place.Audience.Members;
        var people = await directory.FindPeopleAsync([.. members.Select(member => member.PersonId).OfType<string>()], cancellationToken);
        var firms = people.GroupBy(person => person.Organization.Id).ToDictionary(firm => firm.Key, firm => (firm.First().Organization.Name, People: firm.Select(person => Term.Of(person.Person.Name)).ToList()));
        foreach (var firm in members.Where(member => member.PersonId is null).Select(member => member.OrganizationId).OfType<string>().Distinct())
        {
            // Colleagues nobody linked, and in an open channel everybody of the firm.
            var name = firms.TryGetValue(firm, out var known) ? known.Name : await directory.FindFirmNameAsync(firm, cancellationToken) ?? firm;
            firms[firm] = (name, [.. known.People ?? [], Term.Label("readers.others")]);
        }

        var strangers = members.Count(member => member.PersonId is null && member.OrganizationId is null);
        var lines = strangers > 0 ? ImmutableArray.Create(Phrase.Of("readers.strangers", ("count", Term.Of(strangers).ForAll()))) : [];
        return outcome.Answer(new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of(turn.Place.IsPrivate ? "readers.private" : "readers.title"),
            Items = [.. firms.Values.Select(firm => new ReplyItem(
                Phrase.Of("readers.firm", ("firm", Term.Of(firm.Name).ForAll()), ("people", Term.List(firm.People).ForAll())), []))],
            Lines = lines,
        });
    }

    /// <summary>Confirms the proposal whose card was the bot's last word, by word.</summary>
    [Description("The person said a plain yes directly after a confirmation card.")]
    public string Confirm()
    {
        // Whoever calls this, the words themselves have to be a plain yes.
        if (turn.Session is { CardIsLast: true, OpenProposal: { } proposal } && turn.Place.IsPrivate && YesNo.Read(turn.Text) is true)
        {
            outcome.Confirm(proposal);
            return outcome.Answer(AgentReply.Say(Phrase.Of("say.confirmed")));
        }

        // In a room only a press confirms; without a fresh card a yes has nothing to mean.
        return HowToConfirm();
    }

    /// <summary>Says how to confirm what is open.</summary>
    [Description("The person agrees with their own open card.")]
    public string HowToConfirm() => turn.Session.OpenProposal is null
        ? outcome.Decline(AgentReply.Say(Phrase.Of("say.nothing_open")))
        : outcome.Answer(AgentReply.Say(Phrase.Of("say.press_to_confirm")));

    /// <summary>Answers in another language from now on.</summary>
    [Description("Answer in another language from now on.")]
    public string SetLanguage([Description("ISO 639-1 code: en, de, fr, es, pt or ja")] string? language = null)
    {
        if (language is null || !Texts.Shipped.Languages.Contains(language))
        {
            var all = Wordbook.Languages.Where(Texts.Shipped.Languages.Contains).ToList();
            return outcome.Answer(AgentReply.Ask(
                Phrase.Of("say.language_which", ("languages", Term.List(all.Select(code => Term.Label($"language.{code}"))).ForAll())),
                [.. all.Select(code => new ReplyButton(Phrase.Of($"language.{code}"), Press.Say($"answer in {Texts.Shipped.Format($"language.{code}", new Dictionary<string, Term>(), ReadingContext.From("en-GB", "UTC"))}")))]));
        }

        outcome.Session = outcome.Session with { Language = language, LanguageIsChosen = true };
        return outcome.Answer(AgentReply.Say(Phrase.Of("say.language", ("language", Term.Label($"language.{language}").ForAll()))));
    }

    /// <summary>Drops what is in hand.</summary>
    [Description("Drop the open card or what is being filled in.")]
    public string Cancel()
    {
        if (turn.Session.Offered is not null)
        {
            // A no to the offer is no word about anything else that is in hand.
            return outcome.Answer(AgentReply.Say(Phrase.Of("playbook.not_sent")));
        }

        var nothing = turn.Session is { Draft: null, OpenProposal: null, Awaiting: null, Snoozing: null };
        outcome.Drop();
        return nothing ? outcome.Decline(AgentReply.Say(Phrase.Of("say.nothing_open"))) : outcome.Answer(AgentReply.Say(Phrase.Of("say.dropped")));
    }

    /// <summary>Offers to forget what the asker said here; it cannot be brought back, so a press does it.</summary>
    internal string OfferToForget() => outcome.Answer(AgentReply.Ask(
        Phrase.Of("forget.ask"), new ReplyButton(Phrase.Of("button.forget"), Press.Forget, ButtonStyle.Primary)));

    /// <summary>Forgets it.</summary>
    internal string Forget()
    {
        outcome.Forget();
        return outcome.Answer(AgentReply.Say(Phrase.Of("forget.done")));
    }

    /// <summary>Asks what to change in the open proposal.</summary>
    [Description("The card is to be changed, but not said how.")]
    public string Change() => turn.Session.Draft is null
        ? outcome.Decline(AgentReply.Say(Phrase.Of("say.nothing_open")))
        : outcome.Answer(AgentReply.Ask(Phrase.Of("say.change_what")));

    private AgentReply Abilities(string title)
    {
        string[] keys = turn.Asker switch
        {
            { IsLinked: false } => ["help.rules"],
            { IsPartner: true } => ["help.register_partner", "help.status", "help.my_deals", "help.rules", "help.ask"],
            _ => ["help.register_vendor", "help.status", "help.my_deals", "help.opportunities", "help.coach", "help.rules"],
        };
        return new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of(title),
            Items = [.. keys.Select(key => new ReplyItem(Phrase.Of(key), []))],
            Lines = turn.Asker.IsLinked ? [] : [Phrase.Of(turn.WhenUnknown)],
        };
    }
}
