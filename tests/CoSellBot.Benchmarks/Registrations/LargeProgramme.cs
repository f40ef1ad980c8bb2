using System.Globalization;
using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;

namespace CoSellBot.Benchmarks.Registrations;

/// <summary>A programme of a given size with every table the rules look into, written as fast as the database takes it.</summary>
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

        var isPostgres = Database.IsPostgres(connectionString);
        using var tables = new BulkTables(connectionString, isPostgres);
        if (!isPostgres)
        {
            tables.Run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA temp_store=MEMORY; BEGIN;");
        }

        var draft = isPostgres ? "UNLOGGED" : "TEMP";
        tables.Run($"""
            DROP INDEX "IX_account_key_row_account_id"; DROP INDEX "IX_registration_key_registration_id";
            CREATE {draft} TABLE account_keys (id TEXT, kind TEXT, "key" TEXT); CREATE {draft} TABLE claim_keys (id TEXT, kind TEXT, "key" TEXT);
            """);
        WriteAccounts(tables);
        tables.End();
        WriteClaims(tables);
        tables.End();
        // In the order of their index, so that it grows at its end.
        tables.Run("""
            INSERT INTO account_key_row (account_id, kind, "key", tenant_id) SELECT id, kind, "key", 'main' FROM account_keys WHERE TRUE ORDER BY kind, "key", id ON CONFLICT DO NOTHING;
            INSERT INTO registration_key (registration_id, kind, "key", tenant_id) SELECT id, kind, "key", 'main' FROM claim_keys WHERE TRUE ORDER BY kind, "key", id ON CONFLICT DO NOTHING;
            CREATE INDEX "IX_account_key_row_account_id" ON "account_key_row" ("account_id");
            CREATE INDEX "IX_registration_key_registration_id" ON "registration_key" ("registration_id");
            DROP TABLE account_keys; DROP TABLE claim_keys;
            """);
        // A server does this by itself within a minute; a copy would have to wait for it.
        tables.Run(isPostgres ? "VACUUM ANALYZE" : "COMMIT; PRAGMA journal_mode=WAL;");
    }

    private void WriteAccounts(BulkTables tables)
    {
        var account = tables.Into("account", "id", "name", "domain", "country", "parent_id", "named", "tenant_id");
        var deal = tables.Into("opportunity", "id", "account_id", "product_id", "stage", "source", "last_activity_at", "tenant_id");
        var key = tables.Into("account_keys", "id", "kind", "\"key\"");
        for (var i = 0; i < Accounts; i++)
        {
            var (id, company) = (AccountId(i), Company(i));
            account([id, company.Name, company.Domain, company.Country, i % EveryWhichHasAParent == 1 ? AccountId(i - 1) : null, false, "main"]);
            if (i % EveryWhichHasADeal == 0)
            {
                deal([$"OPP-{i}", id, $"PRD-{Families[i / 3 % Families.Length]}", i % 2 == 0 ? "TechnicalValidation" : "ClosedWon", "Direct", Text(Now.AddDays(-i % 300)), "main"]);
            }

            foreach (var one in AccountKeys.Of(company))
            {
                key([id, one.Kind.ToString(), one.Key]);
            }
        }
    }

    private void WriteClaims(BulkTables tables)
    {
        var claim = tables.Into(
            "deal_registration", "id", "partner_org_id", "submitted_by", "kind", "customer_name", "customer_domain", "customer_country", "account_id", "product_id", "product_family",
            "amount_minor", "currency", "expected_close", "status", "status_since", "receipt_seq", "submitted_at", "approved_at", "approved_by", "protected_until", "extension_count",
            "conflict_state", "protection_key", "rule_set_version", "version", "tenant_id");
        var key = tables.Into("claim_keys", "id", "kind", "\"key\"");
        string[] states = ["Approved", "InReview", "Expired", "Rejected", "Converted"];
        for (var i = 0; i < Claims; i++)
        {
            var number = (int)((long)i * 7919 % Accounts);
            var (id, company, accountId, family) = (string.Create(CultureInfo.InvariantCulture, $"DR-{i:D7}"), Company(number), AccountId(number), Families[i % Families.Length]);
            var state = states[i / 4 % states.Length];
            var at = Now.AddDays(-1 - (i % 700));
            var isApproved = state is "Approved" or "Expired" or "Converted";
            var isProtected = state == "Approved" && i % 700 < 85;
            claim([
                id, PartnerId(i % Partners), SellerId(i % Partners), "Resell", company.Name, company.Domain, company.Country, accountId, $"PRD-{family}", family,
                1_200_000L, "USD", new DateOnly(2026, 12, 1), state == "Approved" && !isProtected ? "Expired" : state, Text(at), (long)(i + 1), Text(at),
                isApproved ? Text(at) : null, isApproved ? "rules@1" : null, isApproved ? Text(at.AddDays(90)) : null, 0,
                "None", isProtected && i < Accounts ? $"acc:{accountId}/{family}" : null, 1, 1, "main",
            ]);
            foreach (var one in AccountKeys.Of(company))
            {
                key([id, one.Kind.ToString(), one.Key]);
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
}
