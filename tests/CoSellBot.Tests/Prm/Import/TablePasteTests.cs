using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Prm.Import;

/// <summary>Rows of a programme table that an administrator sends as text.</summary>
public class TablePasteTests
{
    private const string Head = "exclusion_id,account_id,scope,except_org_ids,verdict,valid_from,valid_to";
    private static readonly Actor Admin = new("PER-ADMIN", "Web", "m1");

    [Theory]
    [InlineData(Head, "exclusions")]
    [InlineData("\uFEFFexclusion_id, account_id ,\"scope\",verdict", "exclusions")] // and says what is missing
    [InlineData("base,quote,rate,as_of", "fx_rates")]
    [InlineData("calendar_id,date,name", "holidays")]
    [InlineData("calendar_id,time_zone,weekdays,opens,closes", "calendars")]
    [InlineData("kind,countries", "compliance_rules")]
    [InlineData("territory_id,name,countries", "territories")]
    [InlineData("org_id,territory_id,exclusive", "partner_territories")]
    [InlineData("party_id,name", "denied_parties")]
    [InlineData("exclusion_id,account_id,scope", null)] // the verdict is missing
    [InlineData("exclusion_id,account_id,scope,verdict,price", null)] // a column nobody knows
    [InlineData("key,value", null)] // numbers are published, with a preview
    [InlineData("person_id,name,org_id,role", null)] // people come by import alone
    [InlineData("hello, is Contoso taken?", null)]
    public void The_first_line_tells_the_table(string head, string? table)
    {
        Assert.Equal(table, TablePaste.TableOf($"{head}\nx,y,z"));
        Assert.Null(TablePaste.TableOf(head));
    }

    [Fact]
    public async Task A_trial_says_what_each_row_becomes_and_writes_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var rows = $"{Head}\nEXC-NEW,ACC-N5WJ2,except_list,ORG-ORION;ORG-NIMBUS,Reject,2026-01-01,\nEXC-NOWHERE,ACC-NONE,all_partners,,Review,,\nEXC-GRANVARA,ACC-GRANVARA,all_partners,,Review,2025-01-01,";

        var trial = await Paste(bot).TryAsync(rows, Admin, default);

        Assert.Equal((1, 1, 1), (trial.Added, trial.Updated, trial.Rejected));
        Assert.Equal((3, "account_id"), Assert.Single(trial.Problems) is var problem ? (problem.Line, problem.Column) : default);
        Assert.Equal(["EXC-NEW", "EXC-GRANVARA"], trial.Changes.Select(change => change.Key));
        Assert.Equal(
            ["account_id  ACC-N5WJ2", "except_org_ids  ORG-ORION;ORG-NIMBUS", "scope  except_list", "valid_from  2026-01-01", "verdict  Reject"],
            trial.Changes[0].Values.Select(value => $"{value.Column} {value.Before} {value.After}").Order(StringComparer.Ordinal));
        var verdict = Assert.Single(trial.Changes[1].Values, value => value.Column == "verdict");
        Assert.Equal(("Reject", "Review"), (verdict.Before, verdict.After));
        Assert.Equal((null, 0), await StoredAsync(bot));
    }

    [Fact]
    public async Task What_was_shown_is_written_once_for_its_key_and_audited_row_by_row()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        const string Rows = "calendar_id,date,name,ends\nCAL-Europe-Berlin,2026-10-30,Bridge day,13:00";
        var mark = (await Paste(bot).TryAsync(Rows, Admin, default)).Mark;

        await Paste(bot).WriteAsync(Rows, mark, Admin, "key", default);
        await Paste(bot).WriteAsync(Rows, mark, Admin, "key", default);

        await using var context = await bot.Prm();
        var day = await context.Set<Holiday>().SingleAsync(day => day.Date == new DateOnly(2026, 10, 30) && day.CalendarId == "CAL-Europe-Berlin");
        Assert.Equal(("Bridge day", "13:00"), (day.Name, day.Ends));
        var entry = Assert.Single(await context.Set<AuditEntry>().Where(one => one.MessageId == "m1").ToListAsync());
        Assert.Equal(("PER-ADMIN", "Web", "import.file", "import/holidays.csv"), (entry.ActorPersonId, entry.Channel, entry.Action, entry.EntityRef));
        Assert.Contains("Bridge day", entry.After, StringComparison.Ordinal);
        Assert.Equal("key", Assert.Single(await context.Set<ChangeRow>().Where(row => row.EntityId == "holidays.csv" && row.IdempotencyKey != null).ToListAsync()).IdempotencyKey);
    }

    [Fact]
    public async Task Rows_that_somebody_changed_since_they_were_shown_are_left_as_they_are()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var first = $"{Head}\nEXC-NEW,ACC-N5WJ2,all_partners,,Reject,,";
        var shown = (await Paste(bot).TryAsync(first, Admin, default)).Mark;
        var second = $"{Head}\nEXC-NEW,ACC-N5WJ2,all_partners,,Review,,";
        await Paste(bot).WriteAsync(second, (await Paste(bot).TryAsync(second, Admin, default)).Mark, Admin, "second", default);

        var refused = await Assert.ThrowsAsync<PrmException>(() => Paste(bot).WriteAsync(first, shown, Admin, "first", default));

        Assert.Equal((PrmFailure.Conflict, "rows.changed"), (refused.Reason, refused.Code));
        Assert.Equal((Verdict.Review, 1), await StoredAsync(bot));
        await using var context = await bot.Prm();
        Assert.Single(await context.Set<AuditEntry>().Where(one => one.MessageId == "m1").ToListAsync());
    }

    [Fact]
    public async Task A_row_says_all_of_itself()
    {
        const string Head = "org_id,territory_id,valid_to";
        Assert.Equal(["exclusive", "valid_from"], TablePaste.MissingOf($"{Head}\nx,y,z"));
        Assert.Empty(TablePaste.MissingOf("org_id,territory_id,valid_to,valid_from,exclusive\nx,y,z"));
        await using var bot = await CoSellBotFactory.StartAsync();

        Assert.Equal(PrmFailure.Invalid, (await Assert.ThrowsAsync<PrmException>(() => Paste(bot).TryAsync($"{Head}\nORG-ORION,TER-UKI,2026-12-31", Admin, default))).Reason);
        await bot.SayAsync("PER-ADMIN", $"{Head}\nORG-ORION,TER-UKI,2026-12-31");
        Assert.Contains("these are missing: exclusive, valid_from", (await bot.LastAsync("PER-ADMIN")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PER-ANJA")]
    [InlineData("PER-FELIX")]
    [InlineData("nobody")]
    public async Task Nobody_but_an_administrator_writes_rows_nor_tries_to(string person)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var (rows, actor) = ($"{Head}\nEXC-NEW,ACC-N5WJ2,all_partners,,Reject,,", new Actor(person, "Web", "m"));
        var mark = (await Paste(bot).TryAsync(rows, Admin, default)).Mark;

        Assert.Equal(PrmFailure.Forbidden, (await Assert.ThrowsAsync<PrmException>(() => Paste(bot).TryAsync(rows, actor, default))).Reason);
        Assert.Equal(PrmFailure.Forbidden, (await Assert.ThrowsAsync<PrmException>(() => Paste(bot).WriteAsync(rows, mark, actor, "key", default))).Reason);
        Assert.Equal((null, 0), await StoredAsync(bot));
    }

    private static TablePaste Paste(CoSellBotFactory bot) => bot.App.Services.GetRequiredService<TablePaste>();

    private static async Task<(Verdict? Verdict, int Count)> StoredAsync(CoSellBotFactory bot)
    {
        await using var context = await bot.Prm();
        var found = await context.Set<Exclusion>().Where(exclusion => exclusion.AccountId == "ACC-N5WJ2").ToListAsync();
        return (found.FirstOrDefault()?.Verdict, found.Count);
    }
}
