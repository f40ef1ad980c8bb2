using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.EndToEnd;

/// <summary>What a newcomer does in the browser, with a real process and a real page.</summary>
public partial class WebChatTests(ITestOutputHelper output)
{
    private const string Sentence = "register Contoso with Nimbus for Ledger, 80k EUR, close end of next month";

    [Fact]
    public async Task A_rep_registers_a_deal_confirms_twice_reloads_restarts_and_finds_it()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browser.OpenAsync(playwright, output);
        if (browser is null)
        {
            return;
        }

        var bot = await BotProcess.StartAsync();
        try
        {
            var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } });
            await page.GotoAsync(new Uri(bot.Address, "/#PER-LENA/dm").ToString());
            await SayAsync(page, Sentence);
            var card = page.Locator("article.card", new PageLocatorOptions { HasText = "Register this deal?" });
            await Assertions.Expect(card).ToContainTextAsync("Contoso GmbH, Germany");
            await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Register", Exact = true }).DblClickAsync();

            var done = page.Locator("article.card", new PageLocatorOptions { HasText = "approved, protected until" });
            await Assertions.Expect(done).ToHaveCountAsync(1);
            var number = Number().Match(await done.InnerTextAsync()).Value;
            Assert.NotEmpty(number);
            await ShotAsync(page, "registered");

            await page.ReloadAsync();
            await Assertions.Expect(page.Locator("article.card", new PageLocatorOptions { HasText = number })).ToHaveCountAsync(1);

            await bot.KillAsync();
            var again = await BotProcess.StartAsync(bot.Folder);
            await bot.DisposeAsync();
            bot = again;
            await page.GotoAsync(new Uri(bot.Address, "/#PER-LENA/dm").ToString());
            await SayAsync(page, $"status of {number}");
            await Assertions.Expect(page.Locator("article.card", new PageLocatorOptions { HasText = number }).Last).ToContainTextAsync("approved, protected until");
            await Assertions.Expect(page.Locator("article.card", new PageLocatorOptions { HasText = "approved, protected until" })).ToHaveCountAsync(2);
        }
        finally
        {
            await bot.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_same_question_in_two_places_that_differ_by_one_member_gives_two_answers()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browser.OpenAsync(playwright, output);
        if (browser is null)
        {
            return;
        }

        await using var bot = await BotProcess.StartAsync();
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        await page.GotoAsync(new Uri(bot.Address, "/#PER-JONAS/PLC-NIMBUS|PER-JONAS/PLC-NIMBUS-ORION").ToString());
        var boxes = page.Locator("textarea");
        await Assertions.Expect(boxes).ToHaveCountAsync(2);
        foreach (var box in await boxes.AllAsync())
        {
            await box.FillAsync("status of our deals");
        }

        await boxes.Nth(0).PressAsync("Enter");
        if ((await boxes.Nth(1).InputValueAsync()).Length > 0)
        {
            await boxes.Nth(1).PressAsync("Enter");
        }

        var logs = page.Locator("[role=log]");
        await Assertions.Expect(logs.Nth(0)).ToContainTextAsync("Nimbus:");
        await Assertions.Expect(logs.Nth(0)).ToContainTextAsync("DR-");
        await Assertions.Expect(logs.Nth(1)).ToContainTextAsync("I have nothing on that for everyone here.");
        Assert.DoesNotContain("DR-", await logs.Nth(1).InnerTextAsync(), StringComparison.Ordinal);
        await ShotAsync(page, "two-places");
    }

    [Fact]
    public async Task The_first_three_model_conversations_read_as_written_on_the_page()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browser.OpenAsync(playwright, output);
        if (browser is null)
        {
            return;
        }

        await using var bot = await BotProcess.StartAsync();
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });

        // C1: one sentence, no question.
        await BecomeAsync(page, bot, "PER-LENA");
        await SayAsync(page, "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        var card = page.Locator("article.card").Last;
        await Assertions.Expect(card).ToContainTextAsync("Register this deal?");
        await Assertions.Expect(card).ToContainTextAsync("Nothing is saved yet");
        await Assertions.Expect(card.Locator(".facts li")).ToHaveTextAsync(
            [new Regex(@"^Contoso GmbH, Germany\*$"), new Regex(@"^Nimbus \(Platinum\)$"), new Regex("^Ledger$"), new Regex("^EUR 80,000$"), new Regex(@"^close 30 Sep \d{4}$"), new Regex(@"^resell\*$")]);
        await ShotAsync(page, "c1-card");
        await PressAsync(page, "Register");
        await Assertions.Expect(page.Locator("article.card").Last).ToContainTextAsync("approved, protected until");
        await Assertions.Expect(page.Locator("article.card").Last).ToContainTextAsync("by rule \"Platinum up to USD 150,000\" (R14 v3): USD 86,800 at 1.0850");

        // C2: the currency is asked, a correction is heard.
        await BecomeAsync(page, bot, "PER-PRIYA");
        await SayAsync(page, "register fabrikam.co.uk for ledger, 45k, end of Q3");
        await Assertions.Expect(page.Locator("article.card").Last).ToContainTextAsync("45,000 in which currency?");
        await SayAsync(page, "pounds, and make it 48k");
        await Assertions.Expect(page.Locator("article.card").Last).ToContainTextAsync("GBP 48,000 (first 45,000)");
        await Assertions.Expect(page.Locator("article.card").Last).ToContainTextAsync("Above your USD 50,000 limit (USD 64,800 at 1.3500");
        await ShotAsync(page, "c2-card");
        await PressAsync(page, "Register");
        await Assertions.Expect(page.Locator("article.card").Last).ToContainTextAsync("in review");
        await Assertions.Expect(page.Locator("article.card").Last).ToContainTextAsync("contact: Anja Weber");

        // C3: a rival's protection looks like any other review.
        await BecomeAsync(page, bot, "PER-FELIX");
        await SayAsync(page, "register contoso.com for Ledger, 20k EUR, end of September");
        await PressAsync(page, "Register");
        await Assertions.Expect(page.Locator("article.card").Last).ToContainTextAsync("I say the same for every cause and cannot say more.");
        await SayAsync(page, "is someone else on it?");
        await Assertions.Expect(page.Locator("[role=log]").First).ToContainTextAsync("I do not speak about other firms' deals or ours");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Ask Anja", Exact = true })).ToBeVisibleAsync();
        await ShotAsync(page, "c3");
    }

    [Fact]
    public async Task The_page_works_on_a_narrow_screen()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browser.OpenAsync(playwright, output);
        if (browser is null)
        {
            return;
        }

        await using var bot = await BotProcess.StartAsync();
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 360, Height = 740 } });
        await page.GotoAsync(new Uri(bot.Address, "/#PER-PRIYA/dm").ToString());
        await SayAsync(page, "register fabrikam.co.uk for ledger, 45k, end of next month");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "GBP", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[role=log]").First).ToContainTextAsync("fabrikam.co.uk, as you wrote it");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
        await ShotAsync(page, "narrow");
    }

    private static async Task BecomeAsync(IPage page, BotProcess bot, string personId)
    {
        // The hash alone would keep the page; the new person's transcript starts empty.
        await page.GotoAsync("about:blank");
        await page.GotoAsync(new Uri(bot.Address, $"/#{personId}/dm").ToString());
    }

    private static Task PressAsync(IPage page, string label) =>
        page.Locator("article.card").Last.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = label, Exact = true }).ClickAsync();

    private static async Task SayAsync(IPage page, string text)
    {
        var box = page.Locator("textarea").First;
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }

    // Pictures are kept only when someone asks for them, for a look or for the README.
    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
        }
    }

    [GeneratedRegex("DR-[0-9A-Z]{4,}")]
    private static partial Regex Number();
}
