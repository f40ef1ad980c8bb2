using CoSellBot.Access;
using CoSellBot.Prm.Partners;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import.Tables;

/// <summary>Firms, people, partner profiles and what partners have proved.</summary>
internal static class DirectoryTables
{
    public static readonly ImportTable Organizations = new Table<OrganizationRow>(
        "organizations", "org_id! kind! name! domain country teams_tenant_id slack_team_id", ReadOrganization)
    {
        Learn = (known, row) => known.Firms[row.Id] = new Firm(row.Kind, row.Name, row.Country),
        Follow = RenamePartnersAsync,
    };

    public static readonly ImportTable People = new Table<Person>(
        "people", "person_id! name! email org_id! role! region time_zone! locale! teams_aad_object_id slack_user_id", ReadPerson)
    {
        Learn = (known, row) => known.People[row.Id] = row.OrganizationId,
        Complete = batch =>
        {
            foreach (var row in batch.Rows.Where(row => batch.Stored.ContainsKey(row.Key)))
            {
                // Not the file's to say.
                row.Entity.LeftOn = batch.Stored[row.Key].LeftOn;
            }

            return Task.CompletedTask;
        },
    };

    public static readonly ImportTable Partners = new Table<Partner>(
        "partners",
        "org_id! types tier! status! manager_person_id home_region languages industries product_families agreement_from agreement_to",
        row =>
        {
            var id = row.NeedReference("org_id", row.Known.IsPartner, "partner organization");
            var firm = row.Known.Firms.GetValueOrDefault(id);
            return new Partner
            {
                OrganizationId = id,
                Name = firm?.Name ?? "",
                Country = firm?.Country,
                Types = row.Words("types"),
                Tier = row.Need("tier"),
                Status = row.NeedChoice<PartnerStatus>("status"),
                ManagerPersonId = row.Reference("manager_person_id", row.Known.People.ContainsKey, "person"),
                HomeRegion = row.Text("home_region"),
                Languages = row.Words("languages"),
                Industries = row.Words("industries"),
                ProductFamilies = row.Words("product_families"),
                AgreementFrom = row.Day("agreement_from"),
                AgreementTo = row.Day("agreement_to"),
            };
        })
    {
        AuditName = "partner",
    };

    public static readonly ImportTable Certifications = new Table<Certification>(
        "certifications", "certification_id! person_id! product_family! level! issued_on! expires_on", row => new Certification
        {
            Id = row.Key("certification_id"),
            PersonId = row.NeedReference("person_id", row.Known.People.ContainsKey, "person"),
            ProductFamily = row.Need("product_family"),
            Level = row.Need("level"),
            IssuedOn = row.NeedDay("issued_on"),
            ExpiresOn = row.Day("expires_on"),
        });

    public static readonly ImportTable Compliance = new Table<ComplianceItem>(
        "compliance", "compliance_id! partner_org_id! kind! country valid_from! valid_to verified_by", row => new ComplianceItem
        {
            Id = row.Key("compliance_id"),
            PartnerOrgId = row.NeedReference("partner_org_id", row.Known.IsPartner, "partner organization"),
            Kind = row.Need("kind"),
            Country = row.Country("country"),
            ValidFrom = row.NeedDay("valid_from"),
            ValidTo = row.Day("valid_to"),
            VerifiedBy = row.Reference("verified_by", row.Known.People.ContainsKey, "person"),
        })
    {
        Owner = item => item.PartnerOrgId,
    };

    private static OrganizationRow ReadOrganization(Row row)
    {
        var id = row.Key("org_id");
        var kind = row.NeedChoice<OrganizationKind>("kind");
        if (row.Known.Firms.TryGetValue(id, out var firm) && firm.Kind != kind)
        {
            row.Reject("kind", $"It is stored as a {firm.Kind} and cannot become a {kind}.");
        }

        // One vendor per deployment: a second would see what the first may see.
        if (kind == OrganizationKind.Vendor && !row.Rejected && (row.Known.Vendor ??= id) != id)
        {
            row.Reject("kind", $"There is a vendor already: \"{row.Known.Vendor}\".");
        }

        return new OrganizationRow
        {
            Id = id,
            Kind = kind,
            Name = row.Need("name"),
            Domain = row.Domain("domain"),
            Country = row.Country("country"),
            TeamsTenantId = row.Text("teams_tenant_id"),
            SlackTeamId = row.Text("slack_team_id"),
        };
    }

    private static Person ReadPerson(Row row)
    {
        var id = row.Key("person_id");
        var firm = row.NeedReference("org_id", row.Known.Firms.ContainsKey, "organization");
        var word = row.Need("role");
        if (!Roles.TryParse(word, out var role) && word.Length > 0)
        {
            row.Reject("role", $"\"{Row.Short(word)}\" is no role.");
        }
        else if (row.Known.Firms.ContainsKey(firm) && role is Role.PartnerSeller or Role.PartnerAdmin != row.Known.IsPartner(firm))
        {
            row.Reject("role", $"A {word} cannot belong to a {(row.Known.IsPartner(firm) ? "partner" : "vendor")}.");
        }

        var zone = row.Need("time_zone");
        if (zone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            row.Reject("time_zone", $"\"{Row.Short(zone)}\" is no time zone; write an IANA name such as Europe/Berlin.");
        }

        var locale = row.Need("locale");
        if (!locale.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            row.Reject("locale", $"\"{Row.Short(locale)}\" is no language tag; write one such as en-GB.");
        }

        var person = new Person
        {
            Id = id,
            Name = row.Need("name"),
            Email = row.Text("email"),
            OrganizationId = firm,
            Role = role,
            Region = row.Text("region"),
            TimeZone = zone,
            Locale = locale,
            TeamsObjectId = row.Text("teams_aad_object_id"),
            SlackUserId = row.Text("slack_user_id"),
        };
        Claim(row, "teams_aad_object_id", "Teams", person.TeamsObjectId, person);
        Claim(row, "slack_user_id", "Slack", person.SlackUserId, person);
        return person;
    }

    private static void Claim(Row row, string column, string channel, string? id, Person person)
    {
        if (!row.Rejected && !row.Known.Claim(person.OrganizationId, channel, id, person.Id))
        {
            row.Reject(column, $"\"{Row.Short(id!)}\" is another person of the same firm.");
        }
    }

    // A profile repeats its firm's name and country.
    private static async Task RenamePartnersAsync(BatchContext<OrganizationRow> batch)
    {
        var changed = batch.Changed.ToDictionary(row => row.Id);
        var ids = changed.Keys.ToList();
        foreach (var partner in ids.Count == 0 ? [] : await batch.Context.Set<Partner>().Where(p => ids.Contains(p.OrganizationId)).ToListAsync(batch.Cancellation))
        {
            partner.Name = changed[partner.OrganizationId].Name;
            partner.Country = changed[partner.OrganizationId].Country;
        }
    }
}
