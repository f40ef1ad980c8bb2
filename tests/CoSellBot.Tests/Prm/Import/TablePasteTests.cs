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
    [InlineData("\uFEFFexclusion_id, account_id ,\"scope\",verdict", "exclusions")] // what may be left out may
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
    public async Task A_trial_writes_nothing_and_a_repetition_nothing_more()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var paste = bot.App.Services.GetRequiredService<TablePaste>();
        var rows = $"{Head}\nEXC-NEW,ACC-N5WJ2,except_list,ORG-ORION,Reject,2026-01-01,\nEXC-NOWHERE,ACC-NONE,all_partners,,Review,,\nEXC-TOMORROW,ACC-XNJ6E,all_partners,,Perhaps,,";

        var trial = await paste.RunAsync("exclusions", rows, Admin, isTrial: true, default);
        Assert.Equal((1, 0, 2), (trial.Added, trial.Updated, trial.Rejected));
        Assert.Equal([(3, "account_id"), (4, "verdict")], trial.Problems.Select(problem => (problem.Line, problem.Column)));
        Assert.Equal((null, 0), await StoredAsync(bot));

        Assert.Equal(1, (await paste.RunAsync("exclusions", rows, Admin, isTrial: false, default)).Added);
        Assert.Equal((Verdict.Reject, 1), await StoredAsync(bot));
        var again = await paste.RunAsync("exclusions", rows, Admin, isTrial: false, default);
        Assert.Equal((0, 0, 1), (again.Added, again.Updated, again.Files.Sum(file => file.Unchanged)));
    }

    [Fact]
    public async Task What_is_written_is_audited_as_the_administrators()
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        await bot.App.Services.GetRequiredService<TablePaste>().RunAsync("holidays", "calendar_id,date,name\nCAL-Europe-Berlin,2026-10-30,Bridge day", Admin, isTrial: false, default);

        await using var context = await bot.Prm();
        Assert.Equal("Bridge day", (await context.Set<Holiday>().SingleAsync(day => day.Date == new DateOnly(2026, 10, 30) && day.CalendarId == "CAL-Europe-Berlin")).Name);
        var entry = await context.Set<AuditEntry>().OrderByDescending(one => one.Seq).FirstAsync();
        Assert.Equal(("PER-ADMIN", "Web", "m1", "import.file", "import/holidays.csv"), (entry.ActorPersonId, entry.Channel, entry.MessageId, entry.Action, entry.EntityRef));
    }

    [Theory]
    [InlineData("PER-ANJA")]
    [InlineData("PER-FELIX")]
    [InlineData("nobody")]
    public async Task Nobody_but_an_administrator_writes_rows_nor_tries_to(string person)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var paste = bot.App.Services.GetRequiredService<TablePaste>();

        foreach (var isTrial in new[] { true, false })
        {
            var refused = await Assert.ThrowsAsync<PrmException>(() => paste.RunAsync("exclusions", $"{Head}\nEXC-NEW,ACC-N5WJ2,all_partners,,Reject,,", new Actor(person, "Web", "m"), isTrial, default));
            Assert.Equal(PrmFailure.Forbidden, refused.Reason);
        }

        Assert.Equal((null, 0), await StoredAsync(bot));
    }

    private static async Task<(Verdict? Verdict, int Count)> StoredAsync(CoSellBotFactory bot)
    {
        await using var context = await bot.Prm();
        var found = await context.Set<Exclusion>().Where(exclusion => exclusion.AccountId == "ACC-N5WJ2").ToListAsync();
        return (found.FirstOrDefault()?.Verdict, found.Count);
    }
}
