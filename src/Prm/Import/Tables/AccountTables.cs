using CoSellBot.Prm.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import.Tables;

/// <summary>The vendor's customers, products and sales.</summary>
internal static class AccountTables
{
    public static readonly ImportTable Products = new Table<Product>("products", "product_id! family! name!", row => new Product
    {
        Id = row.Key("product_id"),
        Family = row.Need("family"),
        Name = row.Need("name"),
    })
    {
        Learn = (known, row) => known.Products[row.Id] = row,
    };

    public static readonly ImportTable Accounts = new Table<Account>(
        "accounts", "account_id! name! domain country postal_code industry segment parent_id owner_person_id named", row =>
        {
            var id = row.Key("account_id");
            return new Account
            {
                Id = id,
                Name = row.Need("name"),
                Domain = row.Domain("domain"),
                Country = row.Country("country"),
                PostalCode = row.Text("postal_code"),
                Industry = row.Text("industry"),
                Segment = row.Text("segment"),
                ParentId = row.Parent("parent_id", id, row.Known.Accounts, "account"),
                OwnerPersonId = row.Reference("owner_person_id", row.Known.People.ContainsKey, "person"),
                Named = row.Flag("named"),
            };
        })
    {
        Tree = new("parent_id", row => row.ParentId, (known, id) => known.Accounts.Contains(id)),
        Learn = (known, row) => known.Accounts.Add(row.Id),
        Follow = WriteKeysAsync,
    };

    public static readonly ImportTable Opportunities = new Table<Opportunity>(
        "opportunities",
        "opportunity_id! account_id product! stage! amount currency close_date source! partner_org_id owner_person_id created_at last_activity_at outcome",
        ReadOpportunity)
    {
        Learn = (known, row) => known.Opportunities.Add(row.Id),
    };

    public static readonly ImportTable StageHistory = new Table<StageEntry>("stage_history", "opportunity_id! stage! entered_on! left_on", row =>
    {
        var entry = new StageEntry
        {
            OpportunityId = row.NeedReference("opportunity_id", row.Known.Opportunities.Contains, "opportunity"),
            Stage = row.NeedChoice<OpportunityStage>("stage"),
            EnteredOn = row.NeedDay("entered_on"),
            LeftOn = row.Day("left_on"),
        };
        if (entry.LeftOn < entry.EnteredOn)
        {
            row.Reject("left_on", "Is before entered_on.");
        }

        return entry;
    });

    private static Opportunity ReadOpportunity(Row row)
    {
        var (minor, currency) = row.Money("amount", "currency");
        var stage = row.NeedChoice<OpportunityStage>("stage");
        var result = stage switch
        {
            OpportunityStage.ClosedWon => "won",
            OpportunityStage.ClosedLost => "lost",
            _ => null,
        };
        if (row.Word("outcome", "won", "lost") is { } outcome && outcome != result)
        {
            row.Reject("outcome", $"Is {outcome} in stage {stage}.");
        }

        var opportunity = new Opportunity
        {
            Id = row.Key("opportunity_id"),
            AccountId = row.Reference("account_id", row.Known.Accounts.Contains, "account"),
            ProductId = row.Product("product", needed: true) ?? "",
            Stage = stage,
            AmountMinor = minor,
            Currency = currency,
            CloseDate = row.Day("close_date"),
            Source = row.NeedWord("source", "Direct", "Partner", "Alliance", "Marketing"),
            PartnerOrgId = row.Reference("partner_org_id", row.Known.IsPartner, "partner organization"),
            OwnerPersonId = row.Reference("owner_person_id", row.Known.People.ContainsKey, "person"),
            CreatedAt = row.Instant("created_at"),
            LastActivityAt = row.Instant("last_activity_at"),
            Outcome = result,
        };
        if (opportunity.AccountId is null && !row.Rejected)
        {
            row.Warn("account_id", "No account; kept without one.");
        }

        return opportunity;
    }

    private static async Task WriteKeysAsync(BatchContext<Account> batch)
    {
        string[] identity = [nameof(Account.Name), nameof(Account.Domain), nameof(Account.Country), nameof(Account.PostalCode)];
        var renamed = batch.Changed.Where(account => identity.Any(name => batch.Context.Entry(account).Property(name).IsModified)).ToList();
        var ids = renamed.Select(account => account.Id).ToList();
        var before = ids.Count == 0 ? [] : await batch.Context.Set<AccountKeyRow>().Where(key => ids.Contains(key.AccountId)).ToListAsync(batch.Cancellation);
        var wanted = renamed.Concat(batch.New).SelectMany(account => AccountKeys.Of(account.Identity).Select(key => (account.Id, key.Kind, key.Key))).ToHashSet();
        foreach (var key in before.Where(key => !wanted.Remove((key.AccountId, key.Kind, key.Key))))
        {
            batch.Context.Remove(key);
        }

        batch.Context.AddRange(wanted.Select(key => new AccountKeyRow { AccountId = key.Id, Kind = key.Kind, Key = key.Key }));
    }
}
