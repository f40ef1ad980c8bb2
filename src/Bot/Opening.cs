using CoSellBot.Bot.Development;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Web;
using CoSellBot.Prm;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot;

/// <summary>What has to be in place before the first message: schema, clock, installation, and in Development the demo world.</summary>
public sealed class Opening(
    IDbContextFactory<PrmDbContext> records, IDbContextFactory<BotDbContext> conversations, BotStore store, SingleWriter writes, BusinessClock clock,
    DemoWorld world, SoleProcess sole, KillPoints killPoints, IHostEnvironment environment, Microsoft.Extensions.AI.IChatClient engine) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Named here so that a wrong setting or a broken intent file stops the start, not the first message.
        _ = (killPoints, engine);
        await PrepareAsync(cancellationToken);
        await sole.FreeClaimsAsync(cancellationToken);
        if (environment.IsDevelopment())
        {
            clock.MoveTo(await ClockOffset.LoadAsync(store, cancellationToken));
            await world.SeedAsync(cancellationToken);
        }
    }

    /// <summary>Brings the database to the newest schema.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await writes.RunAsync(
            async token =>
            {
                await using var record = await records.CreateDbContextAsync(token);
                await SchemaUpgrade.ApplyAsync(record, "prm", typeof(PrmDbContext).Assembly, token);
                await using var conversation = await conversations.CreateDbContextAsync(token);
                await SchemaUpgrade.ApplyAsync(conversation, "bot", typeof(BotDbContext).Assembly, token);
                return true;
            },
            cancellationToken);
        await store.WriteAsync(
            async context =>
            {
                if (!await context.Set<Installation>().AnyAsync(cancellationToken))
                {
                    context.Add(new Installation { Id = "web", Channel = WebChannel.ChannelName });
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
