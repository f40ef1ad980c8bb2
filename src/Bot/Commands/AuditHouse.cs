using System.Data.Common;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Commands;

/// <summary>The house for commands that must not change what they look at: no schema is brought up, no database is made.</summary>
internal static class AuditHouse
{
    /// <summary>Works with the records as they are. What stops it is said, and counts as 1.</summary>
    public static async Task<int> WithRecordsAsync(IServiceProvider? services, TextWriter error, Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            if (services is not null)
            {
                return await work(services);
            }

            using var host = CommandHost.Build(LogLevel.Warning);
            await CheckAsync(host.Services, cancellationToken);
            return await work(host.Services);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or InvalidDataException or IOException or UnauthorizedAccessException or DbException)
        {
            await error.WriteLineAsync(wrong.Message);
            return 1;
        }
    }

    private static async Task CheckAsync(IServiceProvider house, CancellationToken cancellationToken)
    {
        await using var context = await house.GetRequiredService<IDbContextFactory<PrmDbContext>>().CreateDbContextAsync(cancellationToken);
        if (!await context.Database.CanConnectAsync(cancellationToken))
        {
            throw new InvalidOperationException("There is no database to look at: is ConnectionStrings:CoSellBot set as for the bot, and is this its working directory?");
        }

        try
        {
            await context.Set<AuditChain>().AnyAsync(cancellationToken);
        }
        catch (DbException old)
        {
            throw new InvalidOperationException("This database has no sealed audit trail yet, or it cannot be read: start the bot of this version once.", old);
        }
    }
}
