using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Evals.Twins;

/// <summary>A vendor's programme, imported once and copied for every pair.</summary>
/// <param name="World">The imported world; only copied from.</param>
/// <param name="Name">The folder's kind and seed.</param>
/// <param name="Accounts">The vendor's accounts that can be asked about.</param>
/// <param name="Products">What is sold.</param>
/// <param name="Partners">Partners with somebody who sells.</param>
/// <param name="Rules">The numbers in force.</param>
/// <param name="Held">Customers and families that somebody holds.</param>
internal sealed record Programme(
    TwinSide World, string Name, IReadOnlyList<Account> Accounts, IReadOnlyList<Product> Products, IReadOnlyList<Seller> Partners, RuleSet Rules, IReadOnlySet<string> Held)
{
    private const int Standing = 3;

    /// <summary>Imports a generated programme where the generator is there, else the sample world.</summary>
    public static async Task<Programme> OpenAsync(TwinSide world, int seed, CancellationToken cancellationToken)
    {
        var generator = Path.Combine(EvalFiles.Root, "..", "shared", "tools", "worldgen", "worldgen.py");
        var folder = File.Exists(generator) ? await GenerateAsync(generator, seed, cancellationToken) : null;
        var source = folder ?? Path.Combine(EvalFiles.Root, "samples", "world");
        try
        {
            using var about = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(source, "world.json"), cancellationToken));
            var asOf = DateOnly.ParseExact(about.RootElement.GetProperty("as_of").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            world.SetTime(new DateTimeOffset(asOf, new TimeOnly(9, 13, 7), TimeSpan.Zero));
            await using (var context = world.CreateDbContext())
            {
                await SchemaUpgrade.ApplyAsync(context, "prm", typeof(PrmDbContext).Assembly, cancellationToken);
            }

            await world.Get<WorldImport>().RunAsync(source, new ImportOptions(), null, cancellationToken);
        }
        finally
        {
            if (folder is not null)
            {
                System.IO.Directory.Delete(folder, recursive: true);
            }
        }

        await PutInGoodStandingAsync(world, seed, cancellationToken);
        return await ReadAsync(world, folder is null ? "samples/world" : string.Create(CultureInfo.InvariantCulture, $"programme small, seed {seed}"), cancellationToken);
    }

    private static async Task<string> GenerateAsync(string generator, int seed, CancellationToken cancellationToken)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("cosellbot-twins-").FullName;
        using var process = Process.Start(new ProcessStartInfo(
            "python3", [generator, "programme", "--scale", "small", "--seed", seed.ToString(CultureInfo.InvariantCulture), "--out", folder])
        { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? folder : throw new InvalidOperationException("The generator failed.");
    }

    // Most partners of a generated programme lack a proof or a certificate somewhere; two in three get what they need, else nothing would ever be approved.
    private static async Task PutInGoodStandingAsync(TwinSide world, int seed, CancellationToken cancellationToken)
    {
        await using var context = world.CreateDbContext();
        var today = DateOnly.FromDateTime(world.Now.UtcDateTime);
        var countries = await context.Set<Account>().Where(a => a.Country != null).Select(a => a.Country!).Distinct().OrderBy(c => c).ToListAsync(cancellationToken);
        var families = await context.Set<Product>().Select(p => p.Family).Distinct().OrderBy(f => f).ToListAsync(cancellationToken);
        var kinds = await context.Set<ComplianceRule>().Select(rule => rule.Kind).OrderBy(k => k).ToListAsync(cancellationToken);
        var sellers = await context.Set<Person>().Where(p => p.Role == Role.PartnerSeller).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var partners = await context.Set<Partner>().OrderBy(p => p.OrganizationId).ToListAsync(cancellationToken);
        if (seed % 4 != 0)
        {
            // Rights of one partner alone would send nearly everything to a person; every fourth programme keeps them.
            (await context.Set<PartnerTerritory>().Where(right => right.Exclusive).ToListAsync(cancellationToken)).ForEach(right => right.Exclusive = false);
        }

        context.Add(new Territory { Id = "TER-TWINS", Name = "Everywhere", Countries = countries });
        foreach (var (partner, number) in partners.Select((partner, number) => (partner, number)).Where(pair => (pair.number + seed) % Standing != 0))
        {
            (partner.Status, partner.AgreementFrom, partner.AgreementTo) = (PartnerStatus.Active, today.AddYears(-1), today.AddYears(2));
            partner.Tier = partner.Tier == "Registered" ? "Silver" : partner.Tier;
            partner.ProductFamilies = families;
            context.Add(new PartnerTerritory { PartnerOrgId = partner.OrganizationId, TerritoryId = "TER-TWINS" });
            context.AddRange(kinds.Select(kind => new ComplianceItem { Id = $"CMP-{partner.OrganizationId}-{kind}", PartnerOrgId = partner.OrganizationId, Kind = kind, ValidFrom = today.AddYears(-1) }));
            context.AddRange(sellers.Where(p => p.OrganizationId == partner.OrganizationId).Take(1).SelectMany(p => families.Select(family =>
                new Certification { Id = $"CERT-{p.Id}-{family}", PersonId = p.Id, ProductFamily = family, Level = "Professional", IssuedOn = today.AddYears(-1) })));
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    private static async Task<Programme> ReadAsync(TwinSide world, string name, CancellationToken cancellationToken)
    {
        await using var context = world.CreateDbContext();
        var accounts = await context.Set<Account>().AsNoTracking().Where(a => a.Country != null).OrderBy(a => a.Id).ToListAsync(cancellationToken);
        var products = await context.Set<Product>().AsNoTracking().OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var partners = await context.Set<Partner>().AsNoTracking().OrderBy(p => p.OrganizationId).ToListAsync(cancellationToken);
        var people = await world.Get<Prm.Partners.Directory>().AllPeopleAsync(cancellationToken);
        var held = await context.Set<DealRegistration>().Where(r => r.ProtectionKey != null).Select(r => r.ProtectionKey!).ToListAsync(cancellationToken);
        var sellers = partners.Select(partner => (partner, card: people.FirstOrDefault(card => card.Organization.Id == partner.OrganizationId && card.Person.Role == Role.PartnerSeller)))
            .Where(pair => pair.card is not null).Select(pair => new Seller(pair.partner, pair.card!)).ToList();
        return new Programme(world, name, accounts, products, sellers, await RuleBook.CurrentAsync(context, cancellationToken), held.ToHashSet());
    }
}

/// <summary>A partner and somebody who sells for it.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Card">Who sells.</param>
internal sealed record Seller(Partner Partner, PersonCard Card)
{
    /// <summary>The firm's id.</summary>
    public string FirmId => Partner.OrganizationId;
}
