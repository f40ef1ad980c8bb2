using System.Text.Json;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>In any place the bot says only what every member may see, decided when it is sent, and never hints at more.</summary>
public class AudienceTests
{
    private const string NothingForAll = "I have nothing on that for everyone here. For your own view, write to me directly.\n[Ask me privately]";
    private const string Moved = "I have answered you directly.\n[Ask me privately]";

    [Fact]
    public async Task One_question_in_two_places_that_differ_by_one_member_has_two_answers()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var with = await bot.SayAsync("PER-JONAS", "status of our deals", "PLC-NIMBUS");
        var without = await bot.SayAsync("PER-JONAS", "status of our deals", "PLC-NIMBUS-ORION");

        Assert.StartsWith("Nimbus: ", with, StringComparison.Ordinal);
        Assert.Contains("DR-6HWT, Haselried Optik GmbH, Ledger, EUR 64,000: approved", with, StringComparison.Ordinal);
        Assert.DoesNotContain("in review", with, StringComparison.Ordinal);
        Assert.Equal(NothingForAll, without);
    }

    [Fact]
    public async Task An_answer_is_withheld_when_somebody_joins_before_it_is_sent()
    {
        var gate = new Gate();
        await using var bot = await CoSellBotFactory.StartAsync(gate.Install);
        await bot.IdleAsync();
        gate.Closed = true;
        using (var posted = await bot.PostAsync("PER-JONAS", "PLC-NIMBUS", "messages", new { id = "q", text = "status of our deals" }))
        {
            posted.EnsureSuccessStatusCode();
        }

        await bot.IdleAsync();
        await using (var store = await bot.Bot())
        {
            Assert.Contains("DR-6HWT", (await store.Set<OutboxMessage>().SingleAsync(m => m.State == OutboxState.Pending)).Reply, StringComparison.Ordinal);
        }

        await JoinAsync(bot, "PLC-NIMBUS", "PER-PRIYA");
        gate.Closed = false;
        await bot.IdleAsync();

        var sent = await bot.LastAsync("PER-JONAS", "PLC-NIMBUS");
        Assert.Equal(NothingForAll, sent.Text);
        Assert.DoesNotContain("DR-", sent.Html + sent.Buttons, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_joiner_does_not_read_what_was_said_before()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-JONAS", "status of our deals", "PLC-NIMBUS");
        await JoinAsync(bot, "PLC-NIMBUS", "PER-PRIYA");
        await bot.SayAsync("PER-JONAS", "who can read this?", "PLC-NIMBUS");

        var seen = await ReadAsync(bot, "PER-PRIYA", until: "Who can read this place");
        Assert.DoesNotContain(seen, html => html.Contains("DR-", StringComparison.Ordinal) || html.Contains("status of our deals", StringComparison.Ordinal));
        Assert.Contains(seen, html => html.Contains("Orion: Priya Shah", StringComparison.Ordinal));
        Assert.Contains(await ReadAsync(bot, "PER-JONAS", until: "Who can read this place"), html => html.Contains("DR-6HWT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PER-JONAS", "register contoso.com for Ledger, 20k EUR, end of September", "contoso.com, as you wrote it")]
    [InlineData("PER-JONAS", "register quellwind.example for Ledger, 20k EUR, end of September", "quellwind.example, as you wrote it")]
    [InlineData("PER-JONAS", "register haselried.example for Ledger, 20k EUR, end of September", "DR-6HWT is already yours")]
    [InlineData("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, end of September", "Contoso GmbH, Germany")]
    [InlineData("PER-LENA", "register Quellwind with Nimbus for Ledger, 80k EUR, end of September", "I find no account called Quellwind")]
    [InlineData("PER-JONAS", "status of Contoso", "I find no deal on Contoso")]
    [InlineData("PER-LENA", "open opportunities at Contoso", "Contoso GmbH: 1 open opportunity")]
    public async Task Where_outsiders_read_along_whatever_depends_on_a_customer_goes_to_the_private_place(string person, string text, string privately)
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        Assert.Equal(Moved, await bot.SayAsync(person, text, "PLC-NIMBUS"));
        Assert.Contains(privately, (await bot.LastAsync(person)).Text, StringComparison.Ordinal);
        Assert.Single((await bot.TranscriptAsync(person, "PLC-NIMBUS")), message => message.FromPersonId is null);
    }

    [Fact]
    public async Task Confirming_privately_says_nothing_in_the_room()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-JONAS", "register contoso.com for Ledger, 20k EUR, end of September", "PLC-NIMBUS");
        var room = await TextsAsync(bot, "PLC-NIMBUS");
        Assert.Contains("approved, protected until", await bot.PressAsync("PER-JONAS", "Register"), StringComparison.Ordinal);

        Assert.Equal(room, await TextsAsync(bot, "PLC-NIMBUS"));
    }

    [Fact]
    public async Task Where_two_partners_read_no_registration_is_taken_whoever_asks_and_whatever_is_written()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var answers = new HashSet<string>();
        foreach (var person in new[] { "PER-LENA", "PER-ANJA", "PER-JONAS", "PER-PRIYA" })
        {
            foreach (var customer in new[] { "Contoso", "contoso.com", "Quellwind GmbH", "haselried.example", "Qqqxyz", "<script>" })
            {
                await bot.SayAsync(person, $"register {customer} with Nimbus for Ledger, 80k EUR, end of September", "PLC-NIMBUS-ORION");
                var answer = await bot.LastAsync(person, "PLC-NIMBUS-ORION");
                answers.Add($"{answer.Text}\n{answer.Html}\n{answer.Buttons}");
            }
        }

        Assert.StartsWith("Several firms read here, so I take no registrations here. Write to me directly.\n[Ask me privately]\n", Assert.Single(answers), StringComparison.Ordinal);
        foreach (var person in new[] { "PER-LENA", "PER-ANJA", "PER-JONAS", "PER-PRIYA" })
        {
            Assert.Empty(await bot.TranscriptAsync(person));
        }
    }

    [Theory]
    [InlineData("PER-JONAS", "dm")]
    [InlineData("PER-JONAS", "PLC-NIMBUS")]
    [InlineData("PER-LENA", "PLC-NIMBUS")]
    [InlineData("PER-PRIYA", "PLC-NIMBUS-ORION")]
    public async Task Asking_for_another_firms_deals_is_answered_alike_for_any_name(string person, string place)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var answers = new Dictionary<string, string>();
        foreach (var firm in new[] { "Brightpath", "Fjordlight", "Halvor", "Qqqxyz", "Zeppelin Systems" })
        {
            await bot.SayAsync(person, $"deals with {firm}", place);
            var answer = await bot.LastAsync(person, place);
            answers[firm] = $"{answer.Text}\n{answer.Html}\n{answer.Buttons}";
        }

        Assert.True(answers.Values.Distinct().Count() == 1, string.Join("\n\n", answers.Select(pair => $"{pair.Key}: {pair.Value}")));
    }

    [Fact]
    public async Task The_vendors_people_may_ask_for_the_deals_of_a_partner_or_of_a_customer_by_name()
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        Assert.StartsWith("Orion: ", await bot.SayAsync("PER-ANJA", "deals with Orion"), StringComparison.Ordinal);
        Assert.Contains("DR-6HWT", await bot.SayAsync("PER-ANJA", "deals with Haselried Optik"), StringComparison.Ordinal);
        Assert.Equal("I find no deal on Qqqxyz among those you may see.", await bot.SayAsync("PER-ANJA", "deals with Qqqxyz"));
    }

    [Fact]
    public async Task Another_firms_number_and_no_number_at_all_are_answered_alike()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        foreach (var place in new[] { "dm", "PLC-NIMBUS", "PLC-NIMBUS-ORION" })
        {
            foreach (var question in new[] { "status of {0}", "withdraw {0}", "add proof to {0}", "{0}" })
            {
                var answers = new HashSet<string>();
                foreach (var number in new[] { "DR-W4CD", "DR-R2KA", "DR-0000", "DR-ZZZZZ" })
                {
                    await bot.SayAsync("PER-JONAS", string.Format(System.Globalization.CultureInfo.InvariantCulture, question, number), place);
                    var answer = await bot.LastAsync("PER-JONAS", place);
                    answers.Add($"{answer.Text}\n{answer.Html}\n{answer.Buttons}".Replace(number, "DR-", StringComparison.Ordinal));
                }

                Assert.True(answers.Count == 1, $"{place} {question}: {string.Join("\n", answers)}");
            }
        }
    }

    [Fact]
    public async Task A_rep_who_is_not_on_the_account_reads_what_one_reads_of_an_unknown_company()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        foreach (var question in new[] { "open opportunities at {0}", "status of {0}", "register {0} with Nimbus for Ledger, 80k EUR, end of September" })
        {
            var answers = new HashSet<string>();
            foreach (var company in new[] { "Contoso", "Litware", "Quellwind" })
            {
                var answer = await bot.SayAsync("PER-TOM", string.Format(System.Globalization.CultureInfo.InvariantCulture, question, company));
                answers.Add(answer.Replace(company, "", StringComparison.Ordinal));
            }

            Assert.True(answers.Count == 1, $"{question}: {string.Join("\n", answers)}");
        }
    }

    [Fact]
    public async Task An_approved_deal_may_be_read_in_the_channel_of_both_firms_and_one_in_review_may_not()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        foreach (var person in new[] { "PER-JONAS", "PER-LENA", "PER-ANJA" })
        {
            Assert.StartsWith("DR-6HWT approved, protected until 6 Aug 2026", await bot.SayAsync(person, "status of DR-6HWT", "PLC-NIMBUS"), StringComparison.Ordinal);
            Assert.Equal(NothingForAll, await bot.SayAsync(person, "status of DR-Z7MB", "PLC-NIMBUS"));
        }

        Assert.StartsWith("DR-Z7MB in review", await bot.SayAsync("PER-JONAS", "status of DR-Z7MB"), StringComparison.Ordinal);
        Assert.StartsWith("Decide DR-Z7MB by", await bot.SayAsync("PER-ANJA", "status of DR-Z7MB"), StringComparison.Ordinal);
        Assert.Equal("I find no deal DR-Z7MB among those you may see.", await bot.SayAsync("PER-LENA", "status of DR-Z7MB"));
    }

    [Fact]
    public async Task Every_reply_where_several_firms_read_offers_the_private_way()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        foreach (var place in new[] { "PLC-NIMBUS", "PLC-NIMBUS-ORION" })
        {
            foreach (var text in new[] { "help", "status of our deals", "who can read this?", "how long does protection last?", "is someone else on Contoso?", "yes", "cancel", "what is the weather", "withdraw DR-6HWT" })
            {
                Assert.Contains("[Ask me privately]", await bot.SayAsync("PER-JONAS", text, place), StringComparison.Ordinal);
            }
        }

        foreach (var (person, place) in new[] { ("PER-JONAS", "dm"), ("PER-LENA", "PLC-DACH-SALES") })
        {
            Assert.DoesNotContain("[Ask me privately]", await bot.SayAsync(person, "status of our deals", place), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ask_me_privately_asks_again_where_only_the_presser_reads()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.Equal(NothingForAll, await bot.SayAsync("PER-JONAS", "status of our deals", "PLC-NIMBUS-ORION"));
        Assert.Equal(Moved, await bot.PressAsync("PER-JONAS", "Ask me privately", "PLC-NIMBUS-ORION"));

        var privately = await bot.LastAsync("PER-JONAS");
        Assert.StartsWith("Nimbus: ", privately.Text, StringComparison.Ordinal);
        Assert.Contains("in review", privately.Text, StringComparison.Ordinal);

        // Another member who presses the same button asks as herself.
        Assert.Equal(Moved, await bot.PressAsync("PER-PRIYA", "Ask me privately", "PLC-NIMBUS-ORION"));
        var other = await bot.LastAsync("PER-PRIYA");
        Assert.DoesNotContain("Nimbus", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_can_read_this_lists_the_members_by_firm()
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        Assert.Equal(
            """
            Who can read this place
            1 Halvor: Anja Weber and Lena Hoffmann
            2 Nimbus: Jonas Brandt
            [Ask me privately] [Who can read this]
            """, await bot.SayAsync("PER-LENA", "who can read this?", "PLC-NIMBUS"), ignoreLineEndingDifferences: true);
        Assert.Equal("Only you read this\n1 Halvor: Lena Hoffmann\n[Who can read this]", await bot.SayAsync("PER-LENA", "who can read this?"));
    }

    [Fact]
    public async Task A_member_nobody_knows_makes_the_place_public_only()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await using (var store = await bot.Bot())
        {
            store.Add(new WebMember { PlaceId = "PLC-NIMBUS", PersonId = "PER-GHOST", JoinedAfter = 0 });
            await store.SaveChangesAsync();
        }

        Assert.Equal(NothingForAll, await bot.SayAsync("PER-JONAS", "status of our deals", "PLC-NIMBUS"));
        Assert.Equal(NothingForAll, await bot.SayAsync("PER-JONAS", "status of DR-6HWT", "PLC-NIMBUS"));
        Assert.StartsWith("Several firms read here", await bot.SayAsync("PER-JONAS", "register contoso.com for Ledger, 20k EUR, end of September", "PLC-NIMBUS"), StringComparison.Ordinal);
        Assert.Contains("1 more whose firm I do not know. While they read here I say only what is public.",
            await bot.SayAsync("PER-JONAS", "who can read this?", "PLC-NIMBUS"), StringComparison.Ordinal);
        Assert.Contains("90 days", await bot.SayAsync("PER-JONAS", "how long does protection last?", "PLC-NIMBUS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_privately_is_not_known_in_the_room()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-JONAS", "status of DR-Z7MB");

        Assert.StartsWith("Withdraw DR-Z7MB?", await bot.SayAsync("PER-JONAS", "withdraw it"), StringComparison.Ordinal);
        Assert.Equal(Moved, await bot.SayAsync("PER-JONAS", "withdraw it", "PLC-NIMBUS"));
        Assert.DoesNotContain("DR-Z7MB", string.Join('\n', await TextsAsync(bot, "PLC-NIMBUS")), StringComparison.Ordinal);
    }

    private static async Task JoinAsync(CoSellBotFactory bot, string place, string person)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { add = person }), System.Text.Encoding.UTF8, "application/json");
        using var response = await bot.Http.PostAsync(new Uri($"/web/places/{place}/members", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<List<string>> TextsAsync(CoSellBotFactory bot, string place) =>
        [.. (await bot.TranscriptAsync("PER-LENA", place)).Where(message => message.FromPersonId is null).Select(message => message.Text)];

    /// <summary>Reads a person's stream from the beginning until a message with certain words.</summary>
    private static async Task<List<string>> ReadAsync(CoSellBotFactory bot, string person, string until)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var response = await bot.Http.GetAsync(new Uri($"/web/{person}/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        var seen = new List<string>();
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonDocument.Parse(line[6..]).RootElement is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty("html", out var html))
            {
                seen.Add(html.GetString()!);
                if (seen[^1].Contains(until, StringComparison.Ordinal))
                {
                    return seen;
                }
            }
        }

        throw new InvalidOperationException("The stream ended early.");
    }

    /// <summary>Holds back the outbox, as a slow network would.</summary>
    private sealed class Gate
    {
        private volatile bool _closed;

        public bool Closed
        {
            get => _closed;
            set => _closed = value;
        }

        public void Install(IServiceCollection services)
        {
            services.Remove(services.Single(service => service.ImplementationType == typeof(OutboxWorker)));
            services.AddSingleton<OutboxWorker>();
            services.AddSingleton<IWorker>(provider => new Held(this, provider.GetRequiredService<OutboxWorker>()));
        }

        private sealed class Held(Gate gate, OutboxWorker outbox) : IWorker
        {
            public async Task<int> RunOnceAsync(CancellationToken cancellationToken) => gate.Closed ? 0 : await outbox.RunOnceAsync(cancellationToken);
        }
    }
}
