using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Teams;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

public partial class TeamsCardsTests
{
    private static readonly TeamsCardContext Plain = new("M-1");
    private static readonly VisibleButton Open = new("Open", Press.Say("status of DR-1"), ButtonStyle.Secondary);

    [Fact]
    public void A_plain_sentence_is_text_and_everything_else_a_card()
    {
        var text = TeamsCards.Render(TeamsCardSamples.Reply(CardState.Say, lines: ["I find no deals of yours.", "Write help."]), Plain);
        Assert.Equal("I find no deals of yours.\n\nWrite help.", text.Text);
        Assert.Null(text.Card);
        Assert.Equal("I find no deals of yours.", text.Summary);

        VisibleReply[] cards =
        [
            TeamsCardSamples.Reply(CardState.Say, lines: ["One."], buttons: [Open]),
            TeamsCardSamples.Reply(CardState.Say, lines: ["One."], source: "Rules"),
            TeamsCardSamples.Reply(CardState.Say, title: "One"),
            TeamsCardSamples.Reply(CardState.Say, facts: ["One"]),
            TeamsCardSamples.Reply(CardState.Question, lines: ["Which?"]),
            TeamsCardSamples.Reply(CardState.Say),
            TeamsCardSamples.Reply(CardState.Say, lines: [new string('a', 3001)]),
            TeamsCardSamples.List(1, _ => "One"),
        ];
        Assert.All(cards, reply =>
        {
            var message = TeamsCards.Render(reply, Plain);
            Assert.Null(message.Text);
            Assert.NotEmpty(message.Card!["body"]!.AsArray());
        });
    }

    [Fact]
    public void What_was_a_card_stays_one() =>
        Assert.Equal(["All right."], TeamsCards.RenderCard(TeamsCardSamples.Reply(CardState.Say, lines: ["All right."]), Plain).Blocks());

    [Theory]
    [InlineData("See https://evil.example now.")]
    [InlineData("See WWW.evil.example now.")]
    [InlineData("I know no partner called <at>Bot</at>.")]
    public void A_sentence_that_a_client_would_make_a_link_of_is_a_card(string line) =>
        Assert.Null(TeamsCards.Render(TeamsCardSamples.Reply(CardState.Say, lines: [line]), Plain).Text);

    [Fact]
    public void The_card_of_a_proposal_reads_as_in_the_model_conversation()
    {
        var card = TeamsCards.RenderCard(TeamsCardSamples.Proposal("Contoso GmbH", "* filled in by me: country.", "Nimbus will be told."), Plain with { OffersForm = true });
        Assert.Equal(
            ["Register this deal?", "Nothing is saved yet", "Contoso GmbH, Germany*", "Nimbus (Platinum)", "EUR 80,000*", "* filled in by me: country.", "Nimbus will be told.", "Partner records, 10:13 CEST"],
            card.Blocks());
        Assert.Equal("accent", card.OfType("Container").First().Text("style"));
        Assert.Equal("heading", card.OfType("TextBlock").Single().Text("style"));
        var main = card.OfType("ActionSet").First()["actions"]!.AsArray();
        // The expected step first, the dialog after the change it stands for.
        Assert.Equal(["Register", "Cancel", "Change", "Edit in a form"], main.Select(action => action!["title"]!.GetValue<string>()));
        var form = main[3]!;
        Assert.Equal("""{"msteams":{"type":"task/fetch"},"form":"P-1","m":"M-1"}""", form["data"]!.ToJsonString());
        Assert.Equal("Action.Submit", form["type"]!.GetValue<string>());
        Assert.Equal("""{"press":"confirm:P-1.abc","m":"M-1"}""", main[0]!["data"]!.ToJsonString());
        Assert.Equal(["confirm", "cancel", "change", "readers"], card.Verbs());
        Assert.Equal("en", card.Text("lang"));
        Assert.Equal("Register this deal?", card.Text("speak"));
        Assert.DoesNotContain("Register]", card.Text("fallbackText")!, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_not_decide_sees_no_button_that_does()
    {
        var card = TeamsCards.RenderCard(TeamsCardSamples.Proposal(), Plain with { MayDecide = false, OffersForm = true });
        Assert.Equal(["readers"], card.Verbs());
        Assert.DoesNotContain("confirm:", card.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("task/fetch", card.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Only the person it was made for can confirm this.", card.Blocks());
        // Nothing to decide, nothing to say about it.
        Assert.DoesNotContain("Only the person it was made for can confirm this.", TeamsCards.RenderCard(TeamsCardSamples.List(2, i => $"Deal {i}"), Plain with { MayDecide = false }).Blocks());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void At_most_sixty_people_are_refreshed(int people, bool refreshed)
    {
        var ids = Enumerable.Range(0, people).Select(i => $"29:1{i:D60}-abc").ToList();
        var card = TeamsCards.RenderCard(TeamsCardSamples.Proposal(), Plain with { RefreshFor = ids });
        Assert.Equal(refreshed, card["refresh"] is not null);
        if (refreshed)
        {
            Assert.Equal(ids, card["refresh"]!["userIds"]!.AsArray().Select(id => id!.GetValue<string>()));
            Assert.Equal("refresh", card["refresh"]!["action"]!["verb"]!.GetValue<string>());
            Assert.Equal("""{"m":"M-1"}""", card["refresh"]!["action"]!["data"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Every_reply_of_the_product_has_fallbacks_and_neither_links_nor_images()
    {
        foreach (var reply in await TeamsCardSamples.FromConversationsAsync())
        {
            var message = TeamsCards.Render(reply, Plain);
            Assert.True(message.Text is null != message.Card is null);
            Assert.NotEmpty(message.Summary);
            var card = TeamsCards.RenderCard(reply, Plain with { OffersForm = true });
            Assert.All(card.OfType("Action.Execute"), action =>
            {
                Assert.Equal("Action.Submit", action["fallback"]!["type"]!.GetValue<string>());
                Assert.True(JsonNode.DeepEquals(action["data"], action["fallback"]!["data"]));
                Assert.Equal("none", action.Text("associatedInputs"));
                Assert.Equal("M-1", action["data"]!["m"]!.GetValue<string>());
            });
            Assert.DoesNotContain(card.All(), node => node.Text("type") is "Action.OpenUrl" or "Image" or "FactSet" or "Media" || node.ContainsKey("selectAction"));
            Assert.True(Size(card) < TeamsCards.MostBytes / 2);
            // Every fact, sentence, row and button is on it.
            var blocks = card.Blocks().ToList();
            Assert.All(reply.Facts, fact => Assert.Contains(fact.Text + (fact.Derived ? "*" : ""), blocks));
            Assert.All(reply.Lines.Concat(reply.Items.Select(item => item.Text)), line => Assert.Contains(line, blocks));
            Assert.Equal(
                reply.Buttons.Concat(reply.Items.SelectMany(item => item.Buttons)).Select(button => button.Value).Order(),
                card.OfType("Action.Execute").Select(action => action["data"]!["press"]!.GetValue<string>()).Order());
        }
    }

    [Fact]
    public void A_long_list_has_pages_that_hold_every_row_once()
    {
        var reply = TeamsCardSamples.List(500, i => $"{i:0000} {new string('x', 495)}");
        var seen = Pages(reply, Plain with { RefreshFor = [.. Enumerable.Range(0, 60).Select(i => $"29:{i:D80}")] });
        Assert.Equal(Enumerable.Range(1, 500), seen.SelectMany(card => card.Blocks().Select(text => Number().Match(text)).Where(match => match.Success))
            .Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)));
        Assert.Equal(500, seen.Sum(card => card.Verbs().Count(verb => verb == "say")));
        Assert.All(seen, card => Assert.InRange(card.Verbs().Count(verb => verb == "say"), 1, 8));
        Assert.Equal("Full", seen[0]["msteams"]!["width"]!.GetValue<string>());

        // Forward, back, and no further.
        Assert.Equal(["page"], seen[0].Verbs().Where(verb => verb == "page"));
        Assert.Equal([1, 3], seen[1].OfType("Action.Execute").Where(action => action.Text("verb") == "page").Select(action => action["data"]!["page"]!.GetValue<int>()));
        Assert.Equal(TeamsCards.RenderCard(reply, Plain with { Page = 9999 }).ToJsonString(), TeamsCards.RenderCard(reply, Plain with { Page = seen.Count }).ToJsonString());
        Assert.Equal(TeamsCards.RenderCard(reply, Plain with { Page = -1 }).ToJsonString(), TeamsCards.RenderCard(reply, Plain).ToJsonString());
        // A press without the others' refresh turns to the same page.
        Assert.Equal(seen[4].Blocks(), TeamsCards.RenderCard(reply, Plain with { Page = 5, MayDecide = false }).Blocks());
    }

    [Fact]
    public void Eight_rows_of_the_usual_length_are_one_page() =>
        Assert.DoesNotContain("page", TeamsCards.RenderCard(TeamsCardSamples.List(8, i => $"DR-{i}, {new string('x', 120)}"), Plain).Verbs());

    [Fact]
    public void A_long_paragraph_is_cut_visibly_and_goes_on()
    {
        var words = string.Join(' ', Enumerable.Range(0, 5000));
        var blocks = Pages(TeamsCardSamples.Reply(CardState.Info, title: "All", lines: [words, "The end."]), Plain)
            .SelectMany(card => card.Blocks()).Where(text => text.Contains('…', StringComparison.Ordinal) || text == "The end.").ToList();
        Assert.Equal("The end.", blocks[^1]);
        Assert.All(blocks, block => Assert.True(block.Length <= 3000));
        Assert.Equal(words.Replace(" ", "", StringComparison.Ordinal), string.Concat(blocks[..^1]).Replace("…", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_proposal_that_needs_pages_is_decided_on_the_last()
    {
        var cards = Pages(TeamsCardSamples.Proposal("Contoso", Enumerable.Range(1, 60).Select(i => $"Condition {i}.")), Plain);
        Assert.All(cards.SkipLast(1), card => Assert.DoesNotContain("confirm", card.Verbs()));
        Assert.Contains("confirm", cards[^1].Verbs());
    }

    [Fact]
    public void Button_titles_are_short_and_their_presses_whole()
    {
        var title = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦e\u0301", 60));
        var action = TeamsCards.RenderCard(TeamsCardSamples.Reply(CardState.Question, lines: ["Which?"], buttons: [new(title, Press.Say("a\u202Eb"), ButtonStyle.Secondary), new("", "say:x", ButtonStyle.Secondary)]), Plain).OfType("Action.Execute").First();
        Assert.InRange(action.Text("title")!.Length, 60, 75);
        Assert.EndsWith("…", action.Text("title"), StringComparison.Ordinal);
        Assert.Equal("say:a\u202Eb", action["data"]!["press"]!.GetValue<string>());
    }

    [Fact]
    public void No_reply_however_odd_makes_a_card_too_large()
    {
        const int Seed = 20260609;
        var random = new Random(Seed);
        string[] alphabet = ["a", "b ", "漢", "😀", "{{DATE(2020-01-01T00:00:00Z)}}", "e\u0301", "<", "\\", "\"", "*", "ᄀ", "\uD800", "\u202E", "\n", "www.x.example "];
        string Text(int most) => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => alphabet[random.Next(alphabet.Length)]));
        VisibleButton Button() => new(Text(80), $"say:{Text(200)}", (ButtonStyle)random.Next(3));
        for (var round = 0; round < 12; round++)
        {
            var reply = TeamsCardSamples.Reply(
                (CardState)random.Next(6), Text(400), Text(300), Enumerable.Range(0, random.Next(20)).Select(_ => Text(500)), Enumerable.Range(0, random.Next(10)).Select(_ => Text(1500)),
                Enumerable.Range(0, random.Next(20)).Select(_ => new VisibleItem(Text(600), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Button())])).ToList(),
                Enumerable.Range(0, random.Next(20)).Select(_ => Button()).ToList(), Text(400));
            var pages = Pages(reply, Plain with { RefreshFor = [.. Enumerable.Range(0, 60).Select(i => $"29:{i:D80}")] });
            Assert.DoesNotContain(pages.SelectMany(card => card.Strings()), text => Hidden().IsMatch(text));
            var presses = pages.SelectMany(card => card.OfType("Action.Execute")).Select(action => action["data"]!["press"]?.GetValue<string>()).OfType<string>().ToHashSet();
            var expected = reply.Buttons.Concat(reply.Items.SelectMany(item => item.Buttons)).Select(button => button.Value).Where(value => TeamsCardText.Bytes(value) <= TeamsCardButtons.LongestValue);
            Assert.True(expected.All(value => presses.Contains(value.Replace('\uD800', '\uFFFD'))), $"Seed {Seed}, round {round}: a button is gone.");
        }
    }

    /// <summary>All pages, each checked for its size and for being what its pager says.</summary>
    private static List<JsonObject> Pages(VisibleReply reply, TeamsCardContext context)
    {
        var pages = new List<JsonObject>();
        int? next = 1;
        while (next is { } page)
        {
            Assert.Equal(pages.Count + 1, page);
            var card = TeamsCards.RenderCard(reply, context with { Page = page });
            Assert.True(Size(card) <= TeamsCards.MostBytes, $"{Size(card)} bytes on page {page}.");
            pages.Add(card);
            next = card.OfType("Action.Execute").Where(action => action.Text("verb") == "page").Select(action => action["data"]!["page"]!.GetValue<int>()).Where(to => to > page).Cast<int?>().FirstOrDefault();
        }

        return pages;
    }

    private static int Size(JsonObject card) => Encoding.UTF8.GetByteCount(card.ToJsonString());

    [GeneratedRegex("^\\d{4}(?= x)")]
    private static partial Regex Number();

    [GeneratedRegex(@"[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\u200B\u200C]|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])")]
    private static partial Regex Hidden();
}
