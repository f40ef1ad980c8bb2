using System.Text.Json;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>
/// Every transition is ended at each of its words with the database and its records, one after the other, and tried again with the same key: what
/// stands in between is what stood before or what comes out, and it comes out once.
/// </summary>
public class TransitionDeathTests
{
    private const string Key = "the-key";
    private const int MostWords = 200;

    private static readonly Dictionary<string, Func<ClaimWorld, Task<Func<Task>>>> Cases = new()
    {
        ["T2, T3 a claim is approved by the rules"] = world => Then(() => world.SubmitAsync(key: Key)),
        ["T2, T4 a claim waits for a person"] = world => Then(() => world.SubmitAsync(amount: 40_000, key: Key)),
        ["T6 the first of two approves"] = async world => With(await world.InReviewAsync(amount: 400_000), claim => world.Reviews.ApproveAsync(claim.Id, claim.Version, By(Anja), Key, default)),
        ["T6 a person approves"] = async world => With(await world.InReviewAsync(), claim => world.Reviews.ApproveAsync(claim.Id, claim.Version, By(Anja), Key, default)),
        ["T6 the approval is told"] = async world => Told(world, await world.ApproveAsync(await world.InReviewAsync())),
        ["T7 the partner is asked"] = async world => With(await world.InReviewAsync(), claim => world.Reviews.AskAsync(claim.Id, claim.Version, "Which plant?", By(Anja), Key, default)),
        ["T8 the partner answers"] = async world => With(
            await world.AskAsync(await world.InReviewAsync()), claim => world.Reviews.AnswerAsync(claim.Id, claim.Version, "The one in Kiel.", By(Felix), Key, default)),
        ["T9 a question lapses"] = async world =>
        {
            await world.AskAsync(await world.InReviewAsync());
            world.Pass(TimeSpan.FromDays(30));
            return () => world.Reviews.LapseDueAsync(10, default);
        },
        ["T10 the refusal is told"] = async world => Told(world, await world.RejectAsync(await world.InReviewAsync())),
        ["T12 longer protection is asked for"] = async world => With(
            await world.ProveAsync(await world.ApprovedAsync()), claim => world.Claims.RequestExtensionAsync(claim.Id, claim.Version, 30, null, By(Felix), Key, default)),
        ["T13 protection ends"] = async world =>
        {
            await world.ApprovedAsync();
            world.Pass(TimeSpan.FromDays(91));
            return () => world.Ledger.ExpireDueAsync(100, default);
        },
        ["T13 a claim is renewed"] = async world =>
        {
            var claim = await world.ApprovedAsync();
            world.Pass(TimeSpan.FromDays(91));
            await world.Ledger.ExpireDueAsync(100, default);
            return With(await world.ReadAsync(claim.Id), expired => world.Claims.RenewAsync(expired.Id, expired.Version, By(Felix), Key, default));
        },
        ["T14 a claim is linked to a new sale"] = async world => With(await world.ApprovedAsync(), claim => world.Claims.LinkAsync(claim.Id, claim.Version, null, By(Anja), Key, default)),
        ["T15 a claim is withdrawn"] = async world => With(await world.InReviewAsync(), claim => world.Claims.WithdrawAsync(claim.Id, claim.Version, By(Felix), Key, default)),
        ["T16 the revocation is told"] = async world => Told(world, await world.RevokeAsync(await world.ApprovedAsync())),
        ["I6 a claim is amended"] = async world => With(
            await world.InReviewAsync(), claim => world.Claims.AmendAsync(claim.Id, claim.Version, new ClaimChange(Amount: CoSellBot.Prm.Money.FromMajor(9_000, "EUR")), By(Felix), Key, default)),
        ["T11 a dispute is opened"] = async world =>
        {
            await DisputedAsync(world);
            return () => world.Watch.FollowAsync(10, default);
        },
        ["T11 a dispute is taken in hand"] = async world => With(await OpenedAsync(world), claim => world.Disputes.TakeAsync(NameOf(claim), claim.Version, By(Anja), Key, default)),
        ["T11 a dispute is ruled"] = async world => With(await OpenedAsync(world), claim => world.Disputes.RuleAsync(NameOf(claim), claim.Version, Ruling.Transfer, RegistrationStatus.Approved, By(Maria), Key, default)),
        ["T11 the customer changes hands"] = world => RuledAsync(world, Ruling.Transfer),
        ["T11 the credit is shared"] = world => RuledAsync(world, Ruling.Split),
        ["T11 neither stands"] = world => RuledAsync(world, Ruling.VoidBoth),
        ["a refusal is looked at again"] = async world => With(
            await world.ToldAsync(await world.RejectAsync(await world.InReviewAsync())), claim => world.Appeals.AppealAsync(claim.Id, "They asked us in May.", By(Felix), Key, default)),
        ["clocks pass their marks"] = async world =>
        {
            await world.InReviewAsync();
            world.Pass(TimeSpan.FromDays(1));
            return () => world.Clocks.PassDueAsync(100, default);
        },
        ["a manager hands over"] = async world =>
        {
            var count = (await world.Handovers.PreviewAsync(Anja, Harriet, default))!.Partners.Count;
            return () => world.Handovers.HandOverAsync(Anja, Harriet, count, By(Admin), Key, default);
        },
    };

    public static TheoryData<string> Transitions => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Transitions))]
    public async Task Ended_anywhere_it_leaves_what_was_or_what_comes_out(string transition)
    {
        var death = new SuddenDeath();
        await using var world = await OpenAsync(interceptors: death);
        await world.QuietAsync();
        var command = await Cases[transition](world);
        var before = await StateAsync(world);
        var between = new List<string>();
        for (var word = 1; ; word++)
        {
            death.Arm(word);
            await Record.ExceptionAsync(command);
            death.Disarm();
            if (!death.Struck)
            {
                break;
            }

            between.Add(await StateAsync(world));
            Assert.True(word < MostWords);
        }

        var after = await StateAsync(world);
        Assert.NotEqual(before, after);
        Assert.True(between.Count > 3, $"only {between.Count} words");
        Assert.Contains(before, between);
        // Once it was committed it stays, and the answer that was lost is given again.
        Assert.Equal([.. Enumerable.Repeat(before, between.Count(state => state == before)), .. Enumerable.Repeat(after, between.Count(state => state != before))], between);
        await command();
        Assert.Equal(after, await StateAsync(world));
    }

    private static async Task<DealRegistration> DisputedAsync(ClaimWorld world)
    {
        await world.Watch.FollowAsync(100, default);
        await world.SubmitAsync(partner: "ORG-NIMBUS");
        return (await world.SubmitAsync()).Registration;
    }

    private static async Task<DealRegistration> OpenedAsync(ClaimWorld world)
    {
        var claim = await DisputedAsync(world);
        await world.Watch.FollowAsync(10, default);
        return await world.ReadAsync(claim.Id);
    }

    private static async Task<Func<Task>> RuledAsync(ClaimWorld world, Ruling ruling)
    {
        var claim = await OpenedAsync(world);
        return Told(world, await world.Disputes.RuleAsync(NameOf(claim), claim.Version, ruling, RegistrationStatus.Approved, By(Maria), Key, default));
    }

    private static string NameOf(DealRegistration claim) => $"DS-{claim.Id[3..]}";

    private static Task<Func<Task>> Then(Func<Task> command) => Task.FromResult(command);

    private static Func<Task> With(DealRegistration claim, Func<DealRegistration, Task> command) => () => command(claim);

    private static Func<Task> Told(ClaimWorld world, DealRegistration decided)
    {
        Assert.NotNull(decided);
        world.Pass(TimeSpan.FromSeconds(60));
        return () => world.Reviews.TellDueAsync(10, default);
    }

    // Everything a transition may touch; numbers drawn anew for each try, and those of rows, left out.
    private static async Task<string> StateAsync(ClaimWorld world)
    {
        await using var context = world.Open();
        return JsonSerializer.Serialize(new
        {
            claims = await context.Set<DealRegistration>().OrderBy(r => r.CustomerName).ThenBy(r => r.Id)
                .Select(r => new { r.CustomerName, r.Status, r.Version, r.ConflictState, r.ProtectionKey, r.DecisionDue, r.AnswerDue, r.ProtectedUntil, r.ExtensionCount, r.AmountMinor, r.ReceiptSeq }).ToListAsync(),
            decisions = await context.Set<Decision>().OrderBy(d => d.Id).Select(d => new { d.Id, d.ToldAt, d.UndoneAt }).ToListAsync(),
            steps = await context.Set<ApprovalStep>().CountAsync(),
            questions = await context.Set<RegistrationQuestion>().OrderBy(q => q.Id).Select(q => new { q.Id, q.AnsweredAt }).ToListAsync(),
            requests = await context.Set<ExtensionRequest>().OrderBy(r => r.Id).Select(r => new { r.Id, r.State }).ToListAsync(),
            traces = await context.Set<StoredTrace>().CountAsync(),
            clocks = await context.Set<SlaClock>().OrderBy(c => c.Id).Select(c => new { c.Kind, c.RunsFrom, c.NextAt, c.StoppedAt, c.Passed }).ToListAsync(),
            partners = await context.Set<Partner>().OrderBy(p => p.OrganizationId).Select(p => p.ManagerPersonId).ToListAsync(),
            disputes = await context.Set<Dispute>().OrderBy(d => d.Id).Select(d => new { d.State, d.TakenBy, d.Ruling }).ToListAsync(),
            shares = await context.Set<CreditShare>().OrderBy(c => c.Share).ThenBy(c => c.PartnerOrgId).Select(c => new { c.PartnerOrgId, c.Share }).ToListAsync(),
            proofs = await context.Set<Evidence>().CountAsync(),
            left = await context.Set<Person>().CountAsync(person => person.LeftOn != null),
            keys = await context.Set<CommandKey>().CountAsync(),
            audit = await context.Set<AuditEntry>().CountAsync(),
            changes = await context.Set<ChangeRow>().CountAsync(),
            counters = await context.Set<Counter>().OrderBy(c => c.Name).Select(c => c.Value).ToListAsync(),
        });
    }
}
