using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Who reads which claim, in which view, and who may hear it (domain §9).</summary>
public class RegistrationBookTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_database_narrows_to_is_what_each_person_may_read_one_by_one(bool firewall)
    {
        await using var world = await OpenAsync();
        await world.InReviewAsync();
        await world.ApprovedAsync("Mondstein AG", "mondstein.example");
        await world.SubmitAsync(name: "Contoso GmbH", domain: "contoso.com", person: Lena, onBehalf: true);
        await world.SubmitAsync(name: "Fernweh SARL", domain: "fernweh.example", partner: "ORG-ORION", person: Priya, country: "FR", amount: 90_000);
        await MixSubmittersAsync(world);
        await using var context = world.Open();
        var scope = await ManagerScope.ReadAsync(context, default);
        var access = new RegistrationAccess(scope, new AccessOptions(firewall));
        var claims = await context.Set<DealRegistration>().ToListAsync();
        var partners = await context.Set<Partner>().ToDictionaryAsync(partner => partner.OrganizationId);
        var teams = await ClaimReading.TeamsAsync(context, [.. claims.Select(claim => claim.AccountId).OfType<string>()], default);

        var read = 0;
        foreach (var asker in await world.AskersAsync())
        {
            var allowed = claims.Where(claim => access.SideOf(
                    asker, claim, partners.GetValueOrDefault(claim.PartnerOrgId), claim.AccountId is { } account ? teams.GetValueOrDefault(account, []) : []) != ClaimSide.None)
                .Select(claim => claim.Id).Order(StringComparer.Ordinal).ToList();
            var found = Shown(await world.Book(firewall).OfAskerAsync(asker, 10_000, default)).Select(view => view.Id).Order(StringComparer.Ordinal);
            Assert.Equal((asker.PersonId, string.Join(' ', allowed)), (asker.PersonId, string.Join(' ', found)));
            // A limit counts what the asker may read, and nothing else takes its place.
            foreach (var limit in new[] { 1, allowed.Count }.Where(limit => limit <= allowed.Count))
            {
                Assert.Equal(limit, (await world.Book(firewall).OfAskerAsync(asker, limit, default)).Count);
            }

            read += allowed.Count;
        }

        Assert.True(read > 500, $"{read} readings say little.");
    }

    [Theory]
    [InlineData(Felix, typeof(PartnerRegistrationView))]
    [InlineData("PER-HANNA", typeof(PartnerRegistrationView))] // of the firm
    [InlineData(Anja, typeof(ManagerRegistrationView))]
    [InlineData("PER-MARIA", typeof(ManagerRegistrationView))]
    [InlineData(Admin, typeof(ManagerRegistrationView))]
    [InlineData(Katrin, null)] // manages other partners
    [InlineData(Harriet, null)] // another region
    [InlineData(Lena, null)] // owns the account, and learns of it with the approval
    [InlineData(Tom, null)]
    [InlineData(Jonas, null)] // another partner
    public async Task A_claim_in_review_is_read_by_its_firm_and_by_those_who_look_after_it(string person, Type? view)
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync("Contoso GmbH", "contoso.com");

        var found = await world.Book().FindAsync(await world.AskerAsync(person), claim.Id, default);

        Assert.Equal(view, found?.Store((one, _) => one.GetType()));
    }

    [Theory]
    [InlineData(true, true, typeof(AccountTeamRegistrationView))]
    [InlineData(false, true, typeof(AccountTeamRegistrationView))]
    [InlineData(true, false, null)]
    [InlineData(false, false, typeof(AccountTeamRegistrationView))]
    public async Task The_accounts_team_reads_a_claim_from_its_approval_or_without_the_wall_from_its_receipt(bool firewall, bool approved, Type? view)
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-OURS", "Quellwind GmbH", "quellwind.example", owner: Lena);
        var claim = approved ? await world.ApprovedAsync() : await world.InReviewAsync();
        Assert.Equal("ACC-OURS", claim.AccountId);

        var found = await world.Book(firewall).FindAsync(await world.AskerAsync(Lena), claim.Id, default);

        Assert.Equal(view, found?.Store((one, _) => one.GetType()));
        Assert.Equal(view is not null, Shown(await world.Book(firewall).OfAskerAsync(await world.AskerAsync(Lena), 1_000, default)).Any(one => one.Id == claim.Id));
        Assert.Null(await world.Book(firewall).FindAsync(await world.AskerAsync(Tom), claim.Id, default));
    }

    [Fact]
    public async Task Whoever_owns_a_deal_at_the_account_is_of_its_team_but_a_manager_who_does_is_not()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-OURS", "Quellwind GmbH", "quellwind.example");
        await world.AddDealAsync("OPP-TOM", "ACC-OURS", OpportunityStage.Qualified, product: "PRD-SIGNAL", owner: Tom);
        await world.AddDealAsync("OPP-KATRIN", "ACC-OURS", OpportunityStage.Qualified, product: "PRD-SIGNAL", owner: Katrin);
        var claim = await world.ApprovedAsync();

        Assert.IsType<AccountTeamRegistrationView>(await world.ReadAsAsync(Tom, claim));
        Assert.Null(await world.ReadAsAsync(Katrin, claim));
        Assert.Null(await world.ReadAsAsync(Lena, claim));
    }

    [Fact]
    public async Task A_rep_reads_what_they_registered_for_a_partner_and_nobody_elses()
    {
        await using var world = await OpenAsync();
        var claim = (await world.SubmitAsync(person: Lena, onBehalf: true, amount: 40_000)).Registration;

        Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Lena, claim));
        Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Felix, claim));
        Assert.Null(await world.ReadAsAsync(Tom, claim));
        Assert.Equal([claim.Id], Shown(await world.Book().OfAskerAsync(await world.AskerAsync(Lena), 1_000, default)).Select(view => view.Id).Where(id => id == claim.Id));
    }

    [Fact]
    public async Task Nobody_knows_what_somebody_unknown_asks_for()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();
        var unknown = Principal.Unknown("main");

        Assert.Null(await world.Book().FindAsync(unknown, claim.Id, default));
        Assert.Empty(await world.Book().OfAskerAsync(unknown, 10, default));
        Assert.Empty(await world.Book().OfPartnerAsync(unknown, "ORG-BRIGHTPATH", 10, default));
        Assert.Null(await world.Book().WhyDecidedAsync(unknown, claim.Id, default));
        Assert.Null(await world.Book().WhyAsync(unknown, claim.Id, default));
    }

    [Fact]
    public async Task Before_an_approval_the_firm_the_submitter_and_those_who_decide_may_hear_it_and_after_it_both_firms()
    {
        await using var world = await OpenAsync();
        var waiting = await world.InReviewAsync();
        var approved = await world.ApprovedAsync("Mondstein AG", "mondstein.example");
        var behalf = (await world.SubmitAsync("Nordlicht KG", "nordlicht.example", 40_000, person: Lena, onBehalf: true)).Registration;
        var everybody = await world.AskersAsync();
        async Task<string> Hearers(DealRegistration claim)
        {
            var found = await world.Book().FindAsync(everybody.Single(one => one.PersonId == Anja), claim.Id, default);
            return string.Join(' ', everybody.Where(one => found!.Readers.Admits(one.AsMember())).Select(one => one.PersonId));
        }

        Assert.Equal("PER-ANJA PER-FELIX PER-HANNA PER-MARIA PER-TIMO", await Hearers(waiting));
        Assert.Equal("PER-ANJA PER-FELIX PER-HANNA PER-LENA PER-MARIA PER-TIMO", await Hearers(behalf));
        Assert.Equal(
            string.Join(' ', everybody.Where(one => one.Organization!.Id is "ORG-BRIGHTPATH" or "ORG-HALVOR").Select(one => one.PersonId)), await Hearers(approved));
    }

    [Fact]
    public async Task Each_view_shows_what_its_side_may_see()
    {
        await using var world = await OpenAsync();
        var asked = await world.AskAsync(await world.InReviewAsync());
        await world.AddAccountAsync("ACC-OURS", "Mondstein AG", "mondstein.example", owner: Lena);
        var approved = await world.ApprovedAsync("Mondstein AG", "mondstein.example");

        var partner = Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Felix, asked));
        Assert.Equal(("Which plant is it?", asked.AnswerDue, null, null), (partner.Question, partner.AnswerDue, partner.OpportunityId, partner.ClosingWords));
        Assert.Equal(("Brightpath", "Quellwind GmbH", "DE", "Ledger", "Anja Weber", RegistrationStatus.NeedsInfo), (partner.PartnerName, partner.Customer, partner.Country, partner.Product, partner.ContactName, partner.Status));
        var manager = Assert.IsType<ManagerRegistrationView>(await world.ReadAsAsync(Anja, asked));
        Assert.Equal(("Which plant is it?", asked.AnswerDue, "Silver", asked.Version), (manager.Question, manager.AnswerDue, manager.Tier, manager.Version));
        Assert.Equal((asked.InProgramme, asked.Rate, asked.RateAsOf, asked.RuleSetVersion, asked.Motion, asked.ConflictState), (manager.InProgramme, manager.Rate, manager.RateAsOf, manager.RuleSetVersion, manager.Motion, manager.ConflictState));
        var ours = Assert.IsType<ManagerRegistrationView>(await world.ReadAsAsync(Anja, approved));
        Assert.Equal(("ACC-OURS", approved.ApprovedBy, null), (ours.AccountId, ours.ApprovedBy, ours.RejectReason));
        var team = Assert.IsType<AccountTeamRegistrationView>(await world.ReadAsAsync(Lena, approved));
        Assert.Equal(("ACC-OURS", null, approved.ProtectedUntil), (team.AccountId, team.OpportunityId, team.ProtectedUntil));

        await world.LinkAsync(approved);
        var linked = await world.ReadAsync(approved.Id);
        Assert.NotNull(linked.OpportunityId);
        Assert.Equal(linked.OpportunityId, Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Felix, linked)).OpportunityId);
        Assert.Equal(linked.OpportunityId, Assert.IsType<AccountTeamRegistrationView>(await world.ReadAsAsync(Lena, linked)).OpportunityId);
        Assert.Equal(linked.OpportunityId, Assert.IsType<ManagerRegistrationView>(await world.ReadAsAsync(Anja, linked)).OpportunityId);
    }

    [Fact]
    public async Task A_claim_of_a_firm_that_is_no_partner_any_more_has_no_tier()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.ArrangeAsync(async context => context.Remove(await context.Set<Partner>().SingleAsync(partner => partner.OrganizationId == "ORG-BRIGHTPATH")));

        var view = Assert.IsType<ManagerRegistrationView>(await world.ReadAsAsync(Maria, claim));

        Assert.Equal(("", "ORG-BRIGHTPATH", null), (view.Tier, view.PartnerName, view.ContactName));
        Assert.Equal("", (await world.Book().WhyAsync(await world.AskerAsync(Maria), claim.Id, default))!.Store((why, _) => why.Tier));
    }

    [Fact]
    public async Task Only_the_newest_open_question_is_shown_and_none_that_is_answered()
    {
        await using var world = await OpenAsync();
        var claim = await world.AnswerAsync(await world.AskAsync(await world.InReviewAsync()));
        Assert.Null(Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Felix, claim)).Question);

        world.Pass(TimeSpan.FromHours(1));
        await world.AskAsync(claim, question: "And the one in Bremen?");
        await world.AddAsync(new RegistrationQuestion { Id = "older", RegistrationId = claim.Id, AskedBy = Anja, AskedAt = world.Now.AddMinutes(-30), Text = "Are you there?" });

        Assert.Equal("And the one in Bremen?", Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Felix, claim)).Question);
    }

    [Fact]
    public async Task The_words_of_a_refusal_are_read_once_they_are_told()
    {
        await using var world = await OpenAsync();
        var claim = await world.RejectAsync(await world.InReviewAsync(), reason: "Other", text: "Please come back next year.");
        Assert.Null(Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Felix, claim)).ClosingWords);

        claim = await world.ToldAsync(claim);

        Assert.Equal(("Please come back next year.", "Other"), Closing(Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Felix, claim))));
        Assert.Equal(("Please come back next year.", "Other"), Closing(Assert.IsType<ManagerRegistrationView>(await world.ReadAsAsync(Anja, claim))));
        static (string?, string?) Closing(PartnerRegistrationView view) => (view.ClosingWords, view.Closing);
    }

    [Fact]
    public async Task Of_several_decisions_with_words_those_of_the_last_are_read_and_none_of_a_mere_leave_to_stay()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();
        Decision Told(string id, DecisionKind kind, string text, int minutes) => new()
        {
            Id = id, RegistrationId = claim.Id, Kind = kind, Text = text, DecidedBy = Anja, DecidedAt = world.Now, TellAt = world.Now, ToldAt = world.Now.AddMinutes(minutes),
        };

        await world.AddAsync(Told("first", DecisionKind.RefuseExtension, "Not yet.", 1));
        Assert.Null(Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Felix, claim)).ClosingWords);
        await world.AddAsync(Told("second", DecisionKind.Revoke, "The letter was forged.", 2));
        Assert.Equal("The letter was forged.", Assert.IsType<PartnerRegistrationView>(await world.ReadAsAsync(Felix, claim)).ClosingWords);
    }

    [Fact]
    public async Task A_refusal_for_others_claims_reads_as_the_common_text_to_all_but_the_managers()
    {
        await using var world = await OpenAsync();
        var claim = await world.ToldAsync(await world.RejectAsync(await world.InReviewAsync(), reason: "OutsideTerritory"));

        Assert.Equal("AlreadyWorked", (await world.ReadAsAsync(Felix, claim))!.Closing);
        var manager = Assert.IsType<ManagerRegistrationView>(await world.ReadAsAsync(Anja, claim));
        Assert.Equal(("AlreadyWorked", "OutsideTerritory"), (manager.Closing, manager.RejectReason));
    }

    [Fact]
    public async Task A_partner_acts_on_the_version_it_could_see()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.ArrangeAsync(async context => (await context.Set<DealRegistration>().SingleAsync(one => one.Id == claim.Id)).UnseenChanges = 1);

        Assert.Equal(claim.Version - 1, (await world.ReadAsAsync(Felix, claim))!.Version);
        Assert.Equal(claim.Version, (await world.ReadAsAsync(Anja, claim))!.Version);
    }

    [Fact]
    public async Task Lists_show_open_claims_first_then_the_newest_and_no_more_than_asked_for()
    {
        await using var world = await OpenAsync();
        var first = await world.InReviewAsync("Erste GmbH", "erste.example");
        // Received in the same instant: by their numbers.
        var twin = await world.InReviewAsync("Nullte GmbH", "nullte.example");
        var oldest = new[] { first.Id, twin.Id }.Order(StringComparer.Ordinal);
        world.Pass(TimeSpan.FromMinutes(1));
        var closed = await world.WithdrawAsync(await world.InReviewAsync("Zweite GmbH", "zweite.example"));
        world.Pass(TimeSpan.FromMinutes(1));
        var asked = await world.AskAsync(await world.InReviewAsync("Dritte GmbH", "dritte.example"));
        world.Pass(TimeSpan.FromMinutes(1));
        var approved = await world.ApprovedAsync("Vierte GmbH", "vierte.example");
        var felix = await world.AskerAsync(Felix);

        var all = Shown(await world.Book().OfPartnerAsync(felix, "ORG-BRIGHTPATH", 1_000, default));
        Assert.Equal([approved.Id, asked.Id, .. oldest], all.Take(4).Select(view => view.Id));
        Assert.Equal(closed.Id, all.SkipWhile(view => view.IsOpen).First().Id);
        Assert.Equal(all.Take(2).Select(view => view.Id), Shown(await world.Book().OfPartnerAsync(felix, "ORG-BRIGHTPATH", 2, default)).Select(view => view.Id));
        Assert.Equal(all.Select(view => view.Id), Shown(await world.Book().OfAskerAsync(felix, 1_000, default)).Select(view => view.Id));
        Assert.Empty(await world.Book().OfPartnerAsync(await world.AskerAsync(Jonas), "ORG-BRIGHTPATH", 1_000, default));
    }

    [Fact]
    public async Task Claims_on_a_customer_are_found_by_name_domain_or_account_by_those_who_may_read_them()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-OURS", "Quellwind GmbH", "quellwind.example", owner: Tom);
        var ours = await world.InReviewAsync();
        var theirs = (await world.SubmitAsync(amount: 40_000, partner: "ORG-NIMBUS")).Registration;
        await world.InReviewAsync("Mondstein AG", "mondstein.example");
        async Task<List<string>> Found(string person, CompanyIdentity customer, string? account = null) =>
            [.. Shown(await world.Book().OfCustomerAsync(await world.AskerAsync(person), customer, account, 10, default)).Select(view => view.Id).Order(StringComparer.Ordinal)];
        List<string> both = [.. new[] { ours.Id, theirs.Id }.Order(StringComparer.Ordinal)];

        Assert.Equal(both, await Found(Anja, new CompanyIdentity("Quellwind")));
        Assert.Equal(both, await Found(Anja, new CompanyIdentity("", "www.quellwind.example")));
        Assert.Equal(both, await Found(Anja, new CompanyIdentity(""), "ACC-OURS"));
        Assert.Equal([ours.Id], await Found(Felix, new CompanyIdentity("Quellwind")));
        Assert.Equal([theirs.Id], await Found(Jonas, new CompanyIdentity("Quellwind")));
        Assert.Empty(await Found(Priya, new CompanyIdentity("Quellwind")));
        Assert.Empty(await Found(Anja, new CompanyIdentity("")));
        // Another company, though its name begins alike.
        Assert.Empty(await Found(Anja, new CompanyIdentity("Quellwind Maschinenbau")));
    }

    [Fact]
    public async Task The_firms_own_open_claim_is_found_and_nobody_elses()
    {
        await using var world = await OpenAsync();
        var customer = new CompanyIdentity("Quellwind GmbH", "quellwind.example", "DE");
        Task<string?> Found(string firm = "ORG-BRIGHTPATH", string family = "LEDGER", CompanyIdentity? other = null) => world.Book().FindOwnOpenAsync(firm, other ?? customer, null, family, world.Now, default);
        Assert.Null(await Found());

        var claim = await world.InReviewAsync();
        Assert.Equal(claim.Id, await Found());
        Assert.Equal(claim.Id, await Found(other: new CompanyIdentity("Quellwind", null, "DE")));
        Assert.Null(await Found("ORG-NIMBUS"));
        Assert.Null(await Found(family: "SIGNAL"));
        Assert.Null(await Found(other: new CompanyIdentity("Quellwind Bau GmbH", "quellwind-bau.example", "DE")));

        claim = await world.ToldAsync(await world.ApproveAsync(claim));
        Assert.Equal(claim.Id, await Found());
        world.Pass(TimeSpan.FromDays(120));
        Assert.Null(await Found());
    }

    [Fact]
    public async Task A_change_that_waits_is_known()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();
        Assert.False(await world.Book().HasOpenAmendmentAsync(claim.Id, default));

        claim = await world.AmendAsync(claim, new ClaimChange { Amount = CoSellBot.Prm.Money.FromMajor(60_000, "EUR") });
        Assert.True(await world.Book().HasOpenAmendmentAsync(claim.Id, default));
        Assert.False(await world.Book().HasOpenAmendmentAsync("DR-NONE", default));

        await world.ArrangeAsync(async context => (await context.Set<Amendment>().SingleAsync()).State = RequestState.Refused);
        Assert.False(await world.Book().HasOpenAmendmentAsync(claim.Id, default));
    }

    [Fact]
    public async Task What_an_administrator_reads_is_written_down_and_what_they_do_not_find_is_not()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        var admin = await world.AskerAsync(Admin);

        await world.Book().FindAsync(admin, "DR-NONE", default);
        Assert.Empty(await Read());
        await world.Book().FindAsync(admin, claim.Id, default);
        await world.Book().FindAsync(await world.AskerAsync(Anja), claim.Id, default);
        await world.Book().FindAsync(await world.AskerAsync(Felix), claim.Id, default);

        var entry = Assert.Single(await Read());
        Assert.Equal((Admin, $"registration/{claim.Id}", "Read", world.Now), (entry.ActorPersonId, entry.EntityRef, entry.Channel, entry.At));
        async Task<List<AuditEntry>> Read() => [.. (await world.RowsAsync<AuditEntry>()).Where(one => one.Action == "registration.read")];
    }

    [Fact]
    public async Task An_account_is_its_teams_and_the_managers_and_one_without_an_owner_the_whole_vendors()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-OURS", "Quellwind GmbH", "quellwind.example", owner: Lena);
        await world.AddAccountAsync("ACC-FREE", "Mondstein AG", "mondstein.example");
        await world.AddDealAsync("OPP-TOM", "ACC-OURS", OpportunityStage.Qualified, owner: Tom);
        async Task<Readers> Of(string id)
        {
            await using var context = world.Open();
            return await world.Book().ReadersOfAsync(await context.Set<Account>().SingleAsync(account => account.Id == id), default);
        }

        Assert.Equal(
            Readers.AnyOf(Grant.ToPerson(Lena), Grant.ToPerson(Tom), Grant.ToRole("ORG-HALVOR", Role.ChannelManager), Grant.ToRole("ORG-HALVOR", Role.RegionalManager)), await Of("ACC-OURS"));
        Assert.Equal(Readers.Organizations("ORG-HALVOR"), await Of("ACC-FREE"));

        await world.ArrangeAsync(async context =>
            context.RemoveRange(await context.Set<OrganizationRow>().Where(firm => firm.Kind == OrganizationKind.Vendor).ToListAsync()));
        Assert.Equal(Readers.Nobody, await Of("ACC-FREE"));
    }

    // As an import may bring them: somebody of the vendor's for somebody of the partner's, or in their own name alone.
    private static async Task MixSubmittersAsync(ClaimWorld world)
    {
        foreach (var person in new[] { Lena, Katrin, "PER-CHIARA" })
        {
            foreach (var alone in new[] { true, false })
            {
                var name = $"{person[4..]} {(alone ? "Eins" : "Zwei")} GmbH";
                var claim = (await world.SubmitAsync(name, null, 40_000, partner: "ORG-NIMBUS", country: "US")).Registration;
                await world.ArrangeAsync(context => context.Database.ExecuteSqlInterpolatedAsync(
                    $"UPDATE deal_registration SET submitted_by = {(alone ? person : Jonas)}, on_behalf_by = {(alone ? null : person)} WHERE id = {claim.Id}"));
            }
        }
    }

    private static List<RegistrationView> Shown(IReadOnlyList<Labelled<RegistrationView>> found) => [.. found.Select(one => one.Store((view, _) => view))];
}
