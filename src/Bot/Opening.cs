using CoSellBot.Bot.Development;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot;

/// <summary>What has to be in place before the first message: schema, clock, installation, and in Development the demo world.</summary>
public sealed class Opening(
    IDbContextFactory<PrmDbContext> records, IDbContextFactory<BotDbContext> conversations, BotStore store, SingleWriter writes, BusinessClock clock,
    DemoWorld world, DemoPlaybooks playbooks, SoleProcess sole, KillPoints killPoints, IEnumerable<IChannel> channels, IHostEnvironment environment, AuditRestore restore, AuditSealer sealer, Microsoft.Extensions.AI.IChatClient engine) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Named here so that a wrong setting or a broken intent file stops the start, not the first message.
        _ = (killPoints, engine);
        var isClosed = await PrepareAsync(cancellationToken);
        if (await sole.FreeClaimsAsync(cancellationToken))
        {
            await sealer.FreeLeaseAsync(cancellationToken);
        }

        if (environment.IsDevelopment())
        {
            clock.MoveTo(await ClockOffset.LoadAsync(store, cancellationToken));
            await (isClosed ? Task.CompletedTask : world.SeedAsync(cancellationToken));
            await playbooks.SeedAsync(cancellationToken);
        }
    }

    /// <summary>Brings the database to the newest schema, and looks whether it is an older copy of what the audit's anchor knows.</summary>
    /// <returns>True while nothing may be written to the ledger for that reason.</returns>
    /// <exception cref="InvalidOperationException">The database is newer than this program, its server does not let us in, or the anchor cannot be read.</exception>
    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await UpgradeAsync(cancellationToken);
            return await restore.CheckAsync(mayBeNew: environment.IsDevelopment(), cancellationToken);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Audit:Anchor cannot be used, so nobody could tell a restored older copy: {wrong.Message}", wrong);
        }
        catch (Exception failure) when (Database.SaidByServer(failure) is { } said)
        {
            throw new InvalidOperationException($"The database of ConnectionStrings:CoSellBot cannot be used. Its server says: {said}", failure);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        await writes.RunAsync(
            async token =>
            {
                await using var record = await records.CreateDbContextAsync(token);
                await SchemaUpgrade.ApplyAsync(record, "prm", typeof(PrmDbContext).Assembly, token);
                await RefreshAsync(record, token);
                await using var conversation = await conversations.CreateDbContextAsync(token);
                await SchemaUpgrade.ApplyAsync(conversation, "bot", typeof(BotDbContext).Assembly, token);
                return true;
            },
            cancellationToken);
        await store.WriteAsync(
            async context =>
            {
                var known = await context.Set<Installation>().Select(installation => installation.Id).ToListAsync(cancellationToken);
                foreach (var channel in channels.Where(channel => !known.Contains(channel.Name.ToLowerInvariant())))
                {
                    context.Add(new Installation { Id = channel.Name.ToLowerInvariant(), Channel = channel.Name });
                }
            },
            cancellationToken);
    }

    // In one transaction, so that two processes that start at once do not add the same keys and clocks.
    private async Task RefreshAsync(PrmDbContext record, CancellationToken cancellationToken)
    {
        await using var transaction = await record.Database.BeginTransactionAsync(cancellationToken);
        await KeyTables.RefreshAsync(record, cancellationToken);
        await ClockLedger.AdoptAsync(record, clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
