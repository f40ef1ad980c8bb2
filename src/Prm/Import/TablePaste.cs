using System.Text;
using CoSellBot.Access;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Import.Tables;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import;

/// <summary>
/// Rows of a programme table that an administrator sends as text: exclusions, rates, calendars and their holidays, territories and who has them, proofs
/// asked for, denied parties. The first line names the columns as in the file of that table; rows are read, checked and found again as the import does.
/// Numbers are not among them: those are published with a preview.
/// </summary>
public sealed class TablePaste(IDbContextFactory<PrmDbContext> contexts, WorldImport import)
{
    private const int LongestHead = 400;

    private static readonly ImportTable[] Taken =
    [
        ProgrammeTables.FxRates, ProgrammeTables.Calendars, ProgrammeTables.Holidays, ProgrammeTables.ComplianceRules, ProgrammeTables.Territories,
        ProgrammeTables.PartnerTerritories, ProgrammeTables.Exclusions, ProgrammeTables.DeniedParties,
    ];

    /// <summary>The table whose columns the first line names, or null: it has all the columns that table must have and none it does not know.</summary>
    public static string? TableOf(string text) => Find(text)?.Table.Name;

    /// <summary>The columns the first line leaves out. A row says all of itself: what is left out would be emptied.</summary>
    public static IReadOnlyList<string> MissingOf(string text) => Find(text) is { } found ? [.. found.Table.Columns.Except(found.Named)] : [];

    /// <summary>Reads the rows and says what writing them would do.</summary>
    /// <param name="text">The lines, the first with the columns.</param>
    /// <param name="actor">The administrator.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PrmException"><see cref="PrmFailure.Forbidden"/> for everybody but administrators, <see cref="PrmFailure.Invalid"/> for no such table.</exception>
    public Task<ImportReport> TryAsync(string text, Actor actor, CancellationToken cancellationToken) =>
        ImportAsync(text, new ImportOptions(DryRun: true, By: new ImportOrder(actor)), cancellationToken);

    /// <summary>Writes the rows as they were shown: all that can be taken at once, once for the key.</summary>
    /// <param name="text">The lines, the first with the columns.</param>
    /// <param name="mark">The mark of what was shown.</param>
    /// <param name="actor">The administrator.</param>
    /// <param name="key">The command's key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PrmException">As <see cref="TryAsync"/>; <see cref="PrmFailure.Conflict"/> when the rows are not as they were shown any more,
    /// <see cref="PrmFailure.Unavailable"/> when somebody wrote at the same moment.</exception>
    public async Task WriteAsync(string text, string mark, Actor actor, string key, CancellationToken cancellationToken)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await LedgerRows.SeenAsync(context, key, mark, cancellationToken) is not null)
            {
                return;
            }
        }

        try
        {
            await ImportAsync(text, new ImportOptions(By: new ImportOrder(actor, key, mark)), cancellationToken);
        }
        catch (DbUpdateException failure)
        {
            throw new PrmException(PrmFailure.Unavailable, "Somebody wrote at the same moment.", failure);
        }
    }

    private async Task<ImportReport> ImportAsync(string text, ImportOptions options, CancellationToken cancellationToken)
    {
        if (MissingOf(text).Count > 0 || TableOf(text) is not { } table)
        {
            throw new PrmException(PrmFailure.Invalid, "The first line does not name the columns of a table.");
        }

        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var person = options.By!.Actor.PersonId;
            if (!await context.Set<Person>().AnyAsync(one => one.Id == person && one.Role == Role.Admin, cancellationToken))
            {
                throw new PrmException(PrmFailure.Forbidden, "Only administrators change the programme's tables.");
            }
        }

        var folder = System.IO.Directory.CreateTempSubdirectory("cosellbot-paste-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{table}.csv"), text, new UTF8Encoding(false), cancellationToken);
            return await import.RunAsync(folder, options, null, cancellationToken);
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    private static (ImportTable Table, List<string> Named)? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end is <= 0 or > LongestHead)
        {
            return null;
        }

        var columns = text[..end].Split(',').Select(column => column.Trim().Trim('"', '\uFEFF')).ToList();
        return Array.Find(Taken, table => table.Required.IsSubsetOf(columns) && columns.TrueForAll(table.Columns.Contains)) is { } found ? (found, columns) : null;
    }
}
