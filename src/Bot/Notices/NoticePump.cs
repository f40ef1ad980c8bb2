using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Disputes;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Users;
using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Notices;

/// <summary>The notices there are.</summary>
public static class NoticeRules
{
    /// <summary>The vendor registered a deal for the partner.</summary>
    public const string OnBehalf = "on_behalf";

    /// <summary>A decision waits for one who may make it.</summary>
    public const string Review = "review";

    /// <summary>What became of a claim or of a wish; followed by what: <c>told.status</c>, <c>told.extended</c> …</summary>
    public const string Told = "told.";

    /// <summary>A rule saw what somebody should look into; followed by the rule: <c>alert.R16</c>.</summary>
    public const string Alert = "alert.";

    /// <summary>Somebody is away and this person decides meanwhile.</summary>
    public const string Handover = "handover";

    /// <summary>Somebody has left and this person looks after their partners now.</summary>
    public const string Left = "left";

    /// <summary>A dispute waits for somebody to take it in hand.</summary>
    public const string Dispute = "dispute";

    /// <summary>The seller of a direct deal is asked without hearing who asks.</summary>
    public const string Blinded = "blinded";

    /// <summary>Protection is about to end.</summary>
    public const string Protection = "protection";

    /// <summary>A person's stalled deals, once a working day.</summary>
    public const string Nudges = "nudges";
}

/// <summary>Says what is due. Rights and facts are looked up now; a notice that no longer holds is dropped in silence.</summary>
public sealed partial class NoticePump(
    BotStore store, RegistrationBook book, DecisionDesk decisions, ClockNotices clocks, UserResolver users, Whereabouts whereabouts, NudgeDigest digest, IPrm prm, BusinessClock clock,
    TimeProvider system, Ids ids, WorkSignal signal, ILogger<NoticePump> log) : IWorker
{
    private const int MostAttempts = 5;

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var at = system.GetUtcNow();
        var due = await store.ReadAsync(
            context => context.Set<Notice>().AsNoTracking()
                .Where(n => n.HandledAt == null && n.Due <= now && (n.NextAt == null || n.NextAt <= at))
                .OrderBy(n => n.Due).ThenBy(n => n.Key).FirstOrDefaultAsync(cancellationToken),
            cancellationToken);
        if (due is null)
        {
            return 0;
        }

        try
        {
            await SayAsync(due, now, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // One notice that cannot be said must not silence the others.
            LogNoticeFailed(due.Key, due.Attempts + 1, failure);
            await store.WriteAsync(
                async context =>
                {
                    var row = await context.Set<Notice>().SingleAsync(n => n.Key == due.Key, cancellationToken);
                    row.Attempts++;
                    row.NextAt = at.AddSeconds(Math.Pow(4, row.Attempts));
                    row.HandledAt = row.Attempts >= MostAttempts ? now : null;
                },
                cancellationToken);
        }

        signal.Set();
        return 1;
    }

    private async Task SayAsync(Notice due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var user = await users.OfPersonAsync(due.PersonId, cancellationToken);
        var nudges = due.Rule == NoticeRules.Nudges ? await digest.ReadAsync(user, due, cancellationToken) : null;
        var offer = due.Rule == NoticeRules.Review ? await OfferAsync(due.PersonId, due.EntityId, due.Argument, cancellationToken) : null;
        var late = !ClockNotices.IsMark(due) ? default
            : await clocks.SayAsync(due, user.Principal, claim => OfferAsync(due.PersonId, claim, null, cancellationToken), cancellationToken);
        offer ??= late.Offer;
        var reply = late.Reply ?? due.Rule switch
        {
            NoticeRules.Nudges => nudges?.Reply,
            NoticeRules.Review => offer?.Card,
            NoticeRules.Left => await LeftAsync(due, cancellationToken),
            NoticeRules.Handover => await HandoverAsync(due, cancellationToken),
            NoticeRules.Dispute => await decisions.Disputes.FindAsync(due.PersonId, due.EntityId, cancellationToken) is { } dispute
                ? DisputeCards.Opened(dispute, Readers.People(due.PersonId))
                : null,
            NoticeRules.Blinded => await decisions.Disputes.QuestionAsync(due.PersonId, due.EntityId, cancellationToken) is { } question
                ? DisputeCards.Blinded(question, Readers.People(due.PersonId))
                : null,
            _ when ClockNotices.IsMark(due) => null,
            _ => await ReplyAsync(due, user.Principal, now, cancellationToken),
        };
        var place = reply is null ? null : await whereabouts.SearchAsync(due.PersonId, null, cancellationToken);
        // What is decided is decided where its card stands.
        offer = offer is null || place is null ? null : offer with { Proposal = offer.Proposal with { ConversationKey = place.Key } };
        if (reply is not null && place is null)
        {
            LogNowhere(due.Key);
        }

        await store.WriteAsync(
            async context =>
            {
                var row = await context.Set<Notice>().SingleAsync(n => n.Key == due.Key, cancellationToken);
                var isHandled = row.HandledAt is not null;
                row.HandledAt ??= now;
                if (reply is not null && place is not null && !isHandled)
                {
                    if (nudges is not null)
                    {
                        await NudgeDigest.StoreAsync(context, user, due, place, nudges, cancellationToken);
                    }

                    var card = ids.Ulid();
                    if (offer is not null)
                    {
                        context.Add(TurnRunner.Row(offer.Proposal, place, card, user.Reader));
                        await RememberAsync(context, place.Key, user, offer.Proposal.Subject.Id ?? due.EntityId, cancellationToken);
                    }

                    await Outbox.AddAsync(context, $"notice/{due.Key}", place, OutboxKind.Send, card, reply, user.Reader, null, cancellationToken, due.PersonId);
                }
            },
            cancellationToken);
    }

    // Nobody gets a card for what has changed since, nor a second one for what they have in hand.
    private async Task<Offer?> OfferAsync(string personId, string registrationId, int? version, CancellationToken cancellationToken)
    {
        var offer = await decisions.OfferAsync(personId, registrationId, "", inQueue: false, cancellationToken);
        if (offer is null || (version is not null && offer.Proposal.Subject.Version != version))
        {
            return null;
        }

        var open = await store.ReadAsync(
            context => context.Set<ProposalRow>().AsNoTracking()
                .Where(p => p.Subject == registrationId && p.State == ProposalState.Open && (p.Kind == ProposalKinds.ApproveDeal || p.Kind == ProposalKinds.RuleDispute) && p.ProposedBy == personId).ToListAsync(cancellationToken),
            cancellationToken);
        return open.Exists(row => TurnRunner.ToProposal(row).Subject.Version == offer.Proposal.Subject.Version) ? null : offer;
    }

    private async Task<AgentReply?> HandoverAsync(Notice due, CancellationToken cancellationToken) =>
        await decisions.Book.AbsenceAsync(due.EntityId, cancellationToken) is { } away
            ? DecisionCards.Handover(away.Absence, away.Person.Name, (await decisions.Book.WaitingForAsync(due.PersonId, cancellationToken)).Count, Readers.People(due.PersonId))
            : null;

    private async Task<AgentReply?> LeftAsync(Notice due, CancellationToken cancellationToken) =>
        await decisions.Book.NameOfAsync(due.EntityId, cancellationToken) is { } name
            ? DecisionCards.Left(name, (await decisions.Book.WaitingForAsync(due.PersonId, cancellationToken)).Count, Readers.People(due.PersonId))
            : null;

    // "Approve" without a number means the one just brought.
    private static async Task RememberAsync(BotDbContext context, string conversationKey, ResolvedUser user, string registrationId, CancellationToken cancellationToken)
    {
        var json = await context.Set<SessionRow>().Where(row => row.ConversationKey == conversationKey && row.PersonId == user.Principal.PersonId).Select(row => row.Json)
            .SingleOrDefaultAsync(cancellationToken);
        await TurnRunner.SaveSessionAsync(context, conversationKey, user.Principal, AgentSession.FromJson(json) with { LastDeal = registrationId }, cancellationToken);
    }

    private async Task<AgentReply?> ReplyAsync(Notice notice, Principal person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(person, notice.EntityId, cancellationToken) is not { } deal || !deal.TryReveal(Ceiling.Of(person.AsMember()), out var view))
        {
            return null;
        }

        return notice.Rule switch
        {
            NoticeRules.OnBehalf when view.IsOpen => await book.SubmitterOfAsync(view.Id, cancellationToken) is { } submitter
                ? NoticeCards.OnBehalf(deal, submitter.Name, submitter.Firm, prm.Name, now)
                : null,
            _ when notice.Rule.StartsWith(NoticeRules.Alert, StringComparison.Ordinal) => NoticeCards.Alert(deal, notice.Rule[NoticeRules.Alert.Length..], prm.Name, now),
            _ when notice.Rule.StartsWith(NoticeRules.Told, StringComparison.Ordinal) => NoticeCards.Told(deal, notice.Rule[NoticeRules.Told.Length..], prm.Name, now),
            // Late reminders are dropped: only the nearest one still helps.
            NoticeRules.Protection when view is { Status: RegistrationStatus.Approved, ProtectedUntil: { } until } && until > now
                && until - now <= TimeSpan.FromDays(notice.Argument) && !ProtectionReminders.Days.Any(days => days < notice.Argument && until - now <= TimeSpan.FromDays(days))
                => NoticeCards.Protection(deal, Math.Max(1, (int)Math.Ceiling((until - now).TotalDays)), prm.Name, now),
            _ => null,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notice {Key} has nowhere to go: its person has no direct place.")]
    private partial void LogNowhere(string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "Notice {Key} could not be said, attempt {Attempt}.")]
    private partial void LogNoticeFailed(string key, int attempt, Exception failure);
}
