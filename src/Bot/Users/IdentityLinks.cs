using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Users;

/// <summary>
/// Ties accounts of the chat platforms to people of the programme. Only a code that an administrator handed over proves who an
/// account belongs to; a profile's name or e-mail never does. One account is one person.
/// </summary>
public sealed partial class IdentityLinks(
    BotStore store, Prm.Partners.Directory directory, Ids ids, BusinessClock business, TimeProvider clock, ILogger<IdentityLinks> log)
{
    private const int MostTries = 5;
    private static readonly TimeSpan TriesLast = TimeSpan.FromHours(1);

    /// <summary>A new code for a person; the person's unused ones are void from now on.</summary>
    /// <param name="personId">A person that exists.</param>
    /// <param name="lasts">How long it is good for.</param>
    /// <param name="cancellationToken">Stops the issuing.</param>
    /// <returns>The code in two groups. It is stored as its hash, so nobody can look it up again.</returns>
    public async Task<string> IssueAsync(string personId, TimeSpan lasts, CancellationToken cancellationToken)
    {
        var code = LinkCodes.New(ids);
        await store.WriteAsync(
            async context =>
            {
                await VoidAsync(context, personId, cancellationToken);
                context.Add(new LinkCode { Hash = LinkCodes.Hash(code), PersonId = personId, ExpiresAt = clock.GetUtcNow() + lasts });
            },
            cancellationToken);
        LogIssued(personId);
        return LinkCodes.Show(code);
    }

    /// <summary>Takes a person's links away, and voids their unused codes.</summary>
    /// <returns>How many accounts were linked.</returns>
    public async Task<int> UnlinkAsync(string personId, CancellationToken cancellationToken)
    {
        var count = await store.WriteAsync(
            async context =>
            {
                await VoidAsync(context, personId, cancellationToken);
                return await context.Set<IdentityLink>().Where(link => link.PersonId == personId).ExecuteDeleteAsync(cancellationToken);
            },
            cancellationToken);
        LogUnlinked(personId, count);
        return count;
    }

    /// <summary>The accounts a person proved in a channel, the newest first.</summary>
    public Task<List<ChannelUser>> AccountsOfAsync(string channel, string personId, CancellationToken cancellationToken) => store.ReadAsync(
        async context => (await context.Set<IdentityLink>().AsNoTracking().Where(link => link.Channel == channel && link.PersonId == personId).ToListAsync(cancellationToken))
            .OrderByDescending(link => link.LinkedAt).Select(link => new ChannelUser(link.AccountId, link.AccountId, link.FirmId)).ToList(),
        cancellationToken);

    /// <summary>The links of some accounts; whether the firm fits too, the caller looks.</summary>
    public Task<List<IdentityLink>> FindAsync(string channel, IEnumerable<string> accountIds, CancellationToken cancellationToken)
    {
        var keys = accountIds.Select(Key).Distinct().ToList();
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database, which folds ASCII letters only; these ids have no others.
        return store.ReadAsync(
            context => context.Set<IdentityLink>().AsNoTracking().Where(link => link.Channel == channel && keys.Contains(link.AccountId.ToLower())).ToListAsync(cancellationToken),
            cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>Answers a message about linking, within the transaction that ends it: a code that was used is used for good.</summary>
    /// <param name="context">The transaction.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="channel">Teams or Slack.</param>
    /// <param name="account">The sender as the platform knows them; null when it does not.</param>
    /// <param name="isPrivate">False where others read along, or may.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal async Task<AgentReply> AnswerAsync(
        BotDbContext context, LinkRequest request, string channel, ChannelUser? account, bool isPrivate, CancellationToken cancellationToken)
    {
        if (request.Code is not { } code)
        {
            return Say("link.how");
        }

        if (!isPrivate)
        {
            // Others have read it: a right one is burnt, and nobody learns whether it was right.
            await ConsumeAsync(context, LinkCodes.Hash(code), cancellationToken);
            return Say("link.room");
        }

        return account?.FirmId is { } firm ? await RedeemAsync(context, code, channel, account, firm, cancellationToken) : Say("link.no_firm");
    }

    private async Task<AgentReply> RedeemAsync(BotDbContext context, string code, string channel, ChannelUser account, string firmId, CancellationToken cancellationToken)
    {
        var tries = await TriesAsync(context, Key($"{channel}/{firmId}/{account.AccountId}"), cancellationToken);
        if (tries.Count >= MostTries)
        {
            return Say("link.later");
        }

        var (hash, now) = (LinkCodes.Hash(code), clock.GetUtcNow());
        var row = await context.Set<LinkCode>().AsNoTracking().SingleOrDefaultAsync(c => c.Hash == hash && c.UsedAt == null && c.ExpiresAt > now, cancellationToken);
        if (row is null || await directory.FindPersonAsync(row.PersonId, cancellationToken) is not { } card)
        {
            tries.Count++;
            return Say("link.wrong");
        }

        // A firm the programme knows vouches for its own people; a guest's firm is only where they were invited.
        var firms = account.IsGuest ? [] : await directory.FindAccountsAsync(channel, [firmId], [], cancellationToken);
        if (firms.Count > 0 && firms.All(firm => firm.Organization.Id != card.Organization.Id))
        {
            tries.Count++;
            return Say("link.other_firm");
        }

        if (!await ConsumeAsync(context, hash, cancellationToken))
        {
            tries.Count++;
            return Say("link.wrong");
        }

        await LinkAsync(context, channel, firmId, account.AccountId, card.Person.Id, cancellationToken);
        var own = Readers.People(card.Person.Id);
        return AgentReply.Say(
            Phrase.Of("link.done", ("name", Term.Of(card.Person.Name).For(own)), ("firm", Term.Of(card.Organization.Name).For(own))),
            new ReplyButton(Phrase.Of("home.help"), Press.Say("help")));
    }

    private async Task LinkAsync(BotDbContext context, string channel, string firmId, string accountId, string personId, CancellationToken cancellationToken)
    {
        var (firm, account) = (Key(firmId), Key(accountId));
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database.
        var known = await context.Set<IdentityLink>().FirstOrDefaultAsync(
            link => link.Channel == channel && link.FirmId.ToLower() == firm && link.AccountId.ToLower() == account, cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862
        LogLinked(channel, firmId, accountId, personId, known?.PersonId);
        if (known is null)
        {
            context.Add(new IdentityLink { Channel = channel, FirmId = firmId, AccountId = accountId, PersonId = personId, LinkedAt = business.GetUtcNow() });
        }
        else
        {
            (known.PersonId, known.LinkedAt) = (personId, business.GetUtcNow());
        }
    }

    // One statement asks and marks, so that of two accounts one comes first.
    private async Task<bool> ConsumeAsync(BotDbContext context, string hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await context.Set<LinkCode>().Where(code => code.Hash == hash && code.UsedAt == null && code.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(code => code.UsedAt, now), cancellationToken) == 1;
    }

    private async Task<LinkAttempt> TriesAsync(BotDbContext context, string account, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var tries = await context.Set<LinkAttempt>().SingleOrDefaultAsync(row => row.Account == account, cancellationToken);
        if (tries is null)
        {
            tries = new LinkAttempt { Account = account, Since = now };
            context.Add(tries);
        }
        else if (now - tries.Since >= TriesLast)
        {
            (tries.Count, tries.Since) = (0, now);
        }

        return tries;
    }

    private static Task<int> VoidAsync(BotDbContext context, string personId, CancellationToken cancellationToken) =>
        context.Set<LinkCode>().Where(code => code.PersonId == personId && code.UsedAt == null).ExecuteDeleteAsync(cancellationToken);

    private static AgentReply Say(string key) => AgentReply.Say(Phrase.Of(key));

#pragma warning disable CA1308 // A key to compare with, not text for people.
    private static string Key(string id) => id.ToLowerInvariant();
#pragma warning restore CA1308

    [LoggerMessage(Level = LogLevel.Information, Message = "A code was issued for {Person}.")]
    private partial void LogIssued(string person);

    [LoggerMessage(Level = LogLevel.Information, Message = "In {Channel}, account {Account} of {Firm} gave a code of {Person}; before, it was linked to {Before}.")]
    private partial void LogLinked(string channel, string firm, string account, string person, string? before);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} accounts of {Person} are no longer linked.")]
    private partial void LogUnlinked(string person, int count);
}
