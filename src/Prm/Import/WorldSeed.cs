using System.Text.Json;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import;

/// <summary>Fills an empty database with a world whose as-of day becomes today.</summary>
public sealed class WorldSeed(WorldImport import, IDbContextFactory<PrmDbContext> contexts, SingleWriter writes, BusinessClock clock)
{
    // Holds the shift while a seeding runs, so that one that was killed is finished, by the same days, at the next start.
    private const string Unfinished = "seed.shift";

    /// <summary>Imports the folder if the database has no organizations, or if a seeding of it was interrupted.</summary>
    /// <returns>What was imported, or null when the database was not empty.</returns>
    /// <exception cref="InvalidDataException">The folder's world.json cannot be read.</exception>
    public async Task<ImportReport?> SeedAsync(string folder, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var shift = await BeginAsync(ShiftOf(folder), cancellationToken);
        if (shift is null)
        {
            return null;
        }

        var report = await import.RunAsync(folder, new ImportOptions(ShiftDays: shift.Value), progress, cancellationToken);
        await WriteAsync(async context => await context.Set<Counter>().Where(c => c.Name == Unfinished).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        return report;
    }

    private Task<int?> BeginAsync(int shift, CancellationToken cancellationToken) => WriteAsync<int?>(
        async context =>
        {
            if (await context.Set<Counter>().SingleOrDefaultAsync(c => c.Name == Unfinished, cancellationToken) is { } unfinished)
            {
                return (int)unfinished.Value;
            }

            if (await context.Set<OrganizationRow>().AnyAsync(cancellationToken))
            {
                return null;
            }

            context.Add(new Counter { Name = Unfinished, Value = shift });
            return shift;
        },
        cancellationToken);

    private Task<T> WriteAsync<T>(Func<PrmDbContext, Task<T>> work, CancellationToken cancellationToken) => writes.RunAsync(
        async token =>
        {
            await using var context = await contexts.CreateDbContextAsync(token);
            // What it looks at must still hold when it writes: another process may start at the same moment.
            await using var transaction = await context.Database.BeginTransactionAsync(token);
            var result = await work(context);
            await context.SaveChangesAsync(token);
            await transaction.CommitAsync(token);
            return result;
        },
        cancellationToken);

    /// <summary>Days from the as-of day of the folder's <c>world.json</c> to today; zero without such a file.</summary>
    /// <exception cref="InvalidDataException">The folder's world.json cannot be read.</exception>
    public int ShiftOf(string folder)
    {
        var path = Path.Combine(folder, "world.json");
        if (!File.Exists(path))
        {
            return 0;
        }

        try
        {
            using var world = JsonDocument.Parse(File.ReadAllText(path));
            var asOf = DateOnly.ParseExact(world.RootElement.GetProperty("as_of").GetString() ?? "", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            return clock.Today(TimeZoneInfo.Utc).DayNumber - asOf.DayNumber;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} must hold \"as_of\": \"2026-06-09\".", failure);
        }
    }
}
