using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using CoSellBot.Tests.Prm.Accounts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>What people and programs send by mistake or on purpose: one plain answer each, nothing written, nothing run.</summary>
public partial class BadInputTests
{
    private static readonly string[] Refusals =
        ["The body is not valid JSON of the expected shape.", "That is too long for one message: at most 4,000 characters.", "That is too large."];

    [Theory]
    [InlineData("PER-LENA", "open opportunities at Quellwind", "I find no account called Quellwind among those you may see.")]
    [InlineData("PER-LENA", "register Quellwind with Nimbus for Ledger, 80k EUR, end of September", "I find no account called Quellwind among those you may see. Write its name or domain again, or say that it is new.\n[Quellwind is a new customer] [Who can read this]")]
    [InlineData("PER-FELIX", "register contoso.com for Ledger, 20k, end of September", "20,000 in which currency?\n[EUR] [USD] [Who can read this]")]
    [InlineData("PER-FELIX", "register contoso.com for Ledger, 20k EUR, 1 March 2020", "1 Mar 2020 is past. When should it close?\n[Who can read this]")]
    [InlineData("PER-FELIX", "register contoso.com for Ledger, 20k EUR, 31/02/2027", "There is no such date. When should it close?\n[Who can read this]")]
    [InlineData("PER-FELIX", "register contoso.com for Ledger, -5k EUR, end of September", "The amount has to be more than zero. How much is it?\n[Who can read this]")]
    [InlineData("PER-FELIX", "register contoso.com for Ledger, 0 EUR, end of September", "The amount has to be more than zero. How much is it?\n[Who can read this]")]
    [InlineData("PER-FELIX", "register contoso.com for Ledger, 100 EUR, end of September", "The programme takes deals from USD 2,000. Is the amount right?\n[Who can read this]")]
    public async Task A_slip_is_answered_with_what_is_wrong(string person, string text, string answer)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var before = await WrittenAsync(bot);

        Assert.Equal(answer, await bot.SayAsync(person, text));

        Assert.Equal(before, await WrittenAsync(bot));
    }

    [Fact]
    public async Task Two_companies_of_one_name_are_told_apart_by_a_button()
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        Assert.Equal("Which Northwind?\n[Northwind GmbH, Germany] [Northwind Ltd, United Kingdom] [Who can read this]",
            await bot.SayAsync("PER-ANJA", "open opportunities at Northwind"));
        Assert.StartsWith("Northwind Ltd: ", await bot.PressAsync("PER-ANJA", "Northwind Ltd, United Kingdom"), StringComparison.Ordinal);

        // Someone who may see one of them is not asked, so the other stays unknown.
        Assert.StartsWith("Northwind GmbH: ", await bot.SayAsync("PER-LENA", "open opportunities at Northwind"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PER-NOBODY", "dm", 404, "There is no such place for this person.")]
    [InlineData("PER-LENA", "PLC-NOWHERE", 404, "There is no such place for this person.")]
    [InlineData("PER-PRIYA", "PLC-NIMBUS", 404, "There is no such place for this person.")]
    [InlineData("PER-LENA", "dm:PER-ANJA", 404, "There is no such place for this person.")]
    [InlineData("PER-LENA", "%0A", 404, "There is no such place for this person.")]
    [InlineData("per-lena", "dm", 404, "There is no such place for this person.")]
    public async Task Who_is_not_there_is_told_so_in_one_sentence(string person, string place, int status, string title)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        foreach (var (what, body) in new (string, object)[] { ("messages", new { id = "a", text = "help" }), ("presses", new { id = "b", message = "x", value = "readers:" }) })
        {
            using var response = await bot.PostAsync(person, place, what, body);
            Assert.Equal((status, title), await TitleAsync(response));
        }

        Assert.Equal(0, await CountAsync<InboxMessage>(bot));
    }

    [Theory]
    [InlineData("/web/PER-NOBODY/places")]
    [InlineData("/web/PER-NOBODY/stream")]
    public async Task An_unknown_persona_reads_nothing(string path)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        using var response = await bot.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal((404, "There is no such person."), await TitleAsync(response));
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("7", 400)]
    [InlineData("\"help\"", 400)]
    [InlineData("{", 400)]
    [InlineData("{\"id\":\"a\",\"text\":\"help\"", 400)]
    [InlineData("{\"id\":\"a\",\"text\":\"help\"} trailing", 400)]
    [InlineData("{'id':'a','text':'help'}", 400)]
    [InlineData("{\"id\":1,\"text\":\"help\"}", 400)]
    [InlineData("{\"id\":\"a\",\"text\":[\"help\"]}", 400)]
    [InlineData("{\"id\":\"a\"}", 400)]
    [InlineData("{\"text\":\"help\"}", 400)]
    [InlineData("{\"id\":\"\",\"text\":\"help\"}", 400)]
    [InlineData("{\"id\":\"a/b\",\"text\":\"help\"}", 400)]
    [InlineData("{\"id\":\"ä\",\"text\":\"help\"}", 400)]
    [InlineData("{\"id\":\"a\",\"text\":null}", 400)]
    [InlineData("{\"id\":\"a\",\"text\":\"\"}", 400)]
    [InlineData("{\"id\":\"a\",\"text\":\" \\t\\r\\n \"}", 400)]
    [InlineData("{\"id\":\"a\",\"text\":\"\\u0000\"}", 400)]
    [InlineData("{\"id\":\"a\",\"text\":\"\\u200b\\u200d\\ufeff\\u202e\"}", 400)]
    [InlineData("{\"id\":\"a\",\"text\":\"\\ud800\"}", 400)]
    [InlineData("{\"id\":\"a\",\"text\":\"help \\udc00\\ud800\"}", 400)]
    [InlineData("{\"id\":\"\\ud800\",\"text\":\"help\"}", 400)]
    public async Task A_body_that_is_no_message_is_refused_and_not_stored(string body, int status)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        using var response = await PostRawAsync(bot, "messages", body);

        Assert.Equal(status, (await TitleAsync(response)).Status);
        Assert.Equal(0, await CountAsync<InboxMessage>(bot));
        Assert.Empty(await bot.TranscriptAsync("PER-FELIX"));
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("application/xml", 415)]
    [InlineData(null, 415)]
    public async Task Only_JSON_is_read(string? type, int status)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        using var response = await PostRawAsync(bot, "messages", """{"id":"a","text":"help"}""", type);

        Assert.Equal((status, "Send JSON."), await TitleAsync(response));
    }

    [Fact]
    public async Task Depth_and_size_have_an_end()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        string Message(int length) => JsonSerializer.Serialize(new { id = "a", text = new string('a', length) });
        var deep = string.Concat(Enumerable.Repeat("{\"x\":", 100_000)) + "1" + new string('}', 100_000);

        foreach (var (body, status) in new[] { (deep[..200_000], 400), ($$"""{"id":"a","text":"help","x":{{new string('[', 20)}}{{new string(']', 20)}}}""", 400), (Message(4_001), 413), (Message(40_000), 413), (Message(300_000), 413) })
        {
            using var response = await PostRawAsync(bot, "messages", body);
            Assert.Equal(status, (int)response.StatusCode);
            var (_, title) = await TitleAsync(response);
            Assert.Contains(title, Refusals);
        }

        Assert.Equal(0, await CountAsync<InboxMessage>(bot));
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_cut_off_too()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { id = "a", text = new string('a', 300_000) }))));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/web/PER-FELIX/places/dm/messages") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var response = await bot.Http.SendAsync(request);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal(0, await CountAsync<InboxMessage>(bot));
    }

    [Fact]
    public async Task Four_thousand_characters_of_anything_are_answered_once()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        string[] units = ["a", "a.", "1 ", "1,", "<", "e\u0301", "👍", "שלום ", "register ", "GmbH ", "\"", "'", "{text}", "<company>", "DR-", "80k eur ", "&", "page 1 ", "30 sep "];
        foreach (var (unit, i) in units.Select((unit, i) => (unit, i)))
        {
            var text = string.Concat(Enumerable.Repeat(unit, 4_000 / unit.Length));
            using var response = await bot.PostAsync("PER-FELIX", "dm", "messages", new { id = $"u{i}", text });
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        await bot.IdleAsync();
        await AssertCalmAsync(bot, "PER-FELIX");
    }

    [Fact]
    public async Task Duplicate_keys_make_one_message_or_none()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        using var response = await PostRawAsync(bot, "messages", """{"id":"a","text":"my deals","id":"b","text":"help"}""");
        await bot.IdleAsync();

        Assert.True((int)response.StatusCode is 202 or 400);
        Assert.Equal(response.StatusCode == HttpStatusCode.Accepted ? 1 : 0, await CountAsync<InboxMessage>(bot));
    }

    [Theory]
    [InlineData("approve:DR-7K3Q", 400)]
    [InlineData("Confirm:x", 400)]
    [InlineData("confirm", 400)]
    [InlineData(":", 400)]
    [InlineData("say", 400)]
    [InlineData("say:withdraw DR-C5RW", 409)]
    [InlineData("say:", 409)]
    [InlineData("change:01JZZZZZZZZZZZZZZZZZZZZZZZ", 409)]
    [InlineData("private:", 409)]
    public async Task A_button_that_is_not_on_the_message_does_nothing(string value, int status)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-FELIX", "my deals");
        var before = await WrittenAsync(bot);
        var message = (await bot.LastAsync("PER-FELIX")).MessageId;
        foreach (var target in new[] { message, "no-such-message" })
        {
            using var response = await bot.PressValueAsync("PER-FELIX", target, value);
            Assert.Equal(status, (int)response.StatusCode);
        }

        await bot.IdleAsync();
        Assert.Equal(before, await WrittenAsync(bot));
        Assert.Equal(message, (await bot.LastAsync("PER-FELIX")).MessageId);
    }

    [Fact]
    public async Task A_forged_decision_is_refused_in_one_sentence_and_writes_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-FELIX", "register contoso.com for Ledger, 20k EUR, end of September");
        var before = await WrittenAsync(bot);
        var (message, value) = await bot.ButtonAsync("PER-FELIX", "Register");
        string[] forged =
        [
            "confirm:01JZZZZZZZZZZZZZZZZZZZZZZZ.00000000000000000000000000000000", "confirm:", "confirm:.", "confirm:a.b.c", "cancel:x.y",
            value[..^1] + (value[^1] == '0' ? '1' : '0'), value.Split('.')[0], value + ".", value.ToUpperInvariant().Replace("CONFIRM", "confirm", StringComparison.Ordinal),
        ];
        foreach (var one in forged)
        {
            using var response = await bot.PressValueAsync("PER-FELIX", message, one);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            await bot.IdleAsync();
            Assert.Equal("Only the person it was made for can confirm this.", (await bot.LastAsync("PER-FELIX")).Text);
        }

        // Someone else with the right value, from a place of their own.
        using (var response = await bot.PressValueAsync("PER-JONAS", message, value))
        {
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        await bot.IdleAsync();
        Assert.Equal("Only the person it was made for can confirm this.", (await bot.LastAsync("PER-JONAS")).Text);
        Assert.Equal(before, await WrittenAsync(bot));

        // The right press still works.
        Assert.Contains("approved, protected until", await bot.PressAsync("PER-FELIX", "Register"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!channel> GmbH")]
    [InlineData("<@U1> GmbH")]
    [InlineData("<at>Anja</at> GmbH")]
    [InlineData("<https://evil.example|Approve> GmbH")]
    [InlineData("[Approve](javascript:alert(1)) GmbH")]
    [InlineData("<script>alert(1)</script> GmbH")]
    [InlineData("<img src=x onerror=alert(1)> GmbH")]
    [InlineData("Acme\" onclick=\"alert(1)")]
    [InlineData("\u0410cme GmbH")] // a Cyrillic A
    [InlineData("Acme \u202Egnp.exe GmbH")]
    [InlineData("=HYPERLINK(A1) GmbH")]
    [InlineData("{partner} {id} GmbH")]
    public async Task A_name_is_text_whatever_it_looks_like(string name)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, end of September");
        await bot.SayAsync("PER-LENA", $"new customer \"{name}\"");
        await bot.SayAsync("PER-FELIX", $"status of \"{name}\"");
        await bot.SayAsync("PER-FELIX", $"register \"{name}\" for Ledger, 20k EUR, end of September, Germany");
        var shown = (await bot.TranscriptAsync("PER-FELIX")).Concat(await bot.TranscriptAsync("PER-LENA")).ToList();

        Assert.All(shown, message => AssertOurHtml(message.Html));
        Assert.All(shown, message => Assert.DoesNotContain('\u202E', message.Text + message.Html));
    }

    [Fact]
    public async Task A_page_past_the_end_is_the_last_page()
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        Assert.Contains("\n9 to 13 of 13.\n", await bot.SayAsync("PER-JONAS", "my deals page 999"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_is_cut_between_characters()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-FELIX", "add proof to DR-C5RW");
        var card = await bot.SayAsync("PER-FELIX", new string('a', 1_999) + "👍👍");

        Assert.DoesNotContain('\uFFFD', card);
        await bot.PressAsync("PER-FELIX", "Save");
        await using var prm = await bot.Prm();
        Assert.Equal(new string('a', 1_999), (await prm.Set<Evidence>().SingleAsync(proof => proof.RegistrationId == "DR-C5RW" && proof.AddedBy == "PER-FELIX")).Text);
    }

    [SharedDataFact("badinput_blns/blns.json")]
    public async Task Naughty_strings_as_messages_are_answered_once_each() =>
        await AnswerAllAsync("PER-FELIX", text => [text]);

    [SharedDataFact("badinput_blns/blns.json")]
    public async Task Naughty_strings_as_a_customer_are_answered_once_each() =>
        await AnswerAllAsync("PER-JONAS", text => [$"register \"{text}\" for Ledger, 20k EUR, end of September"]);

    [SharedDataFact("badinput_blns/blns.json")]
    public async Task Naughty_strings_as_a_new_customer_of_a_rep_are_answered_once_each() =>
        await AnswerAllAsync("PER-LENA", text => [$"register {text} with Nimbus for Ledger, 20k EUR, end of September"]);

    [SharedDataFact("badinput_blns/blns.json")]
    public async Task Naughty_strings_as_a_proof_are_answered_once_each() =>
        await AnswerAllAsync("PER-FELIX", text => ["add proof to DR-C5RW", text]);

    [SharedDataFact("badinput_blns/blns.json")]
    public async Task Naughty_strings_as_a_press_are_refused_or_answered_once()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-FELIX", "my deals");
        var before = await WrittenAsync(bot);
        var message = (await bot.LastAsync("PER-FELIX")).MessageId;
        foreach (var text in Naughty())
        {
            foreach (var (target, value) in new[] { (message, text), (text, "say:help"), (message, $"say:{text}"), (message, $"confirm:{text}.{text}") })
            {
                using var response = await bot.PressValueAsync("PER-FELIX", target, value);
                await AssertPlainAsync(response);
            }
        }

        await bot.IdleAsync();
        await AssertCalmAsync(bot, "PER-FELIX");
        Assert.Equal(before, await WrittenAsync(bot));
    }

    private static async Task AnswerAllAsync(string person, Func<string, string[]> messages)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var before = await WrittenAsync(bot);
        var accepted = 0;
        foreach (var (text, i) in Naughty().SelectMany(messages).Select((text, i) => (text, i)))
        {
            using var response = await bot.PostAsync(person, "dm", "messages", new { id = $"n{i}", text });
            await AssertPlainAsync(response);
            accepted += response.StatusCode == HttpStatusCode.Accepted ? 1 : 0;
        }

        await bot.IdleAsync();
        Assert.Equal(accepted, await CountAsync<InboxMessage>(bot));
        Assert.True(accepted > 400);
        await AssertCalmAsync(bot, person);
        Assert.Equal(before, await WrittenAsync(bot));
    }

    private static string[] Naughty() => JsonSerializer.Deserialize<string[]>(File.ReadAllText(SharedData.PathOf("badinput_blns/blns.json")))!;

    // Each accepted message has one answer that was sent, none was given up, and no page runs anything.
    private static async Task AssertCalmAsync(CoSellBotFactory bot, string person)
    {
        await using var store = await bot.Bot();
        var inbox = await store.Set<InboxMessage>().AsNoTracking().OrderBy(row => row.Seq).ToListAsync();
        Assert.All(inbox, row => Assert.Equal((InboxState.Done, 0), (row.State, row.Lane == InboxLane.Turn ? row.Attempts : 0)));
        var outbox = await store.Set<OutboxMessage>().AsNoTracking().ToListAsync();
        Assert.All(outbox, row => Assert.Equal(OutboxState.Sent, row.State));
        Assert.Equal(inbox.Where(row => row.Lane == InboxLane.Turn).Select(row => (long?)row.Seq),
            outbox.Where(row => row.Kind == OutboxKind.Send && row.InReplyTo is not null).Select(row => row.InReplyTo).Order());
        var transcript = await bot.TranscriptAsync(person);
        Assert.All(transcript, message => AssertOurHtml(message.Html));
        Assert.All(transcript.Where(message => message.FromPersonId is null), message =>
        {
            Assert.DoesNotContain("Something went wrong", message.Text, StringComparison.Ordinal);
            AssertNoTrace(message.Text);
        });
    }

    private static async Task AssertPlainAsync(HttpResponseMessage response)
    {
        Assert.True((int)response.StatusCode is 202 or 400 or 409 or 413, response.StatusCode.ToString());
        AssertNoTrace(await response.Content.ReadAsStringAsync());
    }

    private static void AssertNoTrace(string text)
    {
        Assert.DoesNotMatch(@"\bat \w+(\.\w+)+\(|Exception:|StackTrace|\.cs:line", text);
    }

    // Every "<" in stored HTML begins a tag of our vocabulary with attributes of ours.
    private static void AssertOurHtml(string html)
    {
        var rest = OurTag().Replace(html, "");
        Assert.DoesNotContain('<', rest);
        Assert.DoesNotContain('>', rest);
        Assert.DoesNotContain("javascript:", string.Concat(OurTag().Matches(html).Select(tag => tag.Value).Where(tag => !tag.Contains("data-press=", StringComparison.Ordinal))), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> WrittenAsync(CoSellBotFactory bot)
    {
        await using var prm = await bot.Prm();
        return $"{await prm.Set<DealRegistration>().CountAsync()} {await prm.Set<Evidence>().CountAsync()} {await prm.Set<RegistrationKey>().CountAsync()} {await prm.Set<StoredTrace>().CountAsync()}";
    }

    private static async Task<int> CountAsync<T>(CoSellBotFactory bot)
        where T : class
    {
        await using var store = await bot.Bot();
        return await store.Set<T>().CountAsync();
    }

    private static async Task<(int Status, string Title)> TitleAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        AssertNoTrace(body);
        return ((int)response.StatusCode, JsonDocument.Parse(body).RootElement.GetProperty("title").GetString()!);
    }

    private static Task<HttpResponseMessage> PostRawAsync(CoSellBotFactory bot, string what, string body, string? type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return bot.Http.PostAsync(new Uri($"/web/PER-FELIX/places/dm/{what}", UriKind.Relative), content);
    }

    [GeneratedRegex("""</?(?:article|h3|span|ul|ol|li|sup|p|div|button|footer)(?: (?:class|type|title|data-state|data-press)="[^"<>]*")*>""")]
    private static partial Regex OurTag();
}
