using CoSellBot.Agents;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Users;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>
/// Carries out presses on proposals. A proposal is consumed once, atomically; its stored arguments run under its own key, so that a
/// press, a second press, a crash and a restart together make one write.
/// </summary>
public sealed partial class DecisionWorker(
    BotStore store, ProposalActions actions, PlaceReader places, UserResolver users, Whereabouts whereabouts, Ids ids, BusinessClock business, TimeProvider clock,
    WorkSignal signal, KillPoints kill, AnswerTiming timing, ILogger<DecisionWorker> log) : IWorker
{
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);
    private const int MostAttempts = 12;
    private const int MostReadings = 6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await NextAsync(cancellationToken) is not { } message)
        {
            return 0;
        }

        var place = await places.ReadAsync(new ConversationReference(message.Channel, message.InstallationId, message.PlaceId), cancellationToken);
        var user = place.Who(message.UserId);
        var isUnreadable = !place.Place.Audience.IsComplete && user.Principal.PersonId is null;
        var press = Press.Parse(message.PressValue!)!;
        var (id, hash) = press.Proposal;
        // Looked up before the transaction: a channel may have to ask its platform.
        var direct = user.Principal.PersonId is { } person ? await whereabouts.FindAsync(person, message.Channel, cancellationToken)
            : place.Place.IsPrivate ? new ConversationReference(message.Channel, message.InstallationId, message.PlaceId) : null;
        if (await ConsumeAsync(message, user, isUnreadable, direct, id, hash, press.Verb == "confirm", cancellationToken) is not { } proposal)
        {
            signal.Set();
            return 1;
        }

        kill.Reach("decision.consumed");
        try
        {
            // Whoever confirmed has confirmed, also if the place cannot be read or they have left it since.
            user = await users.OfPersonAsync(proposal.DecidedBy!, cancellationToken);
            var receipt = await actions.RunAsync(
                TurnRunner.ToProposal(proposal), user.Principal, new Actor(user.Principal.PersonId!, message.Channel, message.MessageId), cancellationToken);
            kill.Reach("decision.written");
            await FinishAsync(message, user, proposal, receipt, cancellationToken);
            kill.Reach("decision.committed");
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The outcome may be unknown. It is said so, and the same key is tried again until the record answers.
            LogWriteUnsure(proposal.Id, failure);
            await TellUnsureAsync(message, proposal, cancellationToken);
        }

        signal.Set();
        return 1;
    }

    // The claim is the retry time: a worker that dies leaves the press to be found again when it lapses.
    private async Task<InboxMessage?> NextAsync(CancellationToken cancellationToken)
    {
        IQueryable<InboxMessage> Waiting(BotDbContext context, DateTimeOffset now) => context.Set<InboxMessage>()
            .Where(m => m.State == InboxState.Pending && m.Lane == InboxLane.Decision && (m.NextAt == null || m.NextAt <= now));
        if (!await store.ReadAsync(context => Waiting(context, clock.GetUtcNow()).AnyAsync(cancellationToken), cancellationToken))
        {
            return null;
        }

        return await store.WriteAsync(
            async context =>
            {
                var now = clock.GetUtcNow();
                var row = await Waiting(context, now).OrderBy(m => m.Seq).FirstOrDefaultAsync(cancellationToken);
                if (row is not null)
                {
                    row.Attempts++;
                    row.NextAt = now + Claim;
                }

                return row;
            },
            cancellationToken);
    }

    /// <summary>Consumes the proposal for this press; null when there is nothing left to do.</summary>
    private Task<ProposalRow?> ConsumeAsync(
        InboxMessage message, ResolvedUser user, bool isUnreadable, ConversationReference? direct, string id, string hash, bool confirm, CancellationToken cancellationToken) =>
        store.WriteAsync<ProposalRow?>(
            async context =>
            {
                var inbox = await context.Set<InboxMessage>().SingleAsync(m => m.Seq == message.Seq, cancellationToken);
                var row = await context.Set<ProposalRow>().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
                if (row is { State: ProposalState.Confirmed } && row.DecidedWith == message.MessageId)
                {
                    return row;
                }

                if (isUnreadable && inbox.Attempts < MostReadings)
                {
                    // Who pressed is not known at this moment; that is no reason to refuse anybody.
                    inbox.NextAt = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, inbox.Attempts));
                    return null;
                }

                if (isUnreadable)
                {
                    return await RefuseAsync(context, inbox, user, direct, "place.unreadable", cancellationToken);
                }

                var proposal = row is null ? null : TurnRunner.ToProposal(row);
                if (row is null || proposal!.Hash != hash || row.Hash != hash || row.ConversationKey != message.ConversationKey
                    || !proposal.Confirmers.Admits(user.Principal.AsMember()) || user.Principal.PersonId is null)
                {
                    LogRefused(message.Seq);
                    // Somebody whose link was taken away since hears that, and not that the card was another's.
                    var isStranger = direct is not null && user.Principal.PersonId is null;
                    return await RefuseAsync(context, inbox, user, direct, isStranger ? "user.unlinked" : "decision.not_yours", cancellationToken);
                }

                if (row.State != ProposalState.Open)
                {
                    // The card shows what became of it; a second press adds nothing.
                    inbox.State = InboxState.Done;
                    return null;
                }

                if (row.ExpiresAt <= business.GetUtcNow() || !confirm)
                {
                    await TurnRunner.CloseAsync(context, id, confirm ? ProposalState.Expired : ProposalState.Cancelled, user, cancellationToken);
                    await ClearSessionAsync(context, row, user, null, cancellationToken);
                    inbox.State = InboxState.Done;
                    return null;
                }

                (row.State, row.DecidedBy, row.DecidedAt, row.DecidedWith) =
                    (ProposalState.Confirmed, user.Principal.PersonId, business.GetUtcNow(), message.MessageId);
                return row;
            },
            cancellationToken);

    private async Task FinishAsync(InboxMessage message, ResolvedUser user, ProposalRow proposal, ActionReceipt receipt, CancellationToken cancellationToken)
    {
        var told = receipt.Message is { } direct ? await whereabouts.FindAsync(direct.PersonId, message.Channel, cancellationToken) : null;
        if (receipt.Message is not null && told is null)
        {
            receipt = receipt with { Message = null, Reply = AgentReply.Say(Phrase.Of("ask.unreachable")) };
        }

        var recipient = told is null ? null : await users.OfPersonAsync(receipt.Message!.PersonId, cancellationToken);
        await store.WriteAsync(context => FinishAsync(context, message, user, proposal, receipt, told, recipient?.Reader, cancellationToken), cancellationToken);
    }

    private async Task FinishAsync(
        BotDbContext context, InboxMessage message, ResolvedUser user, ProposalRow proposal, ActionReceipt receipt, ConversationReference? told, ReaderSettings? teller,
        CancellationToken cancellationToken)
    {
        var inbox = await context.Set<InboxMessage>().SingleAsync(m => m.Seq == message.Seq, cancellationToken);
        var row = await context.Set<ProposalRow>().SingleAsync(p => p.Id == proposal.Id, cancellationToken);
        (inbox.State, row.State) = (InboxState.Done, ProposalState.Done);
        var to = new ConversationReference(row.Channel, row.InstallationId, row.PlaceId);
        var reader = new ReaderSettings(row.Locale, row.TimeZone);
        DateTimeOffset? notBefore = proposal.Kind == ProposalKinds.RegisterDeal && user.Principal.IsPartner ? message.ReceivedAt + timing.After : null;
        var card = message.PressedMessageId is null ? ids.Ulid() : row.MessageId;
        if (receipt.Proposal is { } next && !await context.Set<ProposalRow>().AnyAsync(p => p.Id == next.Id, cancellationToken))
        {
            context.Add(TurnRunner.Row(next, to, card, reader));
        }

        if (message.PressedMessageId is null)
        {
            // Confirmed by word: the answer comes below, and the card above says that it is settled.
            await Outbox.AddAsync(context, $"proposal/{row.Id}/closed", to, OutboxKind.Update, row.MessageId,
                ProposalCards.Closed(TurnRunner.ToProposal(row), ProposalState.Done), reader, null, cancellationToken);
            await Outbox.AddAsync(context, $"proposal/{row.Id}/receipt", to, OutboxKind.Send, card, receipt.Reply, reader, message.Seq, cancellationToken, row.DecidedBy, notBefore);
        }
        else
        {
            await Outbox.AddAsync(context, $"proposal/{row.Id}/receipt", to, OutboxKind.Update, row.MessageId, receipt.Reply, reader, message.Seq, cancellationToken, row.DecidedBy, notBefore);
        }

        if (receipt.Message is { } direct && told is not null)
        {
            await Outbox.AddAsync(context, $"proposal/{row.Id}/message", told, OutboxKind.Send, ids.Ulid(), direct.Reply, teller!, message.Seq, cancellationToken);
        }

        await ClearSessionAsync(context, row, user, receipt.Deal, cancellationToken);
    }

    private Task TellUnsureAsync(InboxMessage message, ProposalRow proposal, CancellationToken cancellationToken) => store.WriteAsync(
        async context =>
        {
            var inbox = await context.Set<InboxMessage>().SingleAsync(m => m.Seq == message.Seq, cancellationToken);
            var wait = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, inbox.Attempts), LongestWait.TotalSeconds));
            inbox.NextAt = clock.GetUtcNow() + wait;
            if (inbox.Attempts >= MostAttempts)
            {
                // Nothing is lost: the proposal stays confirmed and an operator finds it in the log and in the store.
                LogGivenUp(proposal.Id, inbox.Attempts);
                inbox.State = InboxState.Parked;
            }

            await Outbox.AddAsync(context, $"proposal/{proposal.Id}/unsure", new ConversationReference(proposal.Channel, proposal.InstallationId, proposal.PlaceId),
                OutboxKind.Update, proposal.MessageId, AgentReply.Say(Phrase.Of("action.unsure")), new ReaderSettings(proposal.Locale, proposal.TimeZone), null, cancellationToken);
        },
        cancellationToken);

    private async Task<ProposalRow?> RefuseAsync(
        BotDbContext context, InboxMessage inbox, ResolvedUser user, ConversationReference? direct, string key, CancellationToken cancellationToken)
    {
        (inbox.State, inbox.Outcome) = (InboxState.Done, key);
        if (direct is not null && !inbox.Awaited)
        {
            await Outbox.AddAsync(context, $"refused/{inbox.Seq}", direct, OutboxKind.Send, ids.Ulid(), AgentReply.Say(Phrase.Of(key)), user.Reader, null, cancellationToken);
        }

        return null;
    }

    private static async Task ClearSessionAsync(BotDbContext context, ProposalRow proposal, ResolvedUser user, string? deal, CancellationToken cancellationToken)
    {
        var json = await context.Set<SessionRow>().Where(s => s.ConversationKey == proposal.ConversationKey && s.PersonId == proposal.ProposedBy)
            .Select(s => s.Json).SingleOrDefaultAsync(cancellationToken);
        var session = AgentSession.FromJson(json);
        // A newer proposal may be open already; only this one's traces go.
        if (session.OpenProposal == proposal.Id)
        {
            session = session with { OpenProposal = null, CardIsLast = false, Draft = null, Asked = null };
        }

        await TurnRunner.SaveSessionAsync(context, proposal.ConversationKey, user.Principal, session with { LastDeal = deal ?? session.LastDeal }, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outcome of proposal {Proposal} is not known yet; trying again under the same key.")]
    private partial void LogWriteUnsure(string proposal, Exception failure);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Outcome of proposal {Proposal} is still not known after {Attempts} tries; a person has to look.")]
    private partial void LogGivenUp(string proposal, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Press in inbox row {Seq} was refused: unknown proposal, other hash, other place, or not a confirmer.")]
    private partial void LogRefused(long seq);
}
