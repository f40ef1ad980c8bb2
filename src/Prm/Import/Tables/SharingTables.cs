using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Leads;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sharing;

namespace CoSellBot.Prm.Import.Tables;

/// <summary>What partners told in confidence, what they share, and the leads they got.</summary>
internal static class SharingTables
{
    private static readonly string[] Populations = ["customers", "open_opps", "prospects"];

    public static readonly ImportTable Notes = new Table<RegistrationNote>("registration_notes", "registration_id! partner_org_id! note!", row =>
    {
        var registration = row.NeedReference("registration_id", row.Known.Registrations.ContainsKey, "registration");
        var partner = row.Need("partner_org_id");
        MustOwn(row, registration, "partner_org_id", partner);
        return new RegistrationNote { RegistrationId = registration, PartnerOrgId = partner, Note = row.Need("note") };
    });

    public static readonly ImportTable Disputes = new Table<Dispute>(
        "disputes", "dispute_id! registration_id! partner_org_id! other_registration_id other_partner_org_id state! opened_at! ruling", row =>
        {
            var dispute = new Dispute
            {
                Id = row.Key("dispute_id"),
                RegistrationId = row.NeedReference("registration_id", row.Known.Registrations.ContainsKey, "registration"),
                PartnerOrgId = row.NeedReference("partner_org_id", row.Known.IsPartner, "partner organization"),
                OtherRegistrationId = row.Reference("other_registration_id", row.Known.Registrations.ContainsKey, "registration"),
                OtherPartnerOrgId = row.Reference("other_partner_org_id", row.Known.IsPartner, "partner organization"),
                State = row.NeedChoice<DisputeState>("state"),
                OpenedAt = row.NeedInstant("opened_at"),
                Ruling = row.Choice<Ruling>("ruling"),
            };
            MustOwn(row, dispute.RegistrationId, "partner_org_id", dispute.PartnerOrgId);
            MustOwn(row, dispute.OtherRegistrationId, "other_partner_org_id", dispute.OtherPartnerOrgId);
            return dispute;
        })
    {
        Owner = row => row.PartnerOrgId,
        AuditName = "dispute",
    };

    public static readonly ImportTable PartnerAccounts = new Table<PartnerAccount>(
        "partner_accounts", "row_id! partner_org_id! population! name! domain country postal_code city phone industry", row => new PartnerAccount
        {
            Id = row.Key("row_id"),
            PartnerOrgId = row.NeedReference("partner_org_id", row.Known.IsPartner, "partner organization"),
            Population = row.NeedWord("population", Populations),
            Name = row.Need("name"),
            Domain = row.Domain("domain"),
            Country = row.Country("country"),
            PostalCode = row.Text("postal_code"),
            City = row.Text("city"),
            Phone = row.Text("phone"),
            Industry = row.Text("industry"),
        })
    {
        Owner = row => row.PartnerOrgId,
    };

    public static readonly ImportTable PartnerRules = new Table<SharingRule>(
        "sharing_rules", "rule_id! partner_org_id! population! level! fields granted_by valid_from valid_to",
        row => ReadRule(
            row,
            row.NeedReference("partner_org_id", row.Known.IsPartner, "partner organization"),
            row.Reference("granted_by", row.Known.People.ContainsKey, "person")))
    {
        Owner = row => row.PartnerOrgId,
        AuditName = "sharing_rule",
    };

    public static readonly ImportTable VendorRules = new Table<SharingRule>(
        "vendor_sharing_rules", "rule_id! population! level! fields valid_from valid_to", row => ReadRule(row, null, null))
    {
        Owner = row => row.PartnerOrgId,
        AuditName = "sharing_rule",
    };

    public static readonly ImportTable Leads = new Table<Lead>(
        "leads",
        "lead_id! account_hint! country product_id source! score received_at! state! partner_org_id offered_at accepted_at first_touch_at",
        row => new Lead
        {
            Id = row.Key("lead_id"),
            AccountHint = row.Need("account_hint"),
            Country = row.Country("country"),
            ProductId = row.Product("product_id", needed: false),
            Source = row.Need("source"),
            Score = (int?)row.Whole("score", 0, 100),
            ReceivedAt = row.NeedInstant("received_at"),
            State = row.NeedChoice<LeadState>("state"),
            PartnerOrgId = row.Reference("partner_org_id", row.Known.IsPartner, "partner organization"),
            OfferedAt = row.Instant("offered_at"),
            AcceptedAt = row.Instant("accepted_at"),
            FirstTouchAt = row.Instant("first_touch_at"),
        })
    {
        AuditName = "lead",
        Finish = end => end.Run.Options.DryRun ? Task.CompletedTask : LeadClocks.FollowAsync(end.Context, end.Run.Now, end.Cancellation),
    };

    // A note or a dispute is shown to the partner it names: it must be the one the registration belongs to.
    private static void MustOwn(Row row, string? registration, string column, string? partner)
    {
        if (registration is not null && row.Known.Registrations.TryGetValue(registration, out var owner) && owner != partner)
        {
            row.Reject(column, $"Registration \"{registration}\" is not this partner's.");
        }
    }

    // "Counts" is what other programmes and the sample data call CountsOnly.
    private static SharingRule ReadRule(Row row, string? partner, string? grantedBy) => new()
    {
        Id = row.Key("rule_id"),
        PartnerOrgId = partner,
        Population = row.NeedWord("population", Populations),
        Level = row.NeedWord("level", "Hidden", "Counts", "CountsOnly", "Overlaps", "All") switch
        {
            "Counts" or "CountsOnly" => SharingLevel.CountsOnly,
            "Overlaps" => SharingLevel.Overlaps,
            "All" => SharingLevel.All,
            _ => SharingLevel.Hidden,
        },
        Fields = row.Words("fields"),
        GrantedBy = grantedBy,
        ValidFrom = row.Day("valid_from"),
        ValidTo = row.Day("valid_to"),
    };
}
