using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Storage;

/// <summary>Opens the conversation's store: reads at will, writes one at a time and each in one transaction.</summary>
public sealed class BotStore(IDbContextFactory<BotDbContext> contexts, SingleWriter writes)
{
    /// <summary>Reads.</summary>
    public async Task<T> ReadAsync<T>(Func<BotDbContext, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await read(context);
    }

    /// <summary>Writes in one transaction; what is tracked is saved before it commits.</summary>
    public Task<T> WriteAsync<T>(Func<BotDbContext, Task<T>> write, CancellationToken cancellationToken) => writes.RunAsync(
        async token =>
        {
            await using var context = await contexts.CreateDbContextAsync(token);
            await using var transaction = await context.Database.BeginTransactionAsync(token);
            var result = await write(context);
            await context.SaveChangesAsync(token);
            await transaction.CommitAsync(token);
            return result;
        },
        cancellationToken);

    /// <summary>Writes in one transaction.</summary>
    public Task WriteAsync(Func<BotDbContext, Task> write, CancellationToken cancellationToken) => WriteAsync(
        async context =>
        {
            await write(context);
            return true;
        },
        cancellationToken);
}
