using System.Text;
using CoSellBot.Access;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Import.Tables;
using CoSellBot.Prm.Partners;
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
    private static readonly ImportTable[] Taken =
    [
        ProgrammeTables.FxRates, ProgrammeTables.Calendars, ProgrammeTables.Holidays, ProgrammeTables.ComplianceRules, ProgrammeTables.Territories,
        ProgrammeTables.PartnerTerritories, ProgrammeTables.Exclusions, ProgrammeTables.DeniedParties,
    ];

    /// <summary>The table whose columns the first line names, or null: it has all the columns that table must have and none it does not know.</summary>
    public static string? TableOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end is <= 0 or > 400)
        {
            return null;
        }

        var columns = text[..end].Split(',').Select(column => column.Trim().Trim('"', '\uFEFF')).ToList();
        return Array.Find(Taken, table => table.Required.IsSubsetOf(columns) && columns.TrueForAll(table.Columns.Contains))?.Name;
    }

    /// <summary>Reads the rows and writes those that can be taken, or with <paramref name="isTrial"/> only says what it would do.</summary>
    /// <param name="table">One that <see cref="TableOf"/> gave.</param>
    /// <param name="text">The lines, the first with the columns.</param>
    /// <param name="actor">The administrator.</param>
    /// <param name="isTrial">True to write nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PrmException"><see cref="PrmFailure.Forbidden"/> for everybody but administrators.</exception>
    public async Task<ImportReport> RunAsync(string table, string text, Actor actor, bool isTrial, CancellationToken cancellationToken)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await context.Set<Person>().AnyAsync(person => person.Id == actor.PersonId && person.Role == Role.Admin, cancellationToken))
            {
                throw new PrmException(PrmFailure.Forbidden, "Only administrators change the programme's tables.");
            }
        }

        var folder = System.IO.Directory.CreateTempSubdirectory("cosellbot-paste-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{table}.csv"), text, new UTF8Encoding(false), cancellationToken);
            return await import.RunAsync(folder, new ImportOptions(DryRun: isTrial, By: actor), null, cancellationToken);
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }
}
