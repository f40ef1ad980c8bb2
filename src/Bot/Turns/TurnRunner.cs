using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Bot.Notices;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Users;
using CoSellBot.Prm;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>Runs one message: who, where, what, and stores the outcome in one transaction.</summary>
public sealed class TurnRunner(
    BotStore store, CoSellAgent agent, Errands errands, Recollection recollection, IdentityLinks links, PlaceReader places, IEnumerable<IChannel> channels, Ids ids, BusinessClock business,
    TimeProvider clock, WorkSignal signal, KillPoints kill)
{
    private const int MostReadings = 3;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>Answers a message. Running the same message again after a crash leaves the same rows.</summary>
    /// <exception cref="ClaimLostException">Another worker has taken the conversation over.</exception>
    public async Task RunAsync(TurnClaim claim, InboxMessage message, CancellationToken cancellationToken)
    {
        var conversation = new ConversationReference(message.Channel, message.InstallationId, message.PlaceId);
        var channel = channels.First(c => c.Name == message.Channel);
        // A turn does not wait for the sign that it is under way.
        var typing = channel.ShowTypingAsync(conversation, typing: true, cancellationToken);
        try
        {
            var read = await places.ReadAsync(conversation, cancellationToken);
            var (place, user) = (read.Place, read.Who(message.UserId));
            var press = message.PressValue is { } value ? Press.Parse(value) : null;
            if (LinkWords.Read(message.Text, press, explains: place.IsPrivate && !user.Principal.IsLinked) is { } request)
            {
                await LinkAsync(claim, message, read, request, cancellationToken);
                return;
            }

            var session = await SessionAsync(conversation, user.Principal, press, cancellationToken);
            var turn = new AgentTurn(
                press is { Verb: "say" } ? press.Argument : message.Text, user.Principal, user.Country, place, session, message.MessageId,
                user.Reader.ToContext(), press, message.IsAside)
            {
                Mutes = await store.ReadAsync(context => Mutes.OfAsync(context, user.Principal.IsVendor ? user.Principal.PersonId : null, cancellationToken), cancellationToken),
            };
            var result = press is { Verb: "private" }
                ? await AskPrivatelyAsync(message, session, user.Reader.Locale, cancellationToken)
                : await agent.RunAsync(await recollection.AddAsync(turn, message, cancellationToken), cancellationToken);
            var direct = result.Private is not null && user.Principal.PersonId is { } person ? await channel.PrivatePlaceOfAsync(person, cancellationToken) : null;
            if (result.Private is not null && direct is null)
            {
                result = result with { Private = null, Reply = AgentReply.Say(Phrase.Of("place.no_direct")) };
            }

            kill.Reach("turn.answered");
            result = await errands.RunAsync(result, user.Principal, message, cancellationToken);
            await store.WriteAsync(context => CommitAsync(context, claim, message, conversation, direct, user, result, cancellationToken), cancellationToken);
            kill.Reach("turn.committed");
            signal.Set();
        }
        finally
        {
            await typing;
            await channel.ShowTypingAsync(conversation, typing: false, CancellationToken.None);
        }
    }

    /// <summary>Notes a failed try; gives up and tells the sender after the last.</summary>
    public Task FailAsync(TurnClaim claim, InboxMessage message, bool giveUp, CancellationToken cancellationToken) => store.WriteAsync(
        async context =>
        {
            await CheckFenceAsync(context, claim, cancellationToken);
            var row = await context.Set<InboxMessage>().SingleAsync(m => m.Seq == message.Seq, cancellationToken);
            row.Attempts++;
            row.NextAt = clock.GetUtcNow() + (RetryAfter * row.Attempts);
            if (giveUp)
            {
                row.State = InboxState.Parked;
                var to = new ConversationReference(message.Channel, message.InstallationId, message.PlaceId);
                var reply = AgentReply.Say(Phrase.Of("say.failed", ("reference", Term.Of($"T{message.Seq}").ForAll())));
                await Outbox.AddAsync(context, $"failed/{message.Seq}", to, OutboxKind.Send, ids.Ulid(), reply, ReaderSettings.Default, message.Seq, cancellationToken);
            }
        },
        cancellationToken);

    // Whoever hands over a code says who they are: that is between them and the host, and no tool or model hears of it.
    private async Task LinkAsync(TurnClaim claim, InboxMessage message, ReadPlace read, LinkRequest request, CancellationToken cancellationToken)
    {
        if (request.Code is not null && !read.Place.Audience.IsComplete && message.Attempts + 1 < MostReadings)
        {
            // Where it is not known who reads along a code counts as read by others; that may be known in a moment.
            await FailAsync(claim, message, giveUp: false, cancellationToken);
            return;
        }

        await store.WriteAsync(
            async context =>
            {
                await CheckFenceAsync(context, claim, cancellationToken);
                var row = await context.Set<InboxMessage>().SingleAsync(m => m.Seq == message.Seq, cancellationToken);
                if (row.State == InboxState.Pending)
                {
                    (row.State, row.Text, row.PressValue) = (InboxState.Done, LinkWords.Kept, null);
                    var reply = await links.AnswerAsync(context, request, message.Channel, read.AccountOf(message.UserId), read.Place.IsPrivate, cancellationToken);
                    var to = new ConversationReference(row.Channel, row.InstallationId, row.PlaceId);
                    await Outbox.AddAsync(
                        context, $"turn/{message.Seq}", to, OutboxKind.Send, ids.Ulid(), reply, read.Who(message.UserId).Reader, message.Seq, cancellationToken);
                }
            },
            cancellationToken);
        kill.Reach("turn.committed");
        signal.Set();
    }

    private async Task CommitAsync(
        BotDbContext context, TurnClaim claim, InboxMessage message, ConversationReference conversation, ConversationReference? direct, ResolvedUser user,
        AgentResult result, CancellationToken cancellationToken)
    {
        await CheckFenceAsync(context, claim, cancellationToken);
        var row = await context.Set<InboxMessage>().SingleAsync(m => m.Seq == message.Seq, cancellationToken);
        await recollection.CountAsync(context, user.Principal, user.Reader.ToContext().Zone, result.Use, cancellationToken);
        if (row.State != InboxState.Pending)
        {
            // Taken back by its sender while it was being answered.
            return;
        }

        // Its place may have got another id meanwhile.
        conversation = new ConversationReference(row.Channel, row.InstallationId, row.PlaceId);
        row.State = InboxState.Done;
        // What was pasted has been read; the people in it are nobody's business here any more.
        row.Text = PastedText.Looks(row.Text) ? PastedText.WithoutContacts(row.Text) : row.Text;
        var reader = user.Reader with { Locale = result.Locale };
        if (result.Voided is { } voided)
        {
            await CloseAsync(context, voided, result.Proposal is null ? ProposalState.Cancelled : ProposalState.Voided, user, cancellationToken);
        }

        if (result.Forgets)
        {
            row.Text = "";
            await Recollection.ForgetAsync(context, row, cancellationToken);
        }

        await Mutes.SaveAsync(context, user.Principal, result.Mutes, business.GetUtcNow(), cancellationToken);
        var card = ids.Ulid();
        if (result.Proposal is { } proposal)
        {
            context.Add(Row(proposal, conversation, card, reader));
        }

        if (result.Confirmed is { } confirmed)
        {
            // A typed yes becomes the same press the button would have been; its receipt is the answer.
            var open = await context.Set<ProposalRow>().SingleOrDefaultAsync(p => p.Id == confirmed, cancellationToken);
            if (open is not null)
            {
                var value = Press.Confirm(open.Id, open.Hash);
                await Inbox.AddAsync(context, new InboundMessage(conversation, $"{message.MessageId}/typed", message.UserId, "", value), clock.GetUtcNow(), cancellationToken);
            }
        }
        else if (!result.IsSilent)
        {
            await Outbox.AddAsync(context, $"turn/{message.Seq}", conversation, OutboxKind.Send, card, result.Reply, reader, message.Seq, cancellationToken);
        }

        if (result.Private is { } words && direct is not null)
        {
            // A press that brings its own words takes them along, and a form the draft it changes.
            var press = message.PressValue is { } pressed && Press.Parse(pressed) is { Verb: "form" or "draft" } ? pressed : null;
            await Inbox.AddAsync(context, new InboundMessage(direct, $"{message.MessageId}/private", message.UserId, press is null ? words : "", press), clock.GetUtcNow(), cancellationToken);
            if (press is not null && direct.Key != conversation.Key)
            {
                await SaveSessionAsync(context, direct.Key, user.Principal, result.Session with { CardIsLast = false }, cancellationToken);
            }
        }

        // Words that were received before the card stood there cannot mean it.
        var isLast = result.Session.CardIsLast && !await context.Set<InboxMessage>().AnyAsync(
            m => m.ConversationKey == conversation.Key && m.Lane == InboxLane.Turn && m.Seq > message.Seq, cancellationToken);
        await SaveSessionAsync(context, conversation.Key, user.Principal, result.Session with { CardIsLast = isLast }, cancellationToken);
    }

    /// <summary>Closes an open proposal and its card.</summary>
    internal static async Task CloseAsync(BotDbContext context, string proposalId, ProposalState state, ResolvedUser? user, CancellationToken cancellationToken)
    {
        var row = await context.Set<ProposalRow>().SingleOrDefaultAsync(p => p.Id == proposalId, cancellationToken);
        if (row is { State: ProposalState.Open })
        {
            (row.State, row.DecidedBy) = (state, user?.Principal.PersonId);
            var to = new ConversationReference(row.Channel, row.InstallationId, row.PlaceId);
            await Outbox.AddAsync(context, $"proposal/{row.Id}/{state}", to, OutboxKind.Update, row.MessageId,
                ProposalCards.Closed(ToProposal(row), state), new ReaderSettings(row.Locale, row.TimeZone), null, cancellationToken);
        }
    }

    /// <summary>A stored proposal as the agents know it.</summary>
    internal static ActionProposal ToProposal(ProposalRow row) =>
        new(row.Id, row.Kind, row.Arguments, row.ProposedBy, Readers.Parse(row.Confirmers), Readers.Parse(row.CardReaders), row.ConversationKey, row.CreatedAt, row.ExpiresAt);

    /// <summary>Stores what a person has in hand in a conversation.</summary>
    internal static async Task SaveSessionAsync(
        BotDbContext context, string conversationKey, Principal person, AgentSession session, CancellationToken cancellationToken)
    {
        if (person.PersonId is { } id)
        {
            var row = await context.Set<SessionRow>().SingleOrDefaultAsync(s => s.ConversationKey == conversationKey && s.PersonId == id, cancellationToken);
            if (row is null)
            {
                context.Add(new SessionRow { ConversationKey = conversationKey, PersonId = id, Json = session.ToJson() });
            }
            else
            {
                row.Json = session.ToJson();
            }
        }
    }

    private async Task<AgentSession> SessionAsync(ConversationReference conversation, Principal person, Press? press, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            async context =>
            {
                var json = await context.Set<SessionRow>().Where(s => s.ConversationKey == conversation.Key && s.PersonId == person.PersonId)
                    .Select(s => s.Json).SingleOrDefaultAsync(cancellationToken);
                var session = AgentSession.FromJson(json);
                var now = business.GetUtcNow();
                var isOpen = session.OpenProposal is { } open && await context.Set<ProposalRow>().AnyAsync(
                    p => p.Id == open && p.State == ProposalState.Open && p.ExpiresAt > now, cancellationToken);
                // A press on an old card's "Change" has nothing to change.
                return !isOpen || (press is { Verb: "change" } && press.Argument != session.OpenProposal)
                    ? session with { OpenProposal = null, CardIsLast = false, Draft = session.OpenProposal is null ? session.Draft : null }
                    : session with { CardIsLast = session.CardIsLast && await IsLastWordAsync(context, conversation, session.OpenProposal!, cancellationToken) };
            },
            cancellationToken);

    // A notice may have come after the card, or the channel may not have shown it yet.
    private static async Task<bool> IsLastWordAsync(BotDbContext context, ConversationReference conversation, string proposalId, CancellationToken cancellationToken)
    {
        var last = await context.Set<OutboxMessage>().Where(m => m.ConversationKey == conversation.Key && m.Kind == OutboxKind.Send)
            .OrderByDescending(m => m.Seq).Select(m => new { m.MessageId, m.State }).FirstOrDefaultAsync(cancellationToken);
        return last is { State: OutboxState.Sent } && await context.Set<ProposalRow>().AnyAsync(p => p.Id == proposalId && p.MessageId == last.MessageId, cancellationToken);
    }

    // "Ask me privately": the question that the pressed message answered, asked again where only the presser reads.
    private Task<AgentResult> AskPrivatelyAsync(InboxMessage message, AgentSession session, string locale, CancellationToken cancellationToken) => store.ReadAsync(
        async context =>
        {
            var words = await (from sent in context.Set<OutboxMessage>()
                               join asked in context.Set<InboxMessage>() on sent.InReplyTo equals asked.Seq
                               where sent.MessageId == message.PressedMessageId && sent.Kind == OutboxKind.Send && sent.ConversationKey == message.ConversationKey
                               select asked.PressValue == null ? asked.Text : asked.PressValue).FirstOrDefaultAsync(cancellationToken);
            var text = words is not null && Press.Parse(words) is { } pressed ? (pressed.Verb == "say" ? pressed.Argument : null) : words;
            return new AgentResult(session, AgentReply.Say(Phrase.Of("place.moved")), locale, Private: string.IsNullOrEmpty(text) ? "help" : text);
        },
        cancellationToken);

    /// <summary>A proposal as it is stored beside its card.</summary>
    internal static ProposalRow Row(ActionProposal proposal, ConversationReference conversation, string card, ReaderSettings reader) => new()
    {
        Id = proposal.Id,
        Kind = proposal.Kind,
        Arguments = proposal.Arguments,
        Hash = proposal.Hash,
        Subject = proposal.Subject.Id,
        ProposedBy = proposal.ProposedBy,
        Confirmers = proposal.Confirmers.ToString(),
        CardReaders = proposal.CardReaders.ToString(),
        Channel = conversation.Channel,
        InstallationId = conversation.InstallationId,
        PlaceId = conversation.PlaceId,
        ConversationKey = conversation.Key,
        MessageId = card,
        Locale = reader.Locale,
        TimeZone = reader.TimeZone,
        CreatedAt = proposal.CreatedAt,
        ExpiresAt = proposal.ExpiresAt,
        State = ProposalState.Open,
    };

    private static async Task CheckFenceAsync(BotDbContext context, TurnClaim claim, CancellationToken cancellationToken)
    {
        if (!await context.Set<ConversationClaim>().AnyAsync(c => c.Key == claim.ConversationKey && c.Owner == claim.Owner && c.Fence == claim.Fence, cancellationToken))
        {
            throw new ClaimLostException();
        }
    }
}
