using CoSellBot.Bot.Storage;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.VisualBasic.FileIO;

namespace CoSellBot.Bot.Development;

/// <summary>The demo company: imported into an empty database with its dates moved to today, and laid anew on request.</summary>
public sealed partial class DemoWorld(
    WorldSeed seed, BotStore store, IDbContextFactory<PrmDbContext> records, SingleWriter writes, AuditSealer sealer, IConfiguration configuration, ILogger<DemoWorld> log)
{
    /// <summary>Where the world's files are; null when seeding is off.</summary>
    public string? Folder => FolderOf(configuration["Seed:World"], "world");

    /// <summary>Seeds an empty database; does nothing to any other.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        if (Folder is not { } folder)
        {
            return;
        }

        if (await seed.SeedAsync(folder, null, cancellationToken) is { } report)
        {
            LogSeeded(report.Added, folder);
        }

        await SeedPlacesAsync(folder, cancellationToken);
    }

    /// <summary>Empties the database and seeds it again. The business clock stays where it is: it only moves forward.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await store.WriteAsync(context => ClearAsync(context, ["setting_row", "installation"], cancellationToken), cancellationToken);
        await store.WriteAsync(context => context.Set<SettingRow>().Where(s => s.Name != "clock.offset").ExecuteDeleteAsync(cancellationToken), cancellationToken);
        await sealer.ResetAsync(() => ClearRecordsAsync(cancellationToken), cancellationToken);
        await SeedAsync(cancellationToken);
    }

    // The audit trail refuses to be deleted but where this row stands, for the length of this transaction.
    private Task<bool> ClearRecordsAsync(CancellationToken cancellationToken) => writes.RunAsync(
        async token =>
        {
            await using var context = await records.CreateDbContextAsync(token);
            await using var transaction = await context.Database.BeginTransactionAsync(token);
            context.Add(new Counter { Name = "audit.reset" });
            await context.SaveChangesAsync(token);
            await ClearAsync(context, ["counter"], token);
            await context.Set<Counter>().ExecuteDeleteAsync(token);
            await transaction.CommitAsync(token);
            return true;
        },
        cancellationToken);

    /// <summary>The folder that a setting names; the samples when it is not set, null when it is off.</summary>
    internal static string? FolderOf(string? setting, string sample) => setting switch
    {
        null => Path.Combine(AppContext.BaseDirectory, "samples", sample),
        "" or "off" or "none" or "false" => null,
        var folder => folder,
    };

    private static async Task ClearAsync(DbContext context, string[] except, CancellationToken cancellationToken)
    {
        foreach (var table in context.Model.GetEntityTypes().Select(type => type.GetTableName()!).Where(table => !except.Contains(table)).Distinct())
        {
            // Names come from the model, not from anybody's input.
#pragma warning disable EF1002
            await context.Database.ExecuteSqlRawAsync($"DELETE FROM \"{table}\"", cancellationToken);
#pragma warning restore EF1002
        }
    }

    private async Task SeedPlacesAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "places.csv");
        if (!File.Exists(file) || await store.ReadAsync(context => context.Set<WebPlace>().AnyAsync(cancellationToken), cancellationToken))
        {
            return;
        }

        using var parser = new TextFieldParser(file) { Delimiters = [","], HasFieldsEnclosedInQuotes = true };
        parser.ReadFields();
        await store.WriteAsync(
            async context =>
            {
                while (parser.ReadFields() is [var id, var name, var members])
                {
                    context.Add(new WebPlace { Id = id, Name = name });
                    context.AddRange(members.Split(';', StringSplitOptions.RemoveEmptyEntries)
                        .Select(person => new WebMember { PlaceId = id, PersonId = person, JoinedAfter = 0 }));
                }

                await Task.CompletedTask;
            },
            cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Seeded {Rows} rows of the demo world from {Folder}.")]
    private partial void LogSeeded(long rows, string folder);
}
