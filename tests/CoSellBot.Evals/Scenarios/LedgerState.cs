using System.Globalization;
using CoSellBot.EndToEnd;
using CoSellBot.Prm;

namespace CoSellBot.Evals.Scenarios;

/// <summary>What a scenario may change, as it stands in the database.</summary>
/// <param name="Registrations">Every registration by number, its fields by name.</param>
/// <param name="Proofs">Proofs by registration.</param>
/// <param name="Muted">Quiet customers and deals by person.</param>
/// <param name="ByClock">Registrations that nobody but the clock has touched: what time alone does to the demo world is not the scenario's.</param>
/// <param name="Reminded">People whom a clock of the demo world told something.</param>
/// <param name="Counts">Rows that every write leaves, by table: equal counts mean that nothing was written.</param>
internal sealed record LedgerState(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Registrations, IReadOnlyDictionary<string, int> Proofs, IReadOnlyDictionary<string, int> Muted,
    IReadOnlySet<string> ByClock, IReadOnlySet<string> Reminded, string Counts)
{
    private static readonly string[] Fields = ["status", "customer", "amount", "currency", "partner", "product", "kind", "by", "on_behalf", "country", "close", "version"];

    /// <summary>Reads it while the bot runs.</summary>
    public static async Task<LedgerState> ReadAsync(StoredBot stored)
    {
        // A matched account's own name says better which customer it is than the words it was registered with.
        var rows = await stored.RowsAsync(
            """
            SELECT r.id, r.status, COALESCE(a.name, r.customer_name), r.amount_minor, r.currency, r.partner_org_id, r.product_id, r.kind, r.submitted_by, r.on_behalf_by,
                   r.customer_country, r.expected_close, r.version
            FROM deal_registration r LEFT JOIN account a ON a.id = r.account_id ORDER BY r.id
            """);
        return new LedgerState(
            rows.Select(row => row.Split(" | ")).ToDictionary(row => row[0], IReadOnlyDictionary<string, string> (row) => Named(row)),
            await CountsAsync(stored, "SELECT registration_id, COUNT(*) FROM evidence GROUP BY 1"),
            await CountsAsync(stored, "SELECT person_id, COUNT(*) FROM nudge_mute GROUP BY 1"),
            (await stored.RowsAsync(
                """
                SELECT substr(entity_ref, 14) FROM audit_entry WHERE entity_ref LIKE 'registration/%' AND action <> 'registration.read'
                GROUP BY entity_ref HAVING MIN(actor_person_id) = 'clock' AND MAX(actor_person_id) = 'clock'
                """)).ToHashSet(),
            (await stored.RowsAsync("SELECT DISTINCT person_id FROM notice WHERE rule LIKE 'clock.%'")).ToHashSet(),
            string.Join(", ", await stored.RowsAsync(
                """
                SELECT 'audit entries ' || COUNT(*) FROM audit_entry WHERE action NOT IN ('question.refused', 'registration.read') AND action NOT LIKE 'clock.%' UNION ALL SELECT 'changes ' || COUNT(*) FROM change_row WHERE kind NOT LIKE 'clock.%'
                UNION ALL SELECT 'confirmed proposals ' || COUNT(*) FROM proposal_row WHERE state IN ('Confirmed', 'Done') UNION ALL SELECT 'notices ' || COUNT(*) FROM notice WHERE rule NOT LIKE 'clock.%'
                """)));
    }

    private static Dictionary<string, string> Named(string[] row)
    {
        row[3] = new Money(long.Parse(row[3], CultureInfo.InvariantCulture), row[4]).Major.ToString("0.##", CultureInfo.InvariantCulture);
        return Fields.Zip(row.Skip(1)).ToDictionary(field => field.First, field => field.Second);
    }

    private static async Task<Dictionary<string, int>> CountsAsync(StoredBot stored, string sql) =>
        (await stored.RowsAsync(sql)).Select(row => row.Split(" | ")).ToDictionary(row => row[0], row => int.Parse(row[1], CultureInfo.InvariantCulture));
}
