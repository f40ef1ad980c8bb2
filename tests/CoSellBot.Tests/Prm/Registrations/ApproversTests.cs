using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Who decides on a claim, and who never does. Brightpath is at home in DACH and Anja's; Katrin manages other partners there.</summary>
public class ApproversTests
{
    private const string Edward = "PER-EDWARD";

    [Theory]
    [InlineData(Anja, true)] // manages the partner
    [InlineData(Maria, true)] // her region
    [InlineData(Katrin, false)] // manages other partners
    [InlineData("PER-HARRIET", false)] // channel manager of another region
    [InlineData(Edward, false)] // regional manager of another region
    [InlineData("PER-LENA", false)] // a rep
    [InlineData("PER-ADMIN", false)] // approves nothing
    [InlineData(Felix, false)]
    [InlineData("PER-HANNA", false)]
    [InlineData("nobody", false)]
    public async Task Those_who_look_after_the_partner_or_the_place_decide_and_nobody_else(string person, bool may)
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        foreach (Func<Task<DealRegistration>> command in new[] { () => world.ApproveAsync(claim, person), () => world.RejectAsync(claim, person), () => world.AskAsync(claim, person) })
        {
            if (may)
            {
                claim = await command();
                break;
            }

            await AssertForbiddenAsync("decision.not_yours", command);
        }

        Assert.Equal(may, await world.HistoryAsync(claim.Id) is [.., "decided"]);
        await using var look = world.Open();
        var scope = await ManagerScope.ReadAsync(look, default);
        Assert.Equal(may, scope.Reads(person, claim, await look.Set<Partner>().SingleAsync(partner => partner.OrganizationId == "ORG-BRIGHTPATH")));
    }

    [Theory]
    [InlineData("PER-KATRIN", "ORG-KESTRELWORKS", "PER-ELISA", "PRD-ATLAS", "AT")] // a partner manager, of her own partner
    [InlineData("PER-HARRIET", "ORG-ORION", "PER-STEFAN", "PRD-LEDGER", "DE")] // a channel manager, of a partner at home in her region
    [InlineData("PER-EDWARD", "ORG-ORION", "PER-STEFAN", "PRD-LEDGER", "DE")] // a regional manager, likewise
    [InlineData("PER-MARIA", "ORG-ORION", "PER-STEFAN", "PRD-LEDGER", "DE")] // a regional manager, of the customer's place
    public async Task Scope_is_ones_own_partners_the_partners_home_or_the_customers_place(string person, string partner, string submitter, string product, string country)
    {
        await using var world = await OpenAsync();
        var claim = (await world.SubmitAsync(partner: partner, person: submitter, product: product, country: country, amount: 100_000)).Registration;
        Assert.Equal(RegistrationStatus.InReview, claim.Status);

        await world.ApproveAsync(claim, person);
    }

    [Fact]
    public async Task A_manager_without_a_region_looks_after_all_of_them_unless_a_partner_manager()
    {
        await using var world = await OpenAsync();
        await world.ArrangeAsync(async context =>
        {
            (await context.FindAsync<Person>("PER-HARRIET"))!.Region = null;
            (await context.FindAsync<Person>(Katrin))!.Region = null;
        });
        var claim = await world.InReviewAsync();

        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim, Katrin));
        await world.ApproveAsync(claim, "PER-HARRIET");
    }

    [Fact]
    public async Task I3_Whoever_registered_the_claim_does_not_decide_on_it_nor_does_their_delegate_for_them()
    {
        await using var world = await OpenAsync();
        var claim = (await world.SubmitAsync(amount: 40_000, person: Anja, onBehalf: true)).Registration;
        Assert.Equal((Anja, Anja), (claim.SubmittedBy, claim.OnBehalfBy));
        await world.AddAsync(Away(Anja, Katrin));

        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim));
        await AssertForbiddenAsync("decision.not_yours", () => world.AskAsync(claim));
        // A delegate has the right of the absent one, and the absent one has none here.
        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim, Katrin));
        await world.ApproveAsync(claim, Maria);
    }

    [Theory]
    [InlineData("claim")]
    [InlineData("ORG-BRIGHTPATH")]
    [InlineData("ACC-QUELL")]
    public async Task Whoever_declared_an_interest_decides_nothing_there(string subject)
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example");
        var claim = await world.InReviewAsync();
        await world.AddAsync(
            new DeclaredInterest { PersonId = Anja, Subject = subject == "claim" ? claim.Id : subject, DeclaredAt = world.Now },
            new DeclaredInterest { PersonId = Maria, Subject = "ORG-NIMBUS", DeclaredAt = world.Now });

        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim));
        await world.ApproveAsync(claim, Maria);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_owns_the_account_or_a_deal_there_decides_nothing_there(bool ownsAccount)
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example", owner: ownsAccount ? Anja : null);
        if (!ownsAccount)
        {
            await world.AddDealAsync("OPP-QUELL", "ACC-QUELL", OpportunityStage.ClosedLost, owner: Anja);
        }

        var claim = await world.InReviewAsync();
        Assert.Equal("ACC-QUELL", claim.AccountId);
        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim));
        await AssertForbiddenAsync("decision.not_yours", () => world.AskAsync(claim));
        await world.ApproveAsync(claim, Maria);
    }

    [Fact]
    public async Task A_delegate_decides_while_the_other_is_away_and_in_their_right()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.AddAsync(Away(Anja, Katrin));

        await world.ApproveAsync(claim, Katrin);
        Assert.Equal((Katrin, Anja), Assert.Single(await world.RowsAsync<Decision>()) is var decision ? (decision.DecidedBy, decision.ForPerson) : default);
        // Being away takes no right away.
        await using var look = world.Open();
        var approvers = await ListAsync(look, world, claim);
        Assert.Equal([(Anja, null, true), (Maria, null, false), (Katrin, Anja, false)], approvers.Select(one => (one.PersonId, one.ForPerson, one.IsAway)));
        Assert.Equal([Role.ChannelManager, Role.RegionalManager, Role.ChannelManager], approvers.Select(one => one.Role));
        Assert.Equal(["Anja Weber", "Maria Keller", "Katrin Busch"], approvers.Select(one => one.Name));
    }

    [Theory]
    [InlineData("2026-06-09", "2026-06-09", null, true)]
    [InlineData("2026-06-01", "2026-06-09", null, true)]
    [InlineData("2026-06-09", "2026-06-20", null, true)]
    [InlineData("2026-06-10", "2026-06-20", null, false)] // not yet
    [InlineData("2026-06-01", "2026-06-08", null, false)] // back
    [InlineData("2026-06-01", "2026-06-20", "2026-06-05", false)] // called off
    public async Task An_absence_counts_from_its_first_to_its_last_day(string first, string last, string? ended, bool isAway)
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        var absence = Away(Anja, Katrin, first, last);
        absence.EndedAt = ended is null ? null : world.Now.AddDays(-4);
        await world.AddAsync(absence);

        await using var look = world.Open();
        var approvers = await ListAsync(look, world, claim);
        Assert.Equal(isAway, approvers.Any(one => one.PersonId == Katrin));
        Assert.Equal(isAway, approvers.Single(one => one.PersonId == Anja).IsAway);
    }

    [Theory]
    [InlineData("Europe/Berlin", true)] // half past midnight of the 10th
    [InlineData("America/New_York", false)] // still the 9th
    [InlineData("Nowhere/Atlantis", false)] // counted in UTC
    public async Task The_days_of_an_absence_are_those_of_the_persons_own_zone(string zone, bool isAway)
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.ArrangeAsync(async context => (await context.FindAsync<Person>(Anja))!.TimeZone = zone);
        await world.AddAsync(Away(Anja, Katrin, "2026-06-10", "2026-06-10"), Away("PER-GONE", Katrin));
        world.Pass(new DateTimeOffset(2026, 6, 9, 22, 30, 0, TimeSpan.Zero) - world.Now);

        await using var look = world.Open();
        Assert.Equal(isAway, (await ListAsync(look, world, claim)).Any(one => one.PersonId == Katrin));
    }

    [Fact]
    public async Task Of_two_absences_at_once_the_later_one_names_the_delegate_and_one_without_a_delegate_names_nobody()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.AddAsync(Away(Anja, Katrin, id: "A1"), Away(Anja, "PER-BEN", id: "A2"), Away(Maria, null, id: "A3"));

        await using var look = world.Open();
        Assert.Equal([Anja, Maria, "PER-BEN"], (await ListAsync(look, world, claim)).Select(one => one.PersonId));
    }

    [Theory]
    [InlineData("interest")]
    [InlineData("submitter")]
    [InlineData("self")]
    public async Task A_delegate_with_an_interest_of_their_own_is_barred_and_nobody_is_offered_twice(string cause)
    {
        await using var world = await OpenAsync();
        var claim = (await world.SubmitAsync(amount: 40_000, person: cause == "submitter" ? Katrin : Felix, onBehalf: cause == "submitter")).Registration;
        await world.AddAsync(Away(Anja, cause == "self" ? Maria : Katrin), Away(Maria, cause == "self" ? Anja : Katrin));
        if (cause == "interest")
        {
            await world.AddAsync(new DeclaredInterest { PersonId = Katrin, Subject = claim.Id, DeclaredAt = world.Now });
        }

        await using var look = world.Open();
        Assert.Equal([Anja, Maria], (await ListAsync(look, world, claim)).Select(one => one.PersonId));
    }

    [Fact]
    public async Task T6_From_the_regional_threshold_on_two_people_decide_one_of_them_a_regional_manager()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync(amount: 240_000);
        Assert.Equal(260_400m, claim.InProgramme!.Value.Major);

        claim = await world.ApproveAsync(claim);
        Assert.Equal((RegistrationStatus.InReview, null), (claim.Status, claim.ProtectionKey));
        // One business day for the second.
        Assert.Equal(world.Now.AddDays(1), claim.DecisionDue);
        var step = Assert.Single(await world.RowsAsync<ApprovalStep>());
        Assert.Equal((claim.Id, 1, Anja, null, Role.ChannelManager, world.Now), (step.RegistrationId, step.Number, step.PersonId, step.ForPerson, step.Role, step.At));
        Assert.Empty(await world.RowsAsync<Decision>());
        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim));

        claim = await world.ToldAsync(await world.ApproveAsync(claim, Maria));
        Assert.Equal((RegistrationStatus.Approved, Maria), (claim.Status, claim.ApprovedBy));
        Assert.Equal(["submitted", "step_approved", "decided", "approved"], await world.HistoryAsync(claim.Id));
    }

    [Fact]
    public async Task T6_When_the_regional_manager_came_first_the_second_may_be_anybody_who_decides_there()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApproveAsync(await world.InReviewAsync(amount: 400_000), Maria);

        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(claim, Anja))).Status);
    }

    [Fact]
    public async Task T6_After_a_first_approval_the_claim_can_still_be_refused_by_the_second()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApproveAsync(await world.InReviewAsync(amount: 400_000));

        Assert.Equal(RegistrationStatus.Rejected, (await world.ToldAsync(await world.RejectAsync(claim, Maria))).Status);
    }

    [Fact]
    public async Task T6_A_place_with_one_regional_manager_who_is_barred_borrows_those_of_the_others()
    {
        await using var world = await OpenAsync();
        var claim = (await world.SubmitAsync(amount: 400_000, person: Maria, onBehalf: true)).Registration;
        claim = await world.ApproveAsync(claim);

        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim, Maria));
        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim, "PER-HARRIET"));
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(claim, Edward))).Status);
    }

    [Fact]
    public async Task Where_everybody_of_the_place_is_barred_the_managers_of_the_other_places_decide_but_no_partner_manager()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.AddAsync([.. new[] { Anja, Maria }.Select(person => new DeclaredInterest { PersonId = person, Subject = claim.Id, DeclaredAt = world.Now })]);

        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim, Katrin));
        await world.ApproveAsync(claim, "PER-HARRIET");
    }

    [Fact]
    public async Task What_only_a_regional_manager_does_their_delegate_and_the_other_places_can_do_too()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();
        await world.AddAsync(Away(Maria, Anja));
        // Anja decides there in her own right, and revokes in Maria's.
        await world.RevokeAsync(claim, Anja);
        Assert.Equal((Anja, Maria), Assert.Single(await world.RowsAsync<Decision>()) is var decision ? (decision.DecidedBy, decision.ForPerson) : default);

        var other = await world.ApprovedAsync("Mondstein AG", "mondstein.example");
        await world.AddAsync(new DeclaredInterest { PersonId = Maria, Subject = other.Id, DeclaredAt = world.Now });
        await AssertForbiddenAsync("decision.not_yours", () => world.RevokeAsync(other, Maria));
        await AssertForbiddenAsync("decision.not_yours", () => world.RevokeAsync(other, Anja));
        await world.RevokeAsync(other, Edward);
    }

    [Fact]
    public async Task Whoever_submitted_and_whoever_it_was_submitted_for_are_both_barred()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await using var context = world.Open();
        var approvers = await Approvers.ReadAsync(context, world.Now, default);
        var partner = await context.Set<Partner>().SingleAsync(one => one.OrganizationId == "ORG-BRIGHTPATH");
        async Task<string> Of(string submittedBy, string? onBehalfBy)
        {
            await context.Database.ExecuteSqlInterpolatedAsync($"UPDATE deal_registration SET submitted_by = {submittedBy}, on_behalf_by = {onBehalfBy} WHERE id = {claim.Id}");
            var row = await context.Set<DealRegistration>().AsNoTracking().SingleAsync(one => one.Id == claim.Id);
            return string.Join(' ', approvers.Of(row, partner, new HashSet<string>(), [], false, false, Bars.None).Where(one => one.IsTold).Select(one => one.PersonId));
        }

        Assert.Equal("PER-ANJA PER-MARIA", await Of(Felix, null));
        Assert.Equal("PER-MARIA", await Of(Anja, null));
        Assert.Equal("PER-MARIA", await Of(Felix, Anja));
        Assert.Equal("PER-ANJA", await Of(Maria, null));
    }

    [Fact]
    public async Task Those_of_the_place_are_told_and_the_others_only_where_none_of_these_is_free()
    {
        await using var world = await OpenAsync();
        // Of a partner at home elsewhere and managed from there: those of the customer's place may decide and are not told.
        var claim = (await world.SubmitAsync(partner: "ORG-CLAIRMONTEL", person: "PER-MATHIEU", country: "FR", amount: 100_000)).Registration;
        await using var context = world.Open();
        var approvers = await Approvers.ReadAsync(context, world.Now, default);
        var partner = await context.Set<Partner>().SingleAsync(one => one.OrganizationId == "ORG-CLAIRMONTEL");
        await context.Database.ExecuteSqlInterpolatedAsync($"UPDATE deal_registration SET customer_country = 'DE' WHERE id = {claim.Id}");
        claim = await context.Set<DealRegistration>().AsNoTracking().SingleAsync(one => one.Id == claim.Id);
        string Told(bool told, params string[] team) => string.Join(' ', approvers.Of(claim, partner, team.ToHashSet(), [], false, false, Bars.None).Where(one => one.IsTold == told).Select(one => one.PersonId));

        Assert.Equal(("PER-ANTOINE PER-CHIARA", "PER-ANJA PER-MARIA"), (Told(true), Told(false)));
        Assert.Equal(("PER-ANJA PER-MARIA", ""), (Told(true, "PER-ANTOINE", "PER-CHIARA"), Told(false, "PER-ANTOINE", "PER-CHIARA")));
    }

    [Fact]
    public async Task Where_one_of_several_steps_was_a_regional_managers_the_next_may_be_anybodys()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync(amount: 300_000);
        await using var context = world.Open();
        var approvers = await Approvers.ReadAsync(context, world.Now, default);
        var partner = await context.Set<Partner>().SingleAsync(one => one.OrganizationId == "ORG-BRIGHTPATH");
        ApprovalStep Step(int number, string person, Role role) => new() { RegistrationId = claim.Id, Number = number, PersonId = person, Role = role, At = world.Now };
        string Of(params ApprovalStep[] steps) => string.Join(' ', approvers.Of(claim, partner, new HashSet<string>(), steps, true, false, Bars.None).Select(one => one.PersonId));

        Assert.Equal("PER-MARIA", Of(Step(1, Anja, Role.ChannelManager)));
        Assert.Equal("PER-ANJA", Of(Step(1, Edward, Role.RegionalManager), Step(2, "PER-HARRIET", Role.ChannelManager)).Split(' ')[0]);
    }

    private static async Task<IReadOnlyList<Approver>> ListAsync(PrmDbContext context, ClaimWorld world, DealRegistration claim) =>
        (await ClaimReading.ReadAsync(context, claim, new RuleSet(), world.Now, default)).Approvers;

    private static Absence Away(string person, string? to, string first = "2026-06-01", string last = "2026-06-30", string? id = null) => new()
    {
        Id = id ?? $"AWAY-{person}",
        PersonId = person,
        FirstDay = RuleCase.Day(first)!.Value,
        LastDay = RuleCase.Day(last)!.Value,
        DelegateId = to,
    };
}
