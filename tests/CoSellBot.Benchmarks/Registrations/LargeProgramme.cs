using System.Globalization;
using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.Data.Sqlite;

namespace CoSellBot.Benchmarks.Registrations;

/// <summary>A programme of a given size with every table the rules look into, written as fast as SQLite takes it.</summary>
/// <param name="Accounts">How many accounts.</param>
/// <param name="Claims">How many registrations.</param>
/// <param name="Partners">How many partners.</param>
/// <param name="Now">The moment it is made for.</param>
internal sealed record LargeProgramme(int Accounts, int Claims, int Partners, DateTimeOffset Now)
{
    private const int EveryWhichHasADeal = 3;
    private const int EveryWhichHasAParent = 20;
    private static readonly string[] Families = ["CORE", "EDGE", "DATA", "SECURE"];
    private static readonly string[] Countries = ["DE", "GB", "FR", "US", "NL", "ES", "IT", "SE"];
    private static readonly string[] Syllables = ["bar", "kel", "mon", "tra", "vel", "sun", "dor", "rig", "pal", "zem", "nor", "fal", "gus", "lin", "hor", "wes"];
    private static readonly string[] Trades = ["Logistics", "Foods", "Energy", "Optics", "Group", "Holding", "Paper", "Rail"];

    /// <summary>A company of the programme.</summary>
    public static CompanyIdentity Company(int number)
    {
        var name = new System.Text.StringBuilder();
        for (var rest = number + 4096; rest > 0; rest /= Syllables.Length)
        {
            name.Append(Syllables[rest % Syllables.Length]);
        }

        var trade = Trades[number % Trades.Length];
        var stem = name.ToString();
        return new CompanyIdentity($"{char.ToUpperInvariant(stem[0])}{stem[1..]} {trade} GmbH", string.Create(CultureInfo.InvariantCulture, $"{stem}{number % 10}.example"), Countries[number % Countries.Length], null);
    }

    /// <summary>The id of an account.</summary>
    public static string AccountId(int number) => string.Create(CultureInfo.InvariantCulture, $"ACC-{number:D7}");

    /// <summary>The id of a partner.</summary>
    public static string PartnerId(int number) => string.Create(CultureInfo.InvariantCulture, $"ORG-{number:D5}");

    /// <summary>The id of a partner's seller.</summary>
    public static string SellerId(int number) => string.Create(CultureInfo.InvariantCulture, $"PER-{number:D5}");

    /// <summary>Writes it into a new database.</summary>
    public async Task WriteAsync(Func<PrmDbContext> open, string connectionString)
    {
        await using (var context = open())
        {
            await SchemaUpgrade.ApplyAsync(context, "prm", typeof(PrmDbContext).Assembly, CancellationToken.None);
            context.AddRange(Small());
            await context.SaveChangesAsync();
        }

        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        Run(connection, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA temp_store=MEMORY;");
        using (var transaction = connection.BeginTransaction())
        {
            Run(connection, """
                DROP INDEX "IX_account_key_row_account_id"; DROP INDEX "IX_registration_key_registration_id";
                CREATE TEMP TABLE account_keys (id TEXT, kind TEXT, "key" TEXT); CREATE TEMP TABLE claim_keys (id TEXT, kind TEXT, "key" TEXT);
                """);
            WriteAccounts(connection);
            WriteClaims(connection);
            // In the order of their index, so that it grows at its end.
            Run(connection, """
                INSERT OR IGNORE INTO account_key_row (account_id, kind, "key", tenant_id) SELECT id, kind, "key", 'main' FROM account_keys ORDER BY kind, "key", id;
                INSERT OR IGNORE INTO registration_key (registration_id, kind, "key", tenant_id) SELECT id, kind, "key", 'main' FROM claim_keys ORDER BY kind, "key", id;
                CREATE INDEX "IX_account_key_row_account_id" ON "account_key_row" ("account_id");
                CREATE INDEX "IX_registration_key_registration_id" ON "registration_key" ("registration_id");
                """);
            transaction.Commit();
        }

        Run(connection, "PRAGMA journal_mode=WAL;");
    }

    private void WriteAccounts(SqliteConnection connection)
    {
        using var account = Command(connection, "INSERT INTO account (id, name, domain, country, parent_id, named, tenant_id) VALUES ($0, $1, $2, $3, $4, 0, 'main')", 5);
        using var deal = Command(
            connection, "INSERT INTO opportunity (id, account_id, product_id, stage, source, last_activity_at, tenant_id) VALUES ($0, $1, $2, $3, 'Direct', $4, 'main')", 5);
        using var key = Command(connection, "INSERT INTO account_keys VALUES ($0, $1, $2)", 3);
        for (var i = 0; i < Accounts; i++)
        {
            var (id, company) = (AccountId(i), Company(i));
            Run(account, id, company.Name, company.Domain, company.Country, i % EveryWhichHasAParent == 1 ? AccountId(i - 1) : null);
            if (i % EveryWhichHasADeal == 0)
            {
                Run(deal, $"OPP-{i}", id, $"PRD-{Families[i / 3 % Families.Length]}", i % 2 == 0 ? "TechnicalValidation" : "ClosedWon", Text(Now.AddDays(-i % 300)));
            }

            foreach (var one in AccountKeys.Of(company))
            {
                Run(key, id, one.Kind.ToString(), one.Key);
            }
        }
    }

    private void WriteClaims(SqliteConnection connection)
    {
        using var claim = Command(connection, """
            INSERT INTO deal_registration (id, partner_org_id, submitted_by, kind, customer_name, customer_domain, customer_country, account_id, product_id, product_family,
                amount_minor, currency, expected_close, status, status_since, receipt_seq, submitted_at, approved_at, approved_by, protected_until, extension_count,
                conflict_state, protection_key, rule_set_version, version, tenant_id)
            VALUES ($0, $1, $2, 'Resell', $3, $4, $5, $6, $7, $8, 1200000, 'USD', '2026-12-01', $9, $10, $11, $10, $12, $13, $14, 0, 'None', $15, 1, 1, 'main')
            """, 16);
        using var key = Command(connection, "INSERT INTO claim_keys VALUES ($0, $1, $2)", 3);
        string[] states = ["Approved", "InReview", "Expired", "Rejected", "Converted"];
        for (var i = 0; i < Claims; i++)
        {
            var number = (int)((long)i * 7919 % Accounts);
            var (id, company, accountId, family) = (string.Create(CultureInfo.InvariantCulture, $"DR-{i:D7}"), Company(number), AccountId(number), Families[i % Families.Length]);
            var state = states[i / 4 % states.Length];
            var at = Now.AddDays(-1 - (i % 700));
            var isApproved = state is "Approved" or "Expired" or "Converted";
            var isProtected = state == "Approved" && i % 700 < 85;
            Run(claim, id, PartnerId(i % Partners), SellerId(i % Partners), company.Name, company.Domain, company.Country, accountId, $"PRD-{family}", family,
                state == "Approved" && !isProtected ? "Expired" : state, Text(at), i + 1, isApproved ? Text(at) : null, isApproved ? "rules@1" : null,
                isApproved ? Text(at.AddDays(90)) : null, isProtected && i < Accounts ? $"acc:{accountId}/{family}" : null);
            foreach (var one in AccountKeys.Of(company))
            {
                Run(key, id, one.Kind.ToString(), one.Key);
            }
        }
    }

    private IEnumerable<object> Small()
    {
        var today = DateOnly.FromDateTime(Now.UtcDateTime);
        yield return new OrganizationRow { Id = "ORG-VENDOR", Kind = OrganizationKind.Vendor, Name = "Vendor" };
        yield return new Person { Id = "PER-MANAGER", Name = "Manager", OrganizationId = "ORG-VENDOR", Role = Role.ChannelManager, TimeZone = "Europe/Berlin", Locale = "en-GB" };
        yield return new Counter { Name = "receipt", Value = Claims + 1 };
        yield return new PublishedRules { Version = 1, PublishedAt = Now, PublishedBy = "import", Numbers = JsonSerializer.Serialize(new Dictionary<string, string> { ["programme_currency"] = "USD", ["open_claims"] = "100000" }) };
        yield return new ComplianceRule { Kind = "AntiBribery", Countries = ["*"] };
        yield return new Territory { Id = "TER-ALL", Name = "Everywhere", Countries = [.. Countries] };
        foreach (var family in Families)
        {
            yield return new Product { Id = $"PRD-{family}", Family = family, Name = family };
        }

        for (var i = 0; i < Partners; i++)
        {
            yield return new OrganizationRow { Id = PartnerId(i), Kind = OrganizationKind.Partner, Name = $"Partner {i}" };
            yield return new Person { Id = SellerId(i), Name = "Seller", OrganizationId = PartnerId(i), Role = Role.PartnerSeller, TimeZone = "Europe/Berlin", Locale = "en-GB" };
            yield return new Partner
            {
                OrganizationId = PartnerId(i),
                Name = $"Partner {i}",
                Tier = "Gold",
                Status = PartnerStatus.Active,
                ManagerPersonId = "PER-MANAGER",
                ProductFamilies = [.. Families],
                AgreementFrom = today.AddYears(-1),
                AgreementTo = today.AddYears(1),
            };
            yield return new ComplianceItem { Id = $"CMP-{i}", PartnerOrgId = PartnerId(i), Kind = "AntiBribery", ValidFrom = today.AddYears(-1) };
            yield return new PartnerTerritory { PartnerOrgId = PartnerId(i), TerritoryId = "TER-ALL" };
            foreach (var family in Families)
            {
                yield return new Certification { Id = $"CERT-{i}-{family}", PersonId = SellerId(i), ProductFamily = family, Level = "Professional", IssuedOn = today.AddYears(-1) };
            }
        }
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static SqliteCommand Command(SqliteConnection connection, string text, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i}"), DBNull.Value);
        }

        command.Prepare();
        return command;
    }

    private static void Run(SqliteCommand command, params object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
