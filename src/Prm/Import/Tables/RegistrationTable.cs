using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import.Tables;

/// <summary>Claims. What the file does not say (look-up keys, protection, due times) is made here as the ledger makes it.</summary>
internal static class RegistrationTable
{
    private const string Receipt = "receipt";

    public static readonly ImportTable Registrations = new Table<DealRegistration>(
        "registrations",
        "registration_id! partner_org_id! submitted_by! on_behalf kind! customer_name! customer_domain customer_country! customer_postal_code account_id "
        + "product_id! product_family amount! currency! expected_close! status! status_since! receipt_seq! submitted_at approved_at approved_by "
        + "protected_until extension_count opportunity_id outcome conflict_state reject_reason",
        Read)
    {
        Owner = row => row.PartnerOrgId,
        AuditName = "registration",
        Learn = (known, row) => known.Registrations[row.Id] = row.PartnerOrgId,
        Complete = CompleteAsync,
        Follow = FollowAsync,
        Finish = ProtectAsync,
    };

    private static DealRegistration Read(Row row)
    {
        var (minor, currency) = row.Money("amount", "currency");
        if (minor is null && !row.Rejected)
        {
            row.Reject("amount", "Is empty.");
        }

        var product = row.Product("product_id", needed: true) ?? "";
        var family = row.Known.Products.GetValueOrDefault(product)?.Family ?? "";
        if (row.Text("product_family") is { } given && family.Length > 0 && given != family)
        {
            row.Reject("product_family", $"Product \"{product}\" is of family \"{family}\".");
        }

        var registration = new DealRegistration
        {
            Id = row.Key("registration_id"),
            PartnerOrgId = row.NeedReference("partner_org_id", row.Known.IsPartner, "partner organization"),
            SubmittedBy = row.NeedReference("submitted_by", row.Known.People.ContainsKey, "person"),
            OnBehalfBy = row.Reference("on_behalf", row.Known.People.ContainsKey, "person"),
            Kind = row.NeedChoice<RegistrationKind>("kind"),
            CustomerName = row.Need("customer_name"),
            CustomerDomain = row.Text("customer_domain"),
            CustomerCountry = row.NeedCountry("customer_country") ?? "",
            CustomerPostalCode = row.Text("customer_postal_code"),
            AccountId = row.Reference("account_id", row.Known.Accounts.Contains, "account"),
            ProductId = product,
            ProductFamily = family,
            AmountMinor = minor ?? 0,
            Currency = currency ?? "",
            ExpectedClose = row.NeedDay("expected_close"),
            Status = row.NeedChoice<RegistrationStatus>("status"),
            StatusSince = row.NeedInstant("status_since"),
            ReceiptSeq = row.Whole("receipt_seq", 1, long.MaxValue),
            SubmittedAt = row.Instant("submitted_at"),
            ApprovedAt = row.Instant("approved_at"),
            ApprovedBy = row.Text("approved_by"),
            ProtectedUntil = row.Instant("protected_until"),
            ExtensionCount = (int)(row.Whole("extension_count", 0, int.MaxValue) ?? 0),
            OpportunityId = row.Reference("opportunity_id", row.Known.Opportunities.Contains, "opportunity"),
            Outcome = row.Word("outcome", "won", "lost"),
            ConflictState = row.Choice<ConflictState>("conflict_state") ?? ConflictState.None,
            RejectReason = row.Text("reject_reason"),
        };
        if (!row.Rejected)
        {
            Check(row, registration);
        }

        return registration;
    }

    // The invariants of domain §3 that one row can break.
    private static void Check(Row row, DealRegistration registration)
    {
        if (registration.Status != RegistrationStatus.Draft && registration.ReceiptSeq is null)
        {
            row.Reject("receipt_seq", $"Is empty; a claim that is {registration.Status} has a place in line.");
        }

        if (registration.Status == RegistrationStatus.Approved && (registration.ApprovedAt is null || registration.ProtectedUntil is null))
        {
            row.Reject(registration.ApprovedAt is null ? "approved_at" : "protected_until", "Is empty; an approved claim has both days.");
        }

        if (registration.ProtectedUntil <= registration.ApprovedAt)
        {
            row.Reject("protected_until", "Is not after approved_at.");
        }

        if (registration.ApprovedBy == registration.SubmittedBy)
        {
            row.Reject("approved_by", "Nobody approves their own claim.");
        }
    }

    private static async Task CompleteAsync(BatchContext<DealRegistration> batch)
    {
        var run = batch.Run;
        var receipts = batch.Rows.Select(row => row.Entity.ReceiptSeq).OfType<long>().ToList();
        var holders = await batch.Context.Set<DealRegistration>().Where(r => r.ReceiptSeq != null && receipts.Contains(r.ReceiptSeq.Value))
            .ToDictionaryAsync(r => r.ReceiptSeq!.Value, r => r.Id, batch.Cancellation);
        foreach (var row in batch.Rows.ToList())
        {
            var registration = row.Entity;
            if (registration.ReceiptSeq is { } receipt)
            {
                run.Receipts.TryAdd(receipt, holders.GetValueOrDefault(receipt, registration.Id));
                if (run.Receipts[receipt] != registration.Id)
                {
                    batch.Reject(row, "receipt_seq", $"{receipt} is the place in line of \"{run.Receipts[receipt]}\".");
                    continue;
                }
            }

            var key = KeyOf(registration, run.Now);
            if (key is not null)
            {
                run.Protected.Add((registration.ReceiptSeq ?? long.MaxValue, registration.Id, key));
            }

            if (batch.Stored.TryGetValue(row.Key, out var stored))
            {
                // Not the file's to say.
                registration.ProtectionKey = stored.ProtectionKey == key ? key : null;
                registration.RuleSetVersion = stored.RuleSetVersion;
                registration.Version = stored.Version;
                if ((stored.Status, stored.StatusSince) == (registration.Status, registration.StatusSince))
                {
                    (registration.DecisionDue, registration.AnswerDue) = (stored.DecisionDue, stored.AnswerDue);
                }
            }
        }
    }

    private static async Task FollowAsync(BatchContext<DealRegistration> batch)
    {
        string[] identity =
        [
            nameof(DealRegistration.CustomerName), nameof(DealRegistration.CustomerDomain),
            nameof(DealRegistration.CustomerCountry), nameof(DealRegistration.CustomerPostalCode),
        ];
        foreach (var registration in batch.Changed)
        {
            registration.Version++;
        }

        await ClaimClocks.ForgetAsync(batch.Context, [.. batch.Changed.Select(registration => registration.Id)], batch.Run.Now, batch.Cancellation);
        var renamed = batch.Changed.Where(r => identity.Any(name => batch.Context.Entry(r).Property(name).IsModified)).ToList();
        foreach (var registration in renamed)
        {
            var wanted = AccountKeys.Of(registration.Identity).ToHashSet();
            foreach (var key in await batch.Context.Set<RegistrationKey>().Where(k => k.RegistrationId == registration.Id).ToListAsync(batch.Cancellation))
            {
                if (!wanted.Remove(new AccountKey(key.Kind, key.Key)))
                {
                    batch.Context.Remove(key);
                }
            }

            batch.Context.AddRange(wanted.Select(k => new RegistrationKey { RegistrationId = registration.Id, Kind = k.Kind, Key = k.Key }));
        }

        batch.New.ForEach(registration => RegistrationLedger.AddKeys(batch.Context, registration));
        if (batch.New.Concat(batch.Changed).Max(r => r.ReceiptSeq) is { } highest)
        {
            var counter = await batch.Context.Set<Counter>().SingleOrDefaultAsync(row => row.Name == Receipt, batch.Cancellation)
                ?? batch.Context.Add(new Counter { Name = Receipt }).Entity;
            counter.Value = Math.Max(counter.Value, highest);
        }
    }

    // Once per file and by place in line, so that who holds a customer does not depend on the order of the rows.
    private static async Task ProtectAsync(FileEnd end)
    {
        var set = end.Context.Set<DealRegistration>();
        var taken = new Dictionary<string, string>();
        foreach (var some in end.Run.Protected.OrderBy(claim => claim.Receipt).ThenBy(claim => claim.Id, StringComparer.Ordinal).Chunk(500))
        {
            var keys = some.Select(claim => claim.Key).ToHashSet();
            var ids = some.Select(claim => claim.Id).ToList();
            foreach (var holder in await set.AsNoTracking().Where(r => r.ProtectionKey != null && keys.Contains(r.ProtectionKey)).ToListAsync(end.Cancellation))
            {
                taken.TryAdd(holder.ProtectionKey!, holder.Id);
            }

            var rows = await set.Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, end.Cancellation);
            foreach (var (_, id, key) in some)
            {
                // A claim whose status moved on here since has no protection to give back.
                if (rows.TryGetValue(id, out var row) && KeyOf(row, end.Run.Now) != key)
                {
                    continue;
                }

                if (!taken.TryAdd(key, id) && taken[key] != id)
                {
                    end.Warn(id, "protected_until", $"\"{taken[key]}\" protects the same customer and product family; kept without protection.");
                }
                else if (row is not null)
                {
                    row.ProtectionKey = key;
                }
            }

            await SaveAsync(end);
        }

        if (!end.Run.Options.DryRun)
        {
            await ClaimClocks.AdoptAsync(end.Context, end.Run.Now, end.Cancellation);
        }
    }

    private static async Task SaveAsync(FileEnd end)
    {
        if (!end.Run.Options.DryRun)
        {
            await end.Context.SaveChangesAsync(end.Cancellation);
        }

        end.Context.ChangeTracker.Clear();
    }

    private static string? KeyOf(DealRegistration registration, DateTimeOffset now) =>
        registration.Status is RegistrationStatus.Approved or RegistrationStatus.Converted && registration.ProtectedUntil > now
            ? RegistrationLedger.ProtectionKey(registration.Identity, registration.AccountId, registration.ProductFamily)
            : null;
}
