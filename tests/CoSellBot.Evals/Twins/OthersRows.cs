using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Evals.Twins;

/// <summary>The rows others have, as they would have come to be.</summary>
/// <param name="Now">The moment of the submission.</param>
internal sealed record OthersRows(DateTimeOffset Now)
{
    /// <summary>A claim of another partner with its look-up keys and what belongs to its state.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="receipt">Its place in line, before all others.</param>
    /// <param name="seller">Whose.</param>
    /// <param name="customer">The customer as that partner spells it.</param>
    /// <param name="accountId">The account it was matched to, or null.</param>
    /// <param name="product">The product.</param>
    /// <param name="state">Where it stands.</param>
    public IReadOnlyList<object> Claim(string id, long receipt, Seller seller, CompanyIdentity customer, string? accountId, Product product, OthersRecord state)
    {
        var isProtected = state is OthersRecord.Protected or OthersRecord.Converted;
        var claim = new DealRegistration
        {
            Id = id,
            PartnerOrgId = seller.FirmId,
            SubmittedBy = seller.Card.Person.Id,
            Kind = RegistrationKind.Resell,
            CustomerName = customer.Name,
            CustomerDomain = customer.Domain,
            CustomerCountry = customer.Country!,
            CustomerPostalCode = customer.PostalCode,
            AccountId = accountId,
            ProductId = product.Id,
            ProductFamily = product.Family,
            AmountMinor = 4_200_000,
            Currency = "EUR",
            ProgrammeMinor = 4_600_000,
            ProgrammeCurrency = "USD",
            ExpectedClose = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(60),
            Status = state switch
            {
                OthersRecord.Protected => RegistrationStatus.Approved,
                OthersRecord.Converted => RegistrationStatus.Converted,
                OthersRecord.NeedsInfo => RegistrationStatus.NeedsInfo,
                _ => RegistrationStatus.InReview,
            },
            StatusSince = Now.AddDays(-2),
            ReceiptSeq = receipt,
            SubmittedAt = Now.AddDays(-2),
            DecisionDue = isProtected || state == OthersRecord.NeedsInfo ? null : Now.AddHours(5),
            AnswerDue = state == OthersRecord.NeedsInfo ? Now.AddDays(3) : null,
            ApprovedAt = isProtected ? Now.AddDays(-2) : null,
            ApprovedBy = isProtected ? "rules@1" : null,
            ProtectedUntil = isProtected ? Now.AddDays(88) : null,
            OpportunityId = state == OthersRecord.Converted ? "OPP-TW1N" : null,
            ProtectionKey = isProtected || state == OthersRecord.Held ? RegistrationLedger.ProtectionKey(customer, accountId, product.Family) : null,
        };
        var rows = new List<object> { claim };
        rows.AddRange(AccountKeys.Of(claim.Identity).Select(key => new RegistrationKey { RegistrationId = id, Kind = key.Kind, Key = key.Key }));
        switch (state)
        {
            case OthersRecord.Held:
                rows.Add(new Decision
                {
                    Id = "DECISION-TW1N",
                    RegistrationId = id,
                    Kind = DecisionKind.Approve,
                    DecidedBy = seller.Partner.ManagerPersonId ?? "PER-NOBODY",
                    DecidedAt = Now.AddSeconds(-20),
                    TellAt = Now.AddSeconds(40),
                });
                break;

            case OthersRecord.NeedsInfo:
                rows.Add(new RegistrationQuestion { Id = "QUESTION-TW1N", RegistrationId = id, AskedBy = "PER-NOBODY", AskedAt = Now.AddDays(-1), Text = "Who asked you?" });
                break;

            case OthersRecord.Converted:
                rows.Add(Deal("OPP-TW1N", accountId, product, OpportunityStage.Qualified, seller.FirmId));
                break;
        }

        return rows;
    }

    /// <summary>A deal, the vendor's own without a partner.</summary>
    public Opportunity Deal(string id, string? accountId, Product product, OpportunityStage stage, string? partner) => new()
    {
        Id = id,
        AccountId = accountId,
        ProductId = product.Id,
        Stage = stage,
        AmountMinor = 9_900_000,
        Currency = "EUR",
        Source = partner is null ? "Direct" : "Partner",
        PartnerOrgId = partner,
        LastActivityAt = Now.AddDays(-6),
        Outcome = stage == OpportunityStage.ClosedWon ? "won" : null,
    };
}
