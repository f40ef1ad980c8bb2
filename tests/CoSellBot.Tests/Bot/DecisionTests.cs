using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>A write happens once, for the person it was shown to, as it was shown; everything else changes nothing.</summary>
public partial class DecisionTests
{
    private const string Sentence = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";
    private const string Approved = "approved, protected until";
    private const string NotYours = "Only the person it was made for can confirm this.";

    [Fact]
    public async Task The_same_press_delivered_twice_is_one_row_and_one_registration()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, value) = await bot.ButtonAsync("PER-LENA", "Register");

        for (var delivery = 0; delivery < 2; delivery++)
        {
            using var response = await bot.PressValueAsync("PER-LENA", message, value, id: "press-1");
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            await bot.IdleAsync();
        }

        Assert.Single(await bot.InboxAsync(), row => row.MessageId.EndsWith("/PER-LENA/press-1", StringComparison.Ordinal));
        Assert.Single(await bot.SubmittedAsync());
    }

    [Fact]
    public async Task The_same_press_delivered_again_after_23_hours_is_silence()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, value) = await bot.ButtonAsync("PER-LENA", "Register");
        using var first = await bot.PressValueAsync("PER-LENA", message, value, id: "press-1");
        await bot.IdleAsync();
        var transcript = await TextsAsync(bot, "PER-LENA");

        bot.Clock.Advance(TimeSpan.FromHours(23));
        using var again = await bot.PressValueAsync("PER-LENA", message, value, id: "press-1");
        await bot.IdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(transcript, await TextsAsync(bot, "PER-LENA"));
        Assert.Equal(2, (await bot.AuditAsync()).Count);
    }

    [Fact]
    public async Task Fifty_presses_at_once_from_two_browsers_make_one_registration_and_one_receipt()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var before = await bot.RegistrationsAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, value) = await bot.ButtonAsync("PER-LENA", "Register");

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => bot.PressValueAsync("PER-LENA", message, value, id: $"browser-{i % 2}-{i}")));
        await bot.IdleAsync();

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Accepted, response.StatusCode));
        Assert.Equal(before + 1, await bot.RegistrationsAsync());
        Assert.Equal(["registration.submitted", "registration.approved"], (await bot.AuditAsync()).Select(entry => entry.Action));
        Assert.Single(await bot.OutboxAsync(), row => row.Key.EndsWith("/receipt", StringComparison.Ordinal));
        Assert.Single(await TextsAsync(bot, "PER-LENA"), text => text.Contains(Approved, StringComparison.Ordinal));
        Assert.Equal(50, (await bot.InboxAsync()).Count(row => row.Lane == InboxLane.Decision && row.State == InboxState.Done));
    }

    [Fact]
    public async Task A_press_with_a_changed_hash_writes_nothing_and_its_presser_is_told()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, value) = await bot.ButtonAsync("PER-LENA", "Register");
        var changed = value[..^1] + (value[^1] == '0' ? '1' : '0');

        await RefusedAsync(bot, "PER-LENA", message, changed);
        await RefusedAsync(bot, "PER-LENA", message, value[..value.IndexOf('.', StringComparison.Ordinal)]);
        Assert.Equal(NotYours, (await bot.LastAsync("PER-LENA")).Text);

        // The real button still works.
        Assert.Contains(Approved, await PressAsync(bot, "PER-LENA", message, value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_press_by_another_person_writes_nothing_and_says_so_to_that_person_alone()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, value) = await bot.ButtonAsync("PER-LENA", "Register");
        var transcript = await TextsAsync(bot, "PER-LENA");

        await RefusedAsync(bot, "PER-TOM", message, value);
        await RefusedAsync(bot, "PER-JONAS", message, value);

        Assert.Equal(["Bestätigen kann das nur die Person, für die es erstellt wurde."], await TextsAsync(bot, "PER-TOM"));
        Assert.Equal([NotYours], await TextsAsync(bot, "PER-JONAS"));
        Assert.Equal(transcript, await TextsAsync(bot, "PER-LENA"));
        Assert.Equal(ProposalState.Open, Assert.Single(await bot.ProposalsAsync()).State);
    }

    [Fact]
    public async Task A_cancel_by_another_person_leaves_the_proposal_open()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, value) = await bot.ButtonAsync("PER-LENA", "Cancel");

        await RefusedAsync(bot, "PER-TOM", message, value);

        Assert.Equal(ProposalState.Open, Assert.Single(await bot.ProposalsAsync()).State);
    }

    [Fact]
    public async Task A_press_from_another_place_than_the_card_stands_in_writes_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, value) = await bot.ButtonAsync("PER-LENA", "Register");

        await RefusedAsync(bot, "PER-LENA", message, value, "PLC-NIMBUS");

        Assert.Equal(ProposalState.Open, Assert.Single(await bot.ProposalsAsync()).State);
        Assert.Empty(await bot.TranscriptAsync("PER-LENA", "PLC-NIMBUS"));
    }

    [Fact]
    public async Task A_press_on_a_proposal_that_never_was_writes_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await RefusedAsync(bot, "PER-LENA", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "confirm:01ARZ3NDEKTSV4RRFFQ69G5FAV.00112233445566778899aabbccddeeff");
        await RefusedAsync(bot, "PER-LENA", "x", "confirm:");
        await RefusedAsync(bot, "PER-LENA", "x", "confirm:a.b.c.d");
    }

    [Fact]
    public async Task A_press_after_the_proposal_expired_writes_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var before = await bot.RegistrationsAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, value) = await bot.ButtonAsync("PER-LENA", "Register");

        using var moved = await bot.Http.PostAsJsonAsync("/dev/clock", new { advance = "P31D" });
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        await PressAsync(bot, "PER-LENA", message, value);

        Assert.Equal(before, await bot.RegistrationsAsync());
        Assert.DoesNotContain(await bot.AuditAsync(), entry => entry.Action == "registration.submitted");
        Assert.Equal(ProposalState.Expired, Assert.Single(await bot.ProposalsAsync()).State);
        Assert.Contains(await TextsAsync(bot, "PER-LENA"), text => text.Contains("Expired, nothing was saved", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_press_that_finds_the_proposal_expired_before_the_sweep_did_writes_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync(Hosting.ByHand);
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, value) = await bot.ButtonAsync("PER-LENA", "Register");
        bot.Clock.Advance(TimeSpan.FromDays(31));
        using var response = await bot.PressValueAsync("PER-LENA", message, value);

        await bot.Worker<DecisionWorker>().RunOnceAsync(CancellationToken.None);

        Assert.Equal(ProposalState.Expired, Assert.Single(await bot.ProposalsAsync()).State);
        Assert.Empty(await bot.SubmittedAsync());
    }

    [Fact]
    public async Task Confirming_again_after_another_question_and_after_a_restart_writes_nothing_more()
    {
        var first = await CoSellBotFactory.StartAsync();
        await first.SayAsync("PER-LENA", Sentence);
        var (message, value) = await first.ButtonAsync("PER-LENA", "Register");
        await PressAsync(first, "PER-LENA", message, value);
        await first.SayAsync("PER-LENA", "help");
        await PressAsync(first, "PER-LENA", message, value);
        Assert.Equal(2, (await first.AuditAsync()).Count);

        await using var again = await first.RestartAsync();
        var transcript = await TextsAsync(again, "PER-LENA");
        await PressAsync(again, "PER-LENA", message, value);

        Assert.Equal(2, (await again.AuditAsync()).Count);
        Assert.Equal(transcript, await TextsAsync(again, "PER-LENA"));
    }

    [Fact]
    public async Task After_a_restart_the_first_press_by_its_owner_works_and_a_strangers_does_not()
    {
        var first = await CoSellBotFactory.StartAsync();
        await first.SayAsync("PER-LENA", Sentence);
        var (message, value) = await first.ButtonAsync("PER-LENA", "Register");

        await using var again = await first.RestartAsync();
        await RefusedAsync(again, "PER-TOM", message, value);
        Assert.Contains(Approved, await PressAsync(again, "PER-LENA", message, value), StringComparison.Ordinal);
        Assert.Single(await again.SubmittedAsync());
    }

    [Fact]
    public async Task Cancel_then_confirm_ends_cancelled()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, confirm) = await bot.ButtonAsync("PER-LENA", "Register");
        var (_, cancel) = await bot.ButtonAsync("PER-LENA", "Cancel");

        await PressAsync(bot, "PER-LENA", message, cancel);
        await PressAsync(bot, "PER-LENA", message, confirm);

        Assert.Empty(await bot.AuditAsync());
        Assert.Equal(ProposalState.Cancelled, Assert.Single(await bot.ProposalsAsync()).State);
        Assert.Contains("Cancelled, nothing was saved", (await bot.LastAsync("PER-LENA")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirm_then_cancel_ends_registered()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, confirm) = await bot.ButtonAsync("PER-LENA", "Register");
        var (_, cancel) = await bot.ButtonAsync("PER-LENA", "Cancel");

        await PressAsync(bot, "PER-LENA", message, confirm);
        await PressAsync(bot, "PER-LENA", message, cancel);

        Assert.Single(await bot.SubmittedAsync());
        Assert.Equal(ProposalState.Done, Assert.Single(await bot.ProposalsAsync()).State);
        Assert.Contains(Approved, (await bot.LastAsync("PER-LENA")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Confirm_and_cancel_crossing_end_in_one_state_that_fits_the_record(int round)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, confirm) = await bot.ButtonAsync("PER-LENA", "Register");
        var (_, cancel) = await bot.ButtonAsync("PER-LENA", "Cancel");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => bot.PressValueAsync("PER-LENA", message, (i + round) % 2 == 0 ? confirm : cancel)));
        await bot.IdleAsync();

        var state = Assert.Single(await bot.ProposalsAsync()).State;
        Assert.Equal((await bot.SubmittedAsync()).Count == 1 ? ProposalState.Done : ProposalState.Cancelled, state);
    }

    [Fact]
    public async Task A_correction_voids_the_old_card_and_its_button_no_longer_writes()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var (message, old) = await bot.ButtonAsync("PER-LENA", "Register");

        Assert.Contains("EUR 90,000", await bot.SayAsync("PER-LENA", "make it 90k"), StringComparison.Ordinal);
        await PressAsync(bot, "PER-LENA", message, old);
        Assert.Empty(await bot.AuditAsync());
        Assert.Contains(await TextsAsync(bot, "PER-LENA"), text => text.Contains("Replaced by a newer version, nothing was saved", StringComparison.Ordinal));

        await bot.PressAsync("PER-LENA", "Register");
        Assert.Equal(9_000_000, Assert.Single(await bot.SubmittedAsync()).AmountMinor);
    }

    [Fact]
    public async Task A_yes_typed_directly_after_the_card_registers()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);

        Assert.Contains(Approved, await bot.SayAsync("PER-LENA", "yes"), StringComparison.Ordinal);
        Assert.Single(await bot.SubmittedAsync());

        // Said again it means nothing.
        await bot.SayAsync("PER-LENA", "yes");
        Assert.Single(await bot.SubmittedAsync());
    }

    [Fact]
    public async Task A_yes_typed_after_another_turn_does_not_register()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        await bot.SayAsync("PER-LENA", "help");

        await bot.SayAsync("PER-LENA", "yes");

        Assert.Empty(await bot.AuditAsync());
        Assert.Equal(ProposalState.Open, Assert.Single(await bot.ProposalsAsync()).State);
    }

    [Fact]
    public async Task A_yes_typed_after_the_bot_said_something_else_does_not_register()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.Contains("Register this deal?", await bot.SayAsync("PER-JONAS", "register moorwald.example for Ledger, 20k EUR, end of September"), StringComparison.Ordinal);
        // Lena's registration for Nimbus is told to Jonas: now a notice is the last word in his place.
        await bot.SayAsync("PER-LENA", Sentence);
        await bot.PressAsync("PER-LENA", "Register");
        Assert.Contains("Lena Hoffmann", (await bot.LastAsync("PER-JONAS")).Text, StringComparison.Ordinal);

        await bot.SayAsync("PER-JONAS", "yes");

        Assert.Single(await bot.SubmittedAsync());
        await bot.PressAsync("PER-JONAS", "Register");
        Assert.Equal(2, (await bot.SubmittedAsync()).Count);
    }

    [Fact]
    public async Task A_yes_that_was_sent_before_the_card_was_shown_does_not_register()
    {
        await using var bot = await CoSellBotFactory.StartAsync(Hosting.ByHand);
        using var words = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "a", text = Sentence });
        using var yes = await bot.PostAsync("PER-LENA", "dm", "messages", new { id = "b", text = "yes" });

        await bot.IdleAsync();

        Assert.Empty(await bot.AuditAsync());
        Assert.Equal(ProposalState.Open, Assert.Single(await bot.ProposalsAsync()).State);
    }

    [Fact]
    public async Task In_a_channel_a_typed_yes_does_not_register_but_the_press_does()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence, "PLC-DACH-SALES");
        var proposal = Assert.Single(await bot.ProposalsAsync());

        await bot.SayAsync("PER-LENA", "yes", "PLC-DACH-SALES");
        Assert.Empty(await bot.AuditAsync());

        await PressAsync(bot, "PER-LENA", proposal.MessageId, $"confirm:{proposal.Id}.{proposal.Hash}", "PLC-DACH-SALES");
        Assert.Single(await bot.SubmittedAsync());
    }

    [Fact]
    public async Task In_a_channel_the_yes_and_the_press_of_another_member_do_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence, "PLC-DACH-SALES");
        var proposal = Assert.Single(await bot.ProposalsAsync());

        await bot.SayAsync("PER-ANJA", "yes", "PLC-DACH-SALES");
        await RefusedAsync(bot, "PER-ANJA", proposal.MessageId, $"confirm:{proposal.Id}.{proposal.Hash}", "PLC-DACH-SALES");

        Assert.Equal([NotYours], await TextsAsync(bot, "PER-ANJA"));
        Assert.Equal(ProposalState.Open, Assert.Single(await bot.ProposalsAsync()).State);
    }

    [Fact]
    public async Task Withdrawing_takes_a_card_and_a_press()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var number = await RegisterAsync(bot);

        Assert.Contains($"Withdraw {number}?", await bot.SayAsync("PER-LENA", $"withdraw {number}"), StringComparison.Ordinal);
        Assert.Equal(RegistrationStatus.Approved, Assert.Single(await bot.SubmittedAsync()).Status);
        await bot.PressAsync("PER-LENA", "Withdraw it");

        var deal = Assert.Single(await bot.SubmittedAsync());
        Assert.Equal(RegistrationStatus.Withdrawn, deal.Status);
        Assert.Null(deal.ProtectionKey);
        Assert.Equal(["registration.submitted", "registration.approved", "registration.withdrawn"], (await bot.AuditAsync()).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Withdrawing_a_deal_that_changed_meanwhile_says_so_and_changes_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var number = await RegisterAsync(bot);
        await bot.SayAsync("PER-LENA", $"withdraw {number}");

        await bot.SayAsync("PER-JONAS", $"add proof to {number}");
        await bot.SayAsync("PER-JONAS", "The customer wrote to us on 3 June and asked for an offer.");
        await bot.PressAsync("PER-JONAS", "Save");
        var answer = await bot.PressAsync("PER-LENA", "Withdraw it");

        Assert.Contains("The deal changed after this card was drawn, so nothing was saved.", answer, StringComparison.Ordinal);
        Assert.Equal(RegistrationStatus.Approved, Assert.Single(await bot.SubmittedAsync()).Status);
        Assert.DoesNotContain(await bot.AuditAsync(), entry => entry.Action == "registration.withdrawn");
    }

    [Fact]
    public async Task A_key_used_again_for_something_else_is_refused_by_the_ledger()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var ledger = bot.App.Services.GetRequiredService<RegistrationLedger>();
        var actor = new Actor("PER-LENA", "Web", "test");
        RegistrationRequest Request(long minor) => new(
            "ORG-NIMBUS", true, new CompanyIdentity("Moorwald Energie GmbH", "moorwald.example", "DE", null), "ACC-MOORWALD", "PRD-LEDGER",
            new Money(minor, "EUR"), new DateOnly(2026, 9, 30), RegistrationKind.Resell);

        var first = await ledger.SubmitAsync(Request(80_000_00), actor, "key-1", CancellationToken.None);
        var same = await ledger.SubmitAsync(Request(80_000_00), actor, "key-1", CancellationToken.None);
        var other = await Assert.ThrowsAsync<PrmException>(() => ledger.SubmitAsync(Request(90_000_00), actor, "key-1", CancellationToken.None));
        var command = await Assert.ThrowsAsync<PrmException>(
            () => bot.App.Services.GetRequiredService<ClaimLedger>().WithdrawAsync(first.Registration.Id, first.Registration.Version, actor, "key-1", CancellationToken.None));

        Assert.Equal(first.Registration.Id, same.Registration.Id);
        Assert.Equal((PrmFailure.Conflict, PrmFailure.Conflict), (other.Reason, command.Reason));
        Assert.Single(await bot.SubmittedAsync());
    }

    [Fact]
    public async Task The_same_key_gives_the_same_result_the_verdict_included()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var ledger = bot.App.Services.GetRequiredService<RegistrationLedger>();
        var actor = new Actor("PER-LENA", "Web", "test");
        var request = new RegistrationRequest(
            "ORG-NIMBUS", true, new CompanyIdentity("Moorwald Energie GmbH", "moorwald.example", "DE", null), "ACC-MOORWALD", "PRD-LEDGER",
            new Money(80_000_00, "EUR"), new DateOnly(2026, 9, 30), RegistrationKind.Resell);

        var first = await ledger.SubmitAsync(request, actor, "key-1", CancellationToken.None);
        var again = await ledger.SubmitAsync(request, actor, "key-1", CancellationToken.None);

        Assert.Equal((first.WasThere, first.Trace?.Verdict), (again.WasThere, again.Trace?.Verdict));
        Assert.Equal(first.Trace!.Findings, again.Trace!.Findings);

        // Another wish for the same customer finds the partner's own claim, however often it is asked.
        var own = await ledger.SubmitAsync(request, actor, "key-2", CancellationToken.None);
        var ownAgain = await ledger.SubmitAsync(request, actor, "key-2", CancellationToken.None);
        Assert.Equal((true, true), (own.WasThere, ownAgain.WasThere));
        Assert.Single(await bot.SubmittedAsync());
    }

    private static async Task<string> RegisterAsync(CoSellBotFactory bot)
    {
        await bot.SayAsync("PER-LENA", Sentence);
        return Number().Match(await bot.PressAsync("PER-LENA", "Register")).Value;
    }

    private static async Task<string> PressAsync(CoSellBotFactory bot, string person, string message, string value, string place = "dm")
    {
        using var response = await bot.PressValueAsync(person, message, value, place);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await bot.IdleAsync();
        return (await bot.TranscriptAsync(person, place))[^1].Text;
    }

    private static async Task RefusedAsync(CoSellBotFactory bot, string person, string message, string value, string place = "dm")
    {
        var before = (await bot.RegistrationsAsync(), (await bot.AuditAsync()).Count);
        using var response = await bot.PressValueAsync(person, message, value, place);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await bot.IdleAsync();
        Assert.Equal(before, (await bot.RegistrationsAsync(), (await bot.AuditAsync()).Count));
        Assert.All(await bot.InboxAsync(), row => Assert.Equal(InboxState.Done, row.State));
    }

    private static async Task<List<string>> TextsAsync(CoSellBotFactory bot, string person, string place = "dm") =>
        [.. (await bot.TranscriptAsync(person, place)).Select(message => message.Text)];

    [GeneratedRegex("DR-[0-9A-Z]{4,}")]
    private static partial Regex Number();
}
