using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Agents.Claims;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Evals.Twins;

/// <summary>Which of the answers that may differ a submission got.</summary>
internal enum ReleasedBit
{
    /// <summary>Approved now.</summary>
    Approved,

    /// <summary>In review.</summary>
    InReview,

    /// <summary>Refused for what lies with the partner itself, or its own claim that was there; told plainly, and the same in both worlds.</summary>
    Own,
}

/// <summary>What a seller read of one submission, in order.</summary>
/// <param name="Bit">Approved now or in review.</param>
/// <param name="Steps">Each reply under the name of what it answers.</param>
/// <param name="Decided">What a person decided, or null.</param>
/// <param name="Trace">What the rules said; no partner's to read.</param>
internal sealed record SellerReading(ReleasedBit Bit, IReadOnlyList<(string Step, string Text)> Steps, string? Decided, RuleTrace? Trace);

/// <summary>
/// Lets a seller submit, look, add a proof, be told a decision and be warned in one world, by the product's own proposals, tools, ledgers
/// and cards, and keeps every byte that was shown under the seller's own ceiling.
/// </summary>
internal sealed class SellerTalk(TwinSide side, TwinPair pair, bool isWith)
{
    private static readonly string[] Reasons = [RejectReasons.AlreadyWorked, "CustomerUnclear", "OutsideTerritory", "CompetenceMissing"];
    private readonly List<(string Step, string Text)> _steps = [];
    private readonly Principal _asker = pair.Seller.Card.ToPrincipal("main");
    private readonly ReadingContext _reading = ReadingContext.From(pair.Seller.Card.Person.Locale, pair.Seller.Card.Person.TimeZone);
    private readonly DealDesk _desk = side.Get<DealDesk>();
    private string? _decided;

    /// <summary>Runs it.</summary>
    /// <param name="fate">What a person decides; what an earlier world came to, so that both go the same way.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<SellerReading> RunAsync(Fate fate, CancellationToken cancellationToken)
    {
        var receipt = await PressAsync("receipt", Proposal(), cancellationToken);
        var id = receipt.Deal ?? throw new InvalidOperationException("Nothing was registered.");
        var trace = await TraceAsync(id, cancellationToken);
        var bit = await BitAsync(id, cancellationToken);
        await DisputeAsync(cancellationToken);
        await AskAsync("status of the customer", tools => tools.DealStatus(null, pair.Request.Customer.Name, cancellationToken));
        await AskAsync("my deals", tools => tools.MyDeals(cancellationToken: cancellationToken));
        if (pair.AddsProof)
        {
            var (deals, _) = Tools(out var outcome);
            await deals.AddProof(id, "The customer's letter of the 2nd", cancellationToken: cancellationToken);
            Keep("proof card", outcome.ToResult().Reply);
            side.Pass(TimeSpan.FromSeconds(70));
            await OthersGoOnAsync(cancellationToken);
            if (outcome.ToResult().Proposal is { } proposal)
            {
                await PressAsync("proof", proposal, cancellationToken);
            }
        }

        side.Pass(TimeSpan.FromHours(1));
        if (!pair.GoesOn)
        {
            return new SellerReading(bit, _steps, _decided, trace);
        }

        if (bit == ReleasedBit.InReview)
        {
            await DecideAsync(id, fate, cancellationToken);
        }

        await AskAsync("why", (_, claims) => claims.Why(id, cancellationToken));
        if (bit != ReleasedBit.Own)
        {
            await EndAsync(id, cancellationToken);
        }

        return new SellerReading(bit, _steps, _decided, trace);
    }

    // Warned before the end of protection, told of the end, and what can be done then.
    private async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        var claim = await FindAsync(id, cancellationToken);
        if (claim is { Status: RegistrationStatus.Approved, ProtectedUntil: { } until })
        {
            var days = ProtectionReminders.Days[pair.Seed % ProtectionReminders.Days.Count];
            side.SetTime(until.AddDays(-days).AddMinutes(1));
            Keep("warning", NoticeCards.Protection(await ViewAsync(id, cancellationToken), days, _desk.Prm.Name, side.Now));
            side.SetTime(until.AddHours(3));
            await side.Get<RegistrationLedger>().ExpireDueAsync(500, cancellationToken);
            await AskAsync("ended", tools => tools.DealStatus(id, null, cancellationToken));
            await OfferedAsync("renewal", (_, claims) => claims.Renew(id, cancellationToken), cancellationToken);
        }
        else if (claim.IsOpen)
        {
            await OfferedAsync("withdrawal", (tools, _) => tools.WithdrawDeal(id, cancellationToken: cancellationToken), cancellationToken);
        }
    }

    private async Task DecideAsync(string id, Fate fate, CancellationToken cancellationToken)
    {
        var reviews = side.Get<ReviewLedger>();
        await DisputeAsync(cancellationToken);
        if (fate == Fate.None || await ApproverAsync(id, cancellationToken) is not { } approver)
        {
            return;
        }

        if (fate == Fate.Ask)
        {
            await reviews.AskAsync(id, (await FindAsync(id, cancellationToken)).Version, "Who asked you for an offer?", approver, $"ask-{id}", cancellationToken);
            _decided = "asked";
            await AskAsync("question", tools => tools.DealStatus(id, null, cancellationToken));
            await OfferedAsync("answer", (_, claims) => claims.Answer(id, "Their head of purchasing", cancellationToken), cancellationToken);
            return;
        }

        _decided = fate == Fate.Approve && await ApproveAsync(id, approver, cancellationToken) ? "approved" : null;
        if (_decided is null)
        {
            var by = await ApproverAsync(id, cancellationToken) ?? approver;
            if (await DisputeOfAsync(id, cancellationToken) is { } dispute)
            {
                await side.Get<DisputeLedger>().RuleAsync(dispute, (await FindAsync(id, cancellationToken)).Version, Ruling.Uphold, await OtherAsync(dispute, cancellationToken), by, $"uphold-{id}", cancellationToken);
            }
            else
            {
                // Every reason that lies with others reads the same, so each world is refused for another one.
                await reviews.RejectAsync(
                    id, (await FindAsync(id, cancellationToken)).Version, Reasons[(pair.Seed + (isWith ? 0 : 1)) % Reasons.Length], null, by, $"reject-{id}", cancellationToken);
            }

            _decided = await HasStepAsync(id, cancellationToken) ? "refused after a first approval" : "refused";
        }

        await AskAsync("while it is held", tools => tools.DealStatus(id, null, cancellationToken));
        side.Pass(TimeSpan.FromSeconds(61));
        await reviews.TellDueAsync(100, cancellationToken);
        Keep("told", NoticeCards.Told(await ViewAsync(id, cancellationToken), "status", _desk.Prm.Name, side.Now));
        await AskAsync("my deals afterwards", tools => tools.MyDeals(cancellationToken: cancellationToken));
        if ((await FindAsync(id, cancellationToken)).Status == RegistrationStatus.Rejected)
        {
            await OfferedAsync("appeal", (_, claims) => claims.Appeal(id, "The customer had asked us before", cancellationToken), cancellationToken);
            await DisputeAsync(cancellationToken);
            await AskAsync("my deals with the appeal", tools => tools.MyDeals(cancellationToken: cancellationToken));
        }
    }

    private async Task<bool> HasStepAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = side.CreateDbContext();
        return await context.Set<ApprovalStep>().AnyAsync(step => step.RegistrationId == id, cancellationToken);
    }

    // Two people from the threshold on; false where the customer is another's.
    private async Task<bool> ApproveAsync(string id, Actor first, CancellationToken cancellationToken)
    {
        try
        {
            // Where somebody stands against it the ruling is the approval, unless a person has to look into something else as well.
            while (await DisputeOfAsync(id, cancellationToken) is { } dispute && await ApproverAsync(id, cancellationToken) is { } ruler)
            {
                var isLast = await IsLastAsync(id, cancellationToken);
                await side.Get<DisputeLedger>().RuleAsync(dispute, (await FindAsync(id, cancellationToken)).Version, Ruling.Transfer, await OtherAsync(dispute, cancellationToken), ruler, $"transfer-{dispute}", cancellationToken);
                if (isLast)
                {
                    return true;
                }

                side.Pass(TimeSpan.FromSeconds(61));
                await side.Get<ReviewLedger>().TellDueAsync(100, cancellationToken);
                side.Pass(TimeSpan.FromSeconds(-61));
            }

            for (var (step, approver) = (1, (Actor?)first); approver is not null && step <= 2; step++, approver = await ApproverAsync(id, cancellationToken))
            {
                await side.Get<ReviewLedger>().ApproveAsync(id, (await FindAsync(id, cancellationToken)).Version, approver, $"approve-{step}-{id}", cancellationToken);
            }

            await using var context = side.CreateDbContext();
            return await context.Set<Decision>().AnyAsync(decision => decision.RegistrationId == id, cancellationToken);
        }
        catch (PrmException refused) when (refused.Reason == PrmFailure.Invalid)
        {
            return false;
        }
    }

    // What happens to the others' records between a card of this seller and the press on it.
    private async Task OthersGoOnAsync(CancellationToken cancellationToken)
    {
        await side.AddAsync(isWith ? pair.LaterRows() : []);
        if (isWith && (pair.Record is OthersRecord.PendingThenApproved or OthersRecord.LaterThenApproved) && await ApproverAsync(TwinPair.OtherClaim, cancellationToken) is { } approver)
        {
            await ApproveAsync(TwinPair.OtherClaim, approver, cancellationToken);
            side.Pass(TimeSpan.FromSeconds(61));
            await side.Get<ReviewLedger>().TellDueAsync(100, cancellationToken);
            side.Pass(TimeSpan.FromSeconds(-61));
        }

        await side.Get<ReviewLedger>().TellDueAsync(100, cancellationToken);
        await DisputeAsync(cancellationToken);
    }

    // What the workers do beside the conversation: disputes are opened and dropped.
    private Task<int> DisputeAsync(CancellationToken cancellationToken) => side.Get<DisputeWatch>().FollowAsync(100, cancellationToken);

    private async Task<string?> DisputeOfAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = side.CreateDbContext();
        return await Disputes.OpenOf(context, id).OrderBy(dispute => dispute.Id).Select(dispute => dispute.Id).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<RegistrationStatus?> OtherAsync(string disputeId, CancellationToken cancellationToken)
    {
        await using var context = side.CreateDbContext();
        return await context.Set<Dispute>().Where(dispute => dispute.Id == disputeId)
            .Join(context.Set<DealRegistration>(), dispute => dispute.OtherRegistrationId, other => other.Id, (_, other) => (RegistrationStatus?)other.Status).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<bool> IsLastAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = side.CreateDbContext();
        return await Disputes.OpenOf(context, id).CountAsync(cancellationToken) == 1
            && await Disputes.TraceAsync(context, id, cancellationToken) is { } trace && RulingEffects.StillToDecide(trace.Findings).Count == 0;
    }

    private async Task OfferedAsync(string step, Func<DealTools, ClaimTools, Task<string>> tool, CancellationToken cancellationToken)
    {
        var (deals, claims) = Tools(out var outcome);
        await tool(deals, claims);
        var result = outcome.ToResult();
        Keep($"{step} card", result.Reply);
        if (result.Proposal is { } proposal)
        {
            await PressAsync(step, proposal, cancellationToken);
        }
    }

    private Task AskAsync(string step, Func<DealTools, Task<string>> tool) => AskAsync(step, (deals, _) => tool(deals));

    private async Task AskAsync(string step, Func<DealTools, ClaimTools, Task<string>> tool)
    {
        var (deals, claims) = Tools(out var outcome);
        await tool(deals, claims);
        Keep(step, outcome.ToResult().Reply);
    }

    private (DealTools Deals, ClaimTools Claims) Tools(out TurnOutcome outcome)
    {
        var turn = new AgentTurn(
            "", _asker, pair.Seller.Card.Country, new TurnPlace("twins", IsPrivate: true, new Audience([_asker.AsMember()], IsComplete: true), [_asker.Organization!.Id]), AgentSession.Empty, "m1", _reading);
        outcome = new TurnOutcome(turn);
        var deals = new DealTools(_desk, turn, outcome);
        return (deals, new ClaimTools(_desk, deals, turn, outcome));
    }

    private async Task<ActionReceipt> PressAsync(string step, ActionProposal proposal, CancellationToken cancellationToken)
    {
        var receipt = await side.Get<ProposalActions>().RunAsync(proposal, _asker, new Actor(_asker.PersonId!, "Web", "m1"), cancellationToken);
        Keep(step, receipt.Reply);
        return receipt;
    }

    private ActionProposal Proposal()
    {
        var (request, partner) = (pair.Request, pair.Seller.Partner);
        var deal = new RegisterDeal(
            partner.OrganizationId, partner.Name, partner.Tier, false, request.Customer.Name, request.Customer.Domain, request.Customer.PostalCode, null, true,
            request.Customer.Country!, "said", request.ProductId, pair.Product.Name, request.Amount.Minor, request.Amount.Currency, null, request.ExpectedClose, null,
            request.Kind, false, null, null, "USD", null, null, 2, Motion: request.Motion);
        return new ActionProposal(
            side.Get<Ids>().Ulid(), ProposalKinds.RegisterDeal, JsonSerializer.Serialize(deal), _asker.PersonId!, Readers.People(_asker.PersonId!), Readers.People(_asker.PersonId!),
            "twins", side.Now, side.Now.AddDays(7));
    }

    // Everything that reaches the seller: words, their order, and what each button sends.
    private void Keep(string step, AgentReply reply) => _steps.Add((step, reply.Reveal(Ceiling.Of(_asker.AsMember()), Texts.Shipped, _reading) is { } shown
        ? JsonSerializer.Serialize(shown)
        : throw new InvalidOperationException($"The seller may not read the answer to '{step}'.")));

    private async Task<Labelled<RegistrationView>> ViewAsync(string id, CancellationToken cancellationToken) =>
        await _desk.Book.FindAsync(_asker, id, cancellationToken) ?? throw new InvalidOperationException("The seller cannot find the claim.");

    private async Task<Actor?> ApproverAsync(string id, CancellationToken cancellationToken) =>
        (await side.Get<ReviewBook>().ApproversOfAsync(id, cancellationToken)).FirstOrDefault(approver => approver.ForPerson is null) is { } found ? new Actor(found.PersonId, "Web", "m2") : null;

    private async Task<DealRegistration> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = side.CreateDbContext();
        return await LedgerWriter.FindAsync(context, id, cancellationToken);
    }

    private async Task<RuleTrace?> TraceAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = side.CreateDbContext();
        return await LedgerRows.FirstTraceAsync(context, id, cancellationToken);
    }

    private async Task<ReleasedBit> BitAsync(string id, CancellationToken cancellationToken)
    {
        var claim = await FindAsync(id, cancellationToken);
        return claim.SubmittedAt != side.Now ? ReleasedBit.Own
            : claim.Status switch
            {
                RegistrationStatus.Approved => ReleasedBit.Approved,
                RegistrationStatus.InReview => ReleasedBit.InReview,
                _ => ReleasedBit.Own,
            };
    }
}
