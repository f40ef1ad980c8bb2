using CoSellBot.Access;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Why a claim waits or stands as it does, and who submitted it: as far as each may know.</summary>
public class ClaimReasonsTests
{
    [Theory]
    [InlineData(Anja, true)]
    [InlineData("PER-MARIA", true)]
    [InlineData(Katrin, false)]
    [InlineData(Harriet, false)]
    [InlineData(Lena, false)]
    [InlineData(Admin, false)]
    [InlineData(Felix, false)]
    [InlineData(Jonas, false)]
    public async Task Why_a_claim_waits_is_for_those_who_look_after_it(string person, bool may)
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();

        var why = await world.Book().WhyAsync(await world.AskerAsync(person), claim.Id, default);

        Assert.Equal(may, why is not null);
        if (why is not null)
        {
            Assert.Equal(Readers.People(person), why.Readers);
            var causes = why.Store((one, _) => one);
            Assert.Equal(("Silver", "R14"), (causes.Tier, Assert.Single(causes.RuleIds)));
        }
    }

    [Fact]
    public async Task Nobody_hears_why_of_their_own_submission_of_a_decided_claim_or_of_none()
    {
        await using var world = await OpenAsync();
        var behalf = (await world.SubmitAsync(person: Anja, onBehalf: true, amount: 40_000)).Registration;
        var approved = await world.ApprovedAsync("Mondstein AG", "mondstein.example");
        var asked = await world.AskAsync(await world.InReviewAsync("Nordlicht KG", "nordlicht.example"));
        var anja = await world.AskerAsync(Anja);

        Assert.Null(await world.Book().WhyAsync(anja, behalf.Id, default));
        Assert.NotNull(await world.Book().WhyAsync(await world.AskerAsync(Maria), behalf.Id, default));
        Assert.Null(await world.Book().WhyAsync(anja, approved.Id, default));
        Assert.Null(await world.Book().WhyAsync(anja, asked.Id, default));
        Assert.Null(await world.Book().WhyAsync(anja, "DR-NONE", default));
    }

    [Fact]
    public async Task Why_a_claim_waits_are_the_findings_of_the_last_run_of_the_rules()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.AddAsync(new StoredTrace { RegistrationId = claim.Id, Number = 2, At = world.Now, RuleSetVersion = 1, Verdict = Verdict.Review, Snapshot = "{}", Findings = """[{"RuleId":"R15","Verdict":1,"Reason":"x","Reference":null}]""" });
        Assert.Equal(["R15"], (await world.Book().WhyAsync(await world.AskerAsync(Anja), claim.Id, default))!.Store((one, _) => one.RuleIds));

        await world.ArrangeAsync(async context => context.RemoveRange(await context.Set<StoredTrace>().Where(trace => trace.RegistrationId == claim.Id).ToListAsync()));
        Assert.Equal([], (await world.Book().WhyAsync(await world.AskerAsync(Anja), claim.Id, default))!.Store((one, _) => one.RuleIds));
    }

    [Fact]
    public async Task Why_the_rules_approved_names_their_version_and_nobody()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();

        foreach (var person in new[] { Felix, Anja })
        {
            var why = (await world.Book().WhyDecidedAsync(await world.AskerAsync(person), claim.Id, default))!;
            Assert.Equal(Readers.People(person), why.Readers);
            var told = why.Store((one, _) => one);
            Assert.Equal((claim.Id, RegistrationStatus.Approved, claim.RuleSetVersion ?? 0, true, null, null, null), (told.RegistrationId, told.Status, told.RulesVersion, told.ByRules, told.DecidedBy, told.DecidedAt, told.Closing));
            Assert.Empty(told.RuleIds);
        }

        foreach (var person in new[] { Jonas, Katrin, Harriet, Tom })
        {
            Assert.Null(await world.Book().WhyDecidedAsync(await world.AskerAsync(person), claim.Id, default));
        }

        Assert.Null(await world.Book().WhyDecidedAsync(await world.AskerAsync(Anja), "DR-NONE", default));
    }

    [Fact]
    public async Task Who_decided_and_which_rules_fired_is_told_to_managers_alone()
    {
        await using var world = await OpenAsync();
        var claim = await world.RejectAsync(await world.InReviewAsync(), reason: "OutsideTerritory");
        var pressed = world.Now;
        // Held: nobody hears of it.
        Assert.Equal((RegistrationStatus.InReview, null, null, null), await Told(Anja));
        Assert.Equal((RegistrationStatus.InReview, null, null, null), await Told(Felix));

        claim = await world.ToldAsync(claim);

        Assert.Equal((RegistrationStatus.Rejected, "Anja Weber", pressed, "AlreadyWorked"), await Told(Anja));
        Assert.Equal((RegistrationStatus.Rejected, null, pressed, "AlreadyWorked"), await Told(Felix));
        Assert.Equal(["R14"], await Rules(Anja));
        Assert.Empty(await Rules(Felix));
        Assert.False((await world.Book().WhyDecidedAsync(await world.AskerAsync(Felix), claim.Id, default))!.Store((one, _) => one.ByRules));
        async Task<(RegistrationStatus, string?, DateTimeOffset?, string?)> Told(string person) =>
            (await world.Book().WhyDecidedAsync(await world.AskerAsync(person), claim.Id, default))!.Store((one, _) => (one.Status, one.DecidedBy, one.DecidedAt, one.Closing));
        async Task<IReadOnlyList<string>> Rules(string person) => (await world.Book().WhyDecidedAsync(await world.AskerAsync(person), claim.Id, default))!.Store((one, _) => one.RuleIds);
    }

    [Fact]
    public async Task Of_several_runs_and_decisions_the_last_ones_are_told()
    {
        await using var world = await OpenAsync();
        var claim = await world.ToldAsync(await world.ApproveAsync(await world.InReviewAsync()));
        Assert.Equal((false, "Anja Weber", "R14"), await Told());
        await world.AddAsync(new StoredTrace { RegistrationId = claim.Id, Number = 2, At = world.Now, RuleSetVersion = 1, Verdict = Verdict.Review, Snapshot = "{}", Findings = """[{"RuleId":"R15","Verdict":1,"Reason":"x","Reference":null}]""" });
        world.Pass(TimeSpan.FromHours(1));
        claim = await world.ToldAsync(await world.RevokeAsync(claim));
        Assert.Equal((false, "Maria Keller", "R15"), await Told());

        await world.ArrangeAsync(async context => context.RemoveRange(await context.Set<StoredTrace>().ToListAsync()));
        Assert.Equal((false, "Maria Keller", ""), await Told());
        async Task<(bool ByRules, string? DecidedBy, string Rules)> Told() =>
            (await world.Book().WhyDecidedAsync(await world.AskerAsync(Anja), claim.Id, default))!.Store((why, _) => (why.ByRules, why.DecidedBy, string.Join(' ', why.RuleIds)));
    }

    [Fact]
    public async Task A_claim_that_is_no_longer_protected_is_not_called_approved_by_the_rules()
    {
        await using var world = await OpenAsync();
        var claim = await world.WithdrawAsync(await world.ApprovedAsync());

        Assert.Equal((RegistrationStatus.Withdrawn, "rules@"), (claim.Status, claim.ApprovedBy?[..6]));
        Assert.False((await world.Book().WhyDecidedAsync(await world.AskerAsync(Anja), claim.Id, default))!.Store((why, _) => why.ByRules));
    }

    [Fact]
    public async Task While_a_person_decides_again_the_day_of_the_old_decision_is_not_told()
    {
        await using var world = await OpenAsync();
        var claim = await world.ToldAsync(await world.ApproveAsync(await world.InReviewAsync()));
        await world.ArrangeAsync(async context =>
        {
            var row = await context.Set<DealRegistration>().SingleAsync(one => one.Id == claim.Id);
            row.Move(RegistrationStatus.Expired, world.Now);
            row.Move(RegistrationStatus.InReview, world.Now);
        });

        Assert.Null((await world.Book().WhyDecidedAsync(await world.AskerAsync(Anja), claim.Id, default))!.Store((why, _) => why.DecidedAt));
    }

    [Fact]
    public async Task Where_codes_are_shown_a_partner_hears_which_rules_fired_and_elsewhere_nothing()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();

        Assert.Equal(("", "R14"), await Told(Felix, codes: true));
        Assert.Equal(("", ""), await Told(Felix, codes: false));
        Assert.Equal(("R14", ""), await Told(Anja, codes: true));
        async Task<(string Rules, string Codes)> Told(string person, bool codes) => (await world.Book(codes: codes).WhyDecidedAsync(await world.AskerAsync(person), claim.Id, default))!
            .Store((why, _) => (string.Join(' ', why.RuleIds), string.Join(' ', why.Codes)));
    }

    [Fact]
    public async Task A_partner_hears_of_the_rules_of_its_own_records_that_refused_it()
    {
        await using var world = await OpenAsync();
        var refused = (await world.SubmitAsync(amount: 100)).Registration;
        Assert.Equal(RegistrationStatus.Rejected, refused.Status);

        Assert.Equal(["R14"], (await world.Book().WhyDecidedAsync(await world.AskerAsync(Felix), refused.Id, default))!.Store((one, _) => one.RuleIds));
    }

    [Fact]
    public async Task The_team_of_an_account_hears_why_its_claim_stands_and_a_claim_without_an_account_has_no_team()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-OURS", "Quellwind GmbH", "quellwind.example", owner: Lena);
        var ours = await world.ApprovedAsync();
        var other = await world.ApprovedAsync("Mondstein AG", "mondstein.example");

        Assert.NotNull(await world.Book().WhyDecidedAsync(await world.AskerAsync(Lena), ours.Id, default));
        Assert.Null(await world.Book().WhyDecidedAsync(await world.AskerAsync(Lena), other.Id, default));
    }

    [Fact]
    public async Task Who_submitted_a_claim_is_known_by_name_and_firm()
    {
        await using var world = await OpenAsync();
        var own = await world.InReviewAsync();
        var behalf = (await world.SubmitAsync("Mondstein AG", "mondstein.example", person: Lena, onBehalf: true)).Registration;

        Assert.Equal(("Felix Sommer", "Brightpath"), await world.Book().SubmitterOfAsync(own.Id, default));
        Assert.Equal(("Lena Hoffmann", "Halvor"), await world.Book().SubmitterOfAsync(behalf.Id, default));
        Assert.Null(await world.Book().SubmitterOfAsync("DR-NONE", default));
        await world.ArrangeAsync(context => context.Database.ExecuteSqlInterpolatedAsync($"UPDATE deal_registration SET on_behalf_by = {Lena} WHERE id = {own.Id}"));
        Assert.Equal(("Lena Hoffmann", "Halvor"), await world.Book().SubmitterOfAsync(own.Id, default));
        Assert.True(await world.Book().IsSubmitterAsync(Felix, own.Id, default));
        Assert.True(await world.Book().IsSubmitterAsync(Lena, behalf.Id, default));
        Assert.True(await world.Book().IsSubmitterAsync(Lena, own.Id, default));
        Assert.False(await world.Book().IsSubmitterAsync(Tom, own.Id, default));
        Assert.False(await world.Book().IsSubmitterAsync(Felix, "DR-NONE", default));
    }
}
