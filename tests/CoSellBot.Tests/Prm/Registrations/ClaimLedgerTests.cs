using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>What a partner does with its claim: withdraw, prove, link; and how a linked sale ends. Amendments and longer protection have tests of their own.</summary>
public class ClaimLedgerTests
{
    [Fact]
    public async Task T15_A_claim_is_withdrawn_by_its_partner_from_every_open_status()
    {
        await using var world = await OpenAsync();
        var approved = await world.ApprovedAsync();
        var waiting = await world.InReviewAsync("Mondstein AG", "mondstein.example");
        var asked = await world.AskAsync(await world.InReviewAsync("Sternlicht AG", "sternlicht.example"));

        foreach (var claim in new[] { approved, waiting, asked })
        {
            await AssertForbiddenAsync("claim.not_yours", () => world.WithdrawAsync(claim, Jonas));
            await AssertForbiddenAsync("claim.not_yours", () => world.WithdrawAsync(claim, Anja));
            var withdrawn = await world.WithdrawAsync(claim, "PER-HANNA");
            Assert.Equal((RegistrationStatus.Withdrawn, null, null, null), (withdrawn.Status, withdrawn.ProtectionKey, withdrawn.DecisionDue, withdrawn.AnswerDue));
            await AssertInvalidAsync("claim.closed", () => world.WithdrawAsync(withdrawn));
        }

        // And the customer is free again.
        Assert.Equal(RegistrationStatus.Approved, (await world.SubmitAsync(partner: "ORG-NIMBUS")).Registration.Status);
    }

    [Fact]
    public async Task Whoever_registered_it_for_the_partner_may_do_with_it_what_the_partner_may()
    {
        await using var world = await OpenAsync();
        var claim = (await world.SubmitAsync(person: "PER-LENA", onBehalf: true)).Registration;

        Assert.Equal(RegistrationStatus.Withdrawn, (await world.WithdrawAsync(claim, "PER-LENA")).Status);
        await using var look = world.Open();
        var audit = await look.Set<AuditEntry>().Where(entry => entry.EntityRef == $"registration/{claim.Id}").OrderBy(entry => entry.Seq).ToListAsync();
        Assert.Equal(["ORG-BRIGHTPATH", null, "ORG-BRIGHTPATH"], audit.Select(entry => entry.OnBehalfOf));
        Assert.Equal(["PER-LENA", "rules@3", "PER-LENA"], audit.Select(entry => entry.ActorPersonId));
        Assert.Equal([null, null, "{\"status\":\"Approved\"}"], audit.Select(entry => entry.Before));
        Assert.StartsWith("{\"status\":\"Withdrawn\",\"amount\":\"EUR 10000\",\"protectedUntil\":\"2026-09-07", audit[2].After, StringComparison.Ordinal);
        Assert.EndsWith("\"version\":2}", audit[2].After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_is_kept_in_words_and_with_its_file()
    {
        await using var world = await OpenAsync();
        var claim = await world.ProveAsync(await world.ApprovedAsync());
        var file = new ProofFile("C:/letters/../offer.pdf", "application/pdf", "offer"u8.ToArray());
        claim = await world.Claims.AddEvidenceAsync(claim.Id, claim.Version, "the offer", file, By(Felix), world.Key(), default);

        var proofs = (await world.RowsAsync<Evidence>()).Where(proof => proof.RegistrationId == claim.Id).OrderBy(proof => proof.Text).ToList();
        Assert.Equal(["minutes of a meeting", "the offer"], proofs.Select(proof => proof.Text));
        Assert.All(proofs, proof => Assert.Equal((Felix, world.Now), (proof.AddedBy, proof.AddedAt)));
        var kept = Assert.Single(await world.RowsAsync<EvidenceFile>());
        Assert.Equal((proofs[1].Id, "offer.pdf", "application/pdf"), (kept.EvidenceId, kept.Name, kept.MediaType));
        Assert.Equal("9a2f2fc9ab3d3f8b8a1bb4f6aa4bb6ec1a7ea2aa2a4c4c9f4a8c5c4d1c1b2b3a".Length, kept.Sha256.Length);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(kept.Content)), kept.Sha256);
    }

    [Fact]
    public async Task A_proof_has_a_file_of_sensible_size_and_an_open_claim_of_ones_own()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();
        Task<DealRegistration> Add(int bytes, string person = Felix) => world.Claims.AddEvidenceAsync(
            claim.Id, claim.Version, "", new ProofFile("a.bin", "application/octet-stream", new byte[bytes]), By(person), world.Key(), default);

        await AssertInvalidAsync("proof.size", () => Add(0));
        await AssertInvalidAsync("proof.size", () => Add(ClaimLedger.LargestFile + 1));
        await AssertForbiddenAsync("claim.not_yours", () => Add(1, Jonas));
        Assert.Equal(10 * 1024 * 1024, ClaimLedger.LargestFile);
        claim = await Add(ClaimLedger.LargestFile);
        claim = await world.WithdrawAsync(claim);
        await AssertInvalidAsync("claim.closed", () => Add(1));
    }

    [Fact]
    public async Task The_same_proof_with_another_file_under_one_key_is_another_command()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();
        Task<DealRegistration> Add(params byte[] content) =>
            world.Claims.AddEvidenceAsync(claim.Id, claim.Version, "x", content.Length == 0 ? null : new ProofFile("a", "b", content), By(Felix), "proof", default);

        await Add(1);
        await Add(1);
        Assert.Equal(PrmFailure.Conflict, (await RefusedAsync(() => Add(2))).Reason);
        Assert.Equal(PrmFailure.Conflict, (await RefusedAsync(() => Add())).Reason);
        Assert.Single(await world.RowsAsync<EvidenceFile>());
    }

    [Fact]
    public async Task T14_A_claim_is_linked_to_a_new_sale_made_from_it()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example", owner: "PER-LENA");
        var before = await world.ApprovedAsync();
        var claim = await world.LinkAsync(before);

        Assert.Equal((RegistrationStatus.Converted, before.ProtectionKey, before.ProtectedUntil), (claim.Status, claim.ProtectionKey, claim.ProtectedUntil));
        await using var look = world.Open();
        var sale = await look.Set<Opportunity>().SingleAsync(o => o.Id == claim.OpportunityId);
        Assert.Matches("^OP-[0-9A-Z]{8}$", sale.Id);
        Assert.Equal(("ACC-QUELL", "PRD-LEDGER", OpportunityStage.Prospect, "Partner", "ORG-BRIGHTPATH", "PER-LENA"), (sale.AccountId, sale.ProductId, sale.Stage, sale.Source, sale.PartnerOrgId, sale.OwnerPersonId));
        Assert.Equal((claim.Amount, claim.ExpectedClose, world.Now, world.Now), (sale.Amount, sale.CloseDate, sale.CreatedAt, sale.LastActivityAt));
        Assert.Equal(["submitted", "approved", "linked"], await world.HistoryAsync(claim.Id));
    }

    [Fact]
    public async Task Linking_again_to_the_same_sale_changes_nothing_and_to_another_is_refused()
    {
        await using var world = await OpenAsync();
        await world.AddDealAsync("OPP-1", "ACC-NEBELTAL", OpportunityStage.Qualified);
        await world.AddDealAsync("OPP-2", "ACC-NEBELTAL", OpportunityStage.Qualified);
        var claim = await world.LinkAsync(await world.ApprovedAsync(), "OPP-1");
        var history = await world.HistoryAsync(claim.Id);

        Assert.Equal(claim.Version, (await world.LinkAsync(claim, "OPP-1")).Version);
        Assert.Equal(claim.Version, (await world.LinkAsync(claim)).Version);
        Assert.Equal(history, await world.HistoryAsync(claim.Id));
        Assert.Equal("OPP-1", (await world.ReadAsync(claim.Id)).OpportunityId);
        await AssertInvalidAsync("link.elsewhere", () => world.LinkAsync(claim, "OPP-2"));
    }

    [Fact]
    public async Task I10_Linking_never_touches_what_the_seller_forecasts()
    {
        await using var world = await OpenAsync();
        await world.AddDealAsync("OPP-1", "ACC-NEBELTAL", OpportunityStage.BusinessValidation, owner: "PER-LENA");
        var before = Text(await SaleAsync(world, "OPP-1"));

        await world.LinkAsync(await world.ApprovedAsync(), "OPP-1");
        Assert.Equal(before.Replace("\"PartnerOrgId\":null", "\"PartnerOrgId\":\"ORG-BRIGHTPATH\"", StringComparison.Ordinal), Text(await SaleAsync(world, "OPP-1")));
    }

    [Fact]
    public async Task A_sale_of_another_claim_partner_or_customer_is_not_linked()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example");
        await world.AddDealAsync("OPP-OTHER-PARTNER", "ACC-QUELL", OpportunityStage.Qualified, product: "PRD-ATLAS", partner: "ORG-NIMBUS");
        await world.AddDealAsync("OPP-OTHER-CUSTOMER", "ACC-NEBELTAL", OpportunityStage.Qualified);
        await world.AddDealAsync("OPP-TAKEN", "ACC-QUELL", OpportunityStage.ClosedLost);
        await world.AddDealAsync("OPP-OWN", "ACC-QUELL", OpportunityStage.ClosedLost, partner: "ORG-BRIGHTPATH");
        await world.AddAsync(new Opportunity { Id = "OPP-NO-ACCOUNT", ProductId = "PRD-LEDGER", Stage = OpportunityStage.Qualified, Source = "Direct" });
        await world.LinkAsync(await world.ApprovedAsync("Mondstein AG", "mondstein.example"), "OPP-TAKEN");
        var claim = await world.ApprovedAsync();
        Assert.Equal("ACC-QUELL", claim.AccountId);

        foreach (var taken in new[] { "OPP-OTHER-PARTNER", "OPP-OTHER-CUSTOMER", "OPP-TAKEN" })
        {
            await AssertInvalidAsync("link.taken", () => world.LinkAsync(claim, taken));
        }

        Assert.Equal(PrmFailure.NotFound, (await RefusedAsync(() => world.LinkAsync(claim, "OPP-NONE"))).Reason);
        await world.LinkAsync(claim, "OPP-OWN");
        await world.LinkAsync(await world.ApprovedAsync("Sternlicht AG", "sternlicht.example"), "OPP-NO-ACCOUNT");
    }

    [Fact]
    public async Task Only_a_claim_that_is_or_was_protected_is_linked()
    {
        await using var world = await OpenAsync();
        await AssertInvalidAsync("link.not_protected", async () => await world.LinkAsync(await world.InReviewAsync()));
        var expired = await world.ApprovedAsync("Mondstein AG", "mondstein.example");
        world.Pass(TimeSpan.FromDays(91));
        await world.Ledger.ExpireDueAsync(100, default);

        expired = await world.LinkAsync(await world.ReadAsync(expired.Id));
        // A late link protects nothing.
        Assert.Equal((RegistrationStatus.Converted, null), (expired.Status, expired.ProtectionKey));
        Assert.True(expired.ProtectedUntil < world.Now);
    }

    [Theory]
    [InlineData(OpportunityStage.ClosedWon, "won")]
    [InlineData(OpportunityStage.ClosedLost, "lost")]
    public async Task T14_When_the_sale_closes_the_outcome_is_noted_and_the_customer_is_free(OpportunityStage stage, string outcome)
    {
        await using var world = await OpenAsync();
        await world.AddDealAsync("OPP-1", "ACC-NEBELTAL", OpportunityStage.Committed);
        var claim = await world.LinkAsync(await world.ApprovedAsync(), "OPP-1");
        Assert.Equal(RegistrationStatus.InReview, (await world.SubmitAsync(partner: "ORG-NIMBUS", key: "held")).Registration.Status);
        var imported = await world.Claims.CloseDueAsync(1_000, default);

        await world.ArrangeAsync(async context => (await context.FindAsync<Opportunity>("OPP-1"))!.Stage = stage);
        Assert.Equal(1, await world.Claims.CloseDueAsync(100, default));
        Assert.Equal(0, await world.Claims.CloseDueAsync(100, default));
        var closed = await world.ReadAsync(claim.Id);
        Assert.Equal((RegistrationStatus.Converted, outcome, null, claim.Version + 1), (closed.Status, closed.Outcome, closed.ProtectionKey, closed.Version));
        Assert.Equal(["submitted", "approved", "linked", outcome], await world.HistoryAsync(claim.Id));
        Assert.True(imported >= 0);

        // Its protection ended with the sale, before its day.
        Assert.True(closed.ProtectedUntil > world.Now);
        var next = await world.SubmitAsync(partner: "ORG-ORION", person: "PER-STEFAN");
        Assert.False(next.Trace!.Has("R09"));
        await AssertInvalidAsync("claim.closed", () => world.AmendAsync(closed, new ClaimChange(Amount: new Money(1_000_000, "EUR"))));
        await AssertInvalidAsync("extension.late", () => world.ExtendAsync(closed));
    }

    [Fact]
    public async Task Sales_that_closed_are_noted_at_most_as_many_as_asked_for()
    {
        await using var world = await OpenAsync();
        await world.Claims.CloseDueAsync(1_000, default);
        var claims = new List<DealRegistration>();
        foreach (var (name, stage) in new[] { ("Mondstein", OpportunityStage.ClosedWon), ("Sternlicht", OpportunityStage.ClosedLost), ("Quellwind", OpportunityStage.ClosedLost) })
        {
            var claim = await world.ApprovedAsync($"{name} AG", null);
            await world.AddDealAsync($"OPP-{name}", "ACC-NEBELTAL", stage);
            claims.Add(await world.LinkAsync(claim, $"OPP-{name}"));
        }

        Assert.Equal(2, await world.Claims.CloseDueAsync(2, default));
        Assert.Equal(2, (await world.RowsAsync<DealRegistration>()).Count(row => claims.Exists(claim => claim.Id == row.Id) && row.Outcome is not null));
        Assert.Equal(1, await world.Claims.CloseDueAsync(2, default));
    }

    [Fact]
    public async Task T13_Protection_ends_after_its_day_for_as_many_as_asked_for()
    {
        await using var world = await OpenAsync();
        var first = await world.ApprovedAsync();
        world.Pass(TimeSpan.FromHours(1));
        var second = await world.ApprovedAsync("Mondstein AG", "mondstein.example");
        world.Pass(first.ProtectedUntil!.Value - world.Now);
        await world.Ledger.ExpireDueAsync(1_000, default);
        Assert.Equal(RegistrationStatus.Approved, (await world.ReadAsync(first.Id)).Status);

        world.Pass(TimeSpan.FromHours(2));
        Assert.Equal(1, await world.Ledger.ExpireDueAsync(1, default));
        Assert.Equal((RegistrationStatus.Expired, RegistrationStatus.Approved), ((await world.ReadAsync(first.Id)).Status, (await world.ReadAsync(second.Id)).Status));
        Assert.Equal(1, await world.Ledger.ExpireDueAsync(1, default));
        Assert.Equal(0, await world.Ledger.ExpireDueAsync(1, default));
        await using var look = world.Open();
        var entry = await look.Set<AuditEntry>().SingleAsync(row => row.EntityRef == $"registration/{first.Id}" && row.Action == "registration.expired");
        Assert.Equal(("clock", "Clock", first.Id, "{\"status\":\"Approved\"}"), (entry.ActorPersonId, entry.Channel, entry.MessageId, entry.Before));
    }

    private static string Text(Opportunity sale) => System.Text.Json.JsonSerializer.Serialize(sale);

    private static async Task<Opportunity> SaleAsync(ClaimWorld world, string id)
    {
        await using var look = world.Open();
        return await look.Set<Opportunity>().SingleAsync(o => o.Id == id);
    }
}
