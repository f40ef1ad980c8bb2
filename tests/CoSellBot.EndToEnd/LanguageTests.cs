using System.Net.Http.Json;
using System.Xml;
using CoSellBot.Agents.Replies;
using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.EndToEnd;

/// <summary>Model conversations C1, C2, C8 and C11 on the page, in each of the six languages.</summary>
public class LanguageTests(ITestOutputHelper output)
{
    /// <summary>What people say in one language, and who reads it by habit.</summary>
    /// <param name="Language">ISO 639-1 code.</param>
    /// <param name="Amounts">80,000 euros, 45,000 and 48,000 pounds, as the language writes them.</param>
    /// <param name="Register">C1.</param>
    /// <param name="WithoutCurrency">C2, its first message.</param>
    /// <param name="Correction">C2, the answer that corrects.</param>
    /// <param name="Question">C8.</param>
    /// <param name="Quoted">C8, a part of the sentence that is quoted.</param>
    /// <param name="FollowUp">C8, for a country the document does not cover.</param>
    /// <param name="Sleeper">C11: a rep of that language with a deal that stands.</param>
    /// <param name="Zone">Where that rep is.</param>
    /// <param name="Snooze">C11, without a name.</param>
    public sealed record Words(
        string Language, string[] Amounts, string Register, string WithoutCurrency, string Correction, string Question, string Quoted, string FollowUp, string Sleeper, string Zone, string Snooze);

    private static readonly Words[] All =
    [
        new("en", ["EUR 80,000", "45,000", "GBP 48,000"], "register Contoso with Nimbus for Ledger, 80k EUR, close end of September",
            "register fabrikam.co.uk for ledger, 45k, end of Q3", "pounds, and make it 48k",
            "What do I tell a bank that asks where the servers are?", "Frankfurt", "and for Switzerland?", "PER-OLIVER", "Europe/London", "snooze, they are on holiday for two weeks"),
        new("de", ["80.000 EUR", "45.000", "48.000 GBP"], "registrier Contoso mit Nimbus für Ledger, 80k EUR, Abschluss Ende September",
            "registriere fabrikam.co.uk für ledger, 45k, Ende Q3", "Pfund, und mach 48k draus",
            "Was sage ich einer Bank, die nach dem Serverstandort fragt?", "Frankfurt", "und für die Schweiz?", "PER-TOM", "Europe/Berlin", "später erinnern, die sind zwei Wochen im Urlaub"),
        new("fr", ["80\u202F000 EUR", "45\u202F000", "48\u202F000 GBP"], "enregistre Contoso avec Nimbus pour Ledger, 80 k€, signature fin septembre",
            "enregistre fabrikam.co.uk pour ledger, 45k, fin T3", "des livres, et mets plutôt 48k",
            "Que dire à une banque qui demande où sont les serveurs ?", "Francfort", "et pour la Suisse ?", "PER-CAMILLE", "Europe/Paris", "rappelle-moi plus tard, ils sont en congé pendant deux semaines"),
        new("es", ["80.000 EUR", "45.000", "48.000 GBP"], "registra Contoso con Nimbus para Ledger, 80k EUR, cierre a finales de septiembre",
            "quiero registrar fabrikam.co.uk para ledger, 45k, fin de T3", "libras, y que sean 48k",
            "¿Qué le digo a un banco que pregunta dónde están los servidores?", "Fráncfort", "¿y para Suiza?", "PER-JAVIER", "Europe/Madrid", "recuérdamelo más tarde, están de vacaciones dos semanas"),
        new("pt", ["EUR 80", "45", "GBP 48"], "registra a Contoso com a Nimbus para Ledger, 80 mil euros, fecho no fim de setembro",
            "registra fabrikam.co.uk para ledger, 45k, fim do T3", "libras, e muda para 48k",
            "O que digo a um banco que pergunta onde ficam os servidores?", "Frankfurt", "e para a Suíça?", "PER-BEATRIZ", "Europe/Lisbon", "lembra-me mais tarde, estão de férias duas semanas"),
        new("ja", ["EUR 80,000", "45,000", "GBP 48,000"], "ContosoをNimbusで登録して。Ledger、8万ユーロ、9月末クローズ",
            "fabrikam.co.ukをLedgerで登録、45k、Q3末", "ポンドで、48kに変更",
            "サーバーの場所を聞く銀行には何と言えばいいですか？", "フランクフルト", "スイスの場合は？", "PER-HARUKA", "Asia/Tokyo", "スヌーズ、2週間休みなので"),
    ];

    public static TheoryData<string> Languages => [.. All.Select(words => words.Language)];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_model_conversations_work_in_every_language(string language)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browser.OpenAsync(playwright, output);
        if (browser is null)
        {
            return;
        }

        var words = All.Single(one => one.Language == language);
        await using var bot = await BotProcess.StartAsync(await StoredBot.NewFolderAsync(), new Dictionary<string, string> { ["Nudges__Enabled"] = "true" });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });

        // C1: one sentence, no question.
        await BecomeAsync(page, bot, "PER-LENA");
        await SayAsync(page, words.Register);
        await SeeAsync(page, Text("register.title", words), Text("proposal.nothing_saved", words), "Contoso GmbH", "Nimbus", words.Amounts[0]);
        await ShotAsync(page, $"{language}-c1-card");
        await PressAsync(page, Text("button.register", words));
        await SeeAsync(page, "DR-", Text("button.withdraw", words), "R14");
        await ShotAsync(page, $"{language}-c1");

        // C2: the currency is asked, a correction is heard.
        await BecomeAsync(page, bot, "PER-PRIYA");
        await SayAsync(page, words.WithoutCurrency);
        await SeeAsync(page, words.Amounts[1], "GBP", "EUR", "USD");
        await SayAsync(page, words.Correction);
        await SeeAsync(page, Text("register.title", words), words.Amounts[2], words.Amounts[1]);
        await ShotAsync(page, $"{language}-c2-card");
        await PressAsync(page, Text("button.register", words));
        await SeeAsync(page, Text("status.InReview", words), "Anja Weber", Text("deal.not_protected", words));

        // C8: quoted and cited; for Switzerland nothing is valid.
        await BecomeAsync(page, bot, "PER-JONAS");
        await SayAsync(page, words.Question);
        await SeeAsync(page, words.Quoted, "[1]", "Banking guide", "Nimbus");
        await ShotAsync(page, $"{language}-c8");
        await SayAsync(page, words.FollowUp);
        await SeeAsync(page, "Anja Weber", Text("button.no", words));
        await PressAsync(page, Text("button.no", words));
        await SeeAsync(page, Text("playbook.not_sent", words));

        // C11: at nine o'clock of a working day a nudge, made quiet in a sentence.
        await BecomeAsync(page, bot, words.Sleeper);
        await PassUntilNudgedAsync(page, bot, words);
        await ShotAsync(page, $"{language}-c11-nudge");
        await SayAsync(page, words.Snooze);
        // Three customers in one digest and none named: it asks, and the days are not lost.
        await SeeAsync(page, Text("snooze.which", words));
        await page.Locator("article.card").Last.GetByRole(AriaRole.Button).First.ClickAsync();
        await SeeAsync(page, Text("snooze.undo", words), Text("snooze.settings", words));
        await ShotAsync(page, $"{language}-c11");
    }

    private static string Text(string key, Words words) =>
        Texts.Shipped.Format(key, new Dictionary<string, Term>(), ReadingContext.From(words.Language, "Etc/UTC"));

    // Mornings pass until one brings a digest: weekends and holidays bring none, and no hour but the morning's does.
    private static async Task PassUntilNudgedAsync(IPage page, BotProcess bot, Words words)
    {
        using var http = new HttpClient { BaseAddress = bot.Address, Timeout = TimeSpan.FromMinutes(2) };
        var only = page.Locator("article.card", new PageLocatorOptions { HasText = Text("nudge.only_you", words) });
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById(words.Zone));
        var advance = local.Date.AddDays(1).AddHours(9.5) - local.DateTime;
        for (var day = 0; day < 7 && await only.CountAsync() == 0; day++)
        {
            using var passed = await http.PostAsJsonAsync("/dev/clock", new { advance = XmlConvert.ToString(advance) });
            passed.EnsureSuccessStatusCode();
            await page.WaitForTimeoutAsync(1_000);
            advance = TimeSpan.FromDays(1);
        }

        await Assertions.Expect(only.First).ToBeVisibleAsync();
    }

    private static async Task BecomeAsync(IPage page, BotProcess bot, string personId)
    {
        // The hash alone would keep the page; the new person's transcript starts empty.
        await page.GotoAsync("about:blank");
        await page.GotoAsync(new Uri(bot.Address, $"/#{personId}/dm").ToString());
    }

    private static async Task SeeAsync(IPage page, params string[] parts)
    {
        foreach (var part in parts)
        {
            // The answer of the bot, not a notice that came meanwhile.
            await Assertions.Expect(page.Locator("[role=log]").First).ToContainTextAsync(part, new LocatorAssertionsToContainTextOptions { Timeout = 20_000 });
        }
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
}
