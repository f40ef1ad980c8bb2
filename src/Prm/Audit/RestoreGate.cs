using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>
/// Closed while the records are known to be older than the outside anchor, so restored from an older copy: what was decided since is not
/// known here, and nothing may be decided again. It stands in the database, so that every process finds it.
/// </summary>
internal static class RestoreGate
{
    /// <summary>Which sentence tells people so.</summary>
    public const string Code = "restored";

    /// <summary>True while nothing may be written.</summary>
    public static Task<bool> IsClosedAsync(PrmDbContext context, CancellationToken cancellationToken) =>
        context.Set<AuditState>().AnyAsync(state => state.RestoreSeenAt != null, cancellationToken);

    /// <summary>Lets a write pass.</summary>
    /// <exception cref="PrmException"><see cref="PrmFailure.Forbidden"/>, <see cref="Code"/>, while nothing may be written.</exception>
    public static async Task PassAsync(PrmDbContext context, CancellationToken cancellationToken)
    {
        if (await IsClosedAsync(context, cancellationToken))
        {
            throw new PrmException(
                PrmFailure.Forbidden, "The records were restored from an older copy; nothing is written until an operator ran accept-restore.", code: Code);
        }
    }

    /// <summary>Closes it; closed already, it stays as it is.</summary>
    public static Task<bool> CloseAsync(LedgerWriter writer, DateTimeOffset now, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, token) =>
        {
            var state = await context.Set<AuditState>().SingleOrDefaultAsync(token);
            if (state is null)
            {
                state = new AuditState { Name = AuditState.Only };
                context.Add(state);
            }

            state.RestoreSeenAt ??= now;
            return true;
        },
        cancellationToken, evenIfRestored: true);
}
