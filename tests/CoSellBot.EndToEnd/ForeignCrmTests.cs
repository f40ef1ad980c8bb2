using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.EndToEnd;

/// <summary>A real, dirty CRM export imported by the command, then used in the browser.</summary>
public class ForeignCrmTests(ITestOutputHelper output)
{
    private const string Account = "Cancity";

    [Fact]
    public async Task A_rep_registers_on_an_imported_account_and_its_open_opportunities_agree_with_the_file()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browser.OpenAsync(playwright, output);
        if (browser is null || SharedData.Find("crm_maven", output) is not { } crm)
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("cosellbot-e2e-").FullName;
        var (code, report) = await BotProcess.RunCommandAsync(folder, "import", crm, "--map", Path.Combine(AppContext.BaseDirectory, "samples", "maps", "crm_maven.yaml"));
        Assert.Equal(0, code);
        Assert.Contains("8,800", report, StringComparison.Ordinal);

        // Account, stage and agent of each row; no cell of this file holds a comma.
        var rows = (await File.ReadAllLinesAsync(Path.Combine(crm, "sales_pipeline.csv"))).Skip(1).Select(line => line.Split(',')).ToList();
        var open = rows.Count(cells => cells[3] == Account && cells[4] is "Prospecting" or "Engaging" && cells[3] == Account);
        var prospecting = rows.Count(cells => cells[3] == Account && cells[4] == "Prospecting");
        Assert.True(open > 1 && prospecting > 0);

        await using var bot = await BotProcess.StartAsync(folder, new Dictionary<string, string> { ["Seed__World"] = "off" });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } });
        await page.GotoAsync(new Uri(bot.Address, $"/#{Uri.EscapeDataString("AGENT-" + rows[0][1])}/dm").ToString());
        await Assertions.Expect(page.GetByText(rows[0][1]).First).ToBeVisibleAsync();

        await SayAsync(page, $"open opportunities at {Account}");
        var answer = page.Locator("article.card", new PageLocatorOptions { HasText = "open opportunities" }).Last;
        await Assertions.Expect(answer).ToContainTextAsync($"{Account}: {open} open opportunities", new LocatorAssertionsToContainTextOptions { Timeout = 20_000 });
        await Assertions.Expect(answer).ToContainTextAsync($"{prospecting} prospect");

        await SayAsync(page, $"register {Account} with Lakefront for GTX Basic, 12k USD, close end of next month");
        var card = page.Locator("article.card", new PageLocatorOptions { HasText = "Register this deal?" });
        await Assertions.Expect(card).ToContainTextAsync(Account);
        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Register", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("article.card", new PageLocatorOptions { HasTextRegex = new("DR-[0-9A-Z]{4,} (approved|in review)") })).ToHaveCountAsync(1);
        if (Environment.GetEnvironmentVariable("PICTURES") is { Length: > 0 } pictures)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(pictures, "foreign-crm.png") });
        }
    }

    private static async Task SayAsync(IPage page, string text)
    {
        var box = page.Locator("textarea").First;
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }
}
