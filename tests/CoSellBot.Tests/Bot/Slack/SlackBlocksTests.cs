using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Slack;
using CoSellBot.Tests.Bot.Teams;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

public class SlackBlocksTests
{
    [Fact]
    public void The_message_of_a_proposal_reads_as_in_the_model_conversation()
    {
        var message = SlackBlocks.Render(TeamsCardSamples.Proposal("Contoso GmbH", "* filled in by me: country.", "Nimbus will be told."), "M-1", offersForm: true);
        Assert.Equal(
            ["Register this deal?", "Nothing is saved yet", "Contoso GmbH, Germany*", "Nimbus (Platinum)", "EUR 80,000*", "* filled in by me: country.", "Nimbus will be told.", "Partner records, 10:13 CEST"],
            message.Blocks.Texts());
        Assert.Equal(["rich_text", "context", "rich_text", "context", "rich_text", "actions", "context", "actions"], message.Blocks.Select(block => block!["type"]!.GetValue<string>()));
        Assert.True(message.Blocks[0]!["elements"]![0]!["elements"]![0]!["style"]!["bold"]!.GetValue<bool>());
        // The expected step first, the form after the change it stands for, the quiet ones last.
        Assert.Equal(["Register", "Cancel", "Change", "Edit in a form", "Who can read this"], message.Blocks.Buttons().Select(button => button.Label()));
        Assert.Equal(["p1", "p2", "p3", "form", "p4"], message.Blocks.Buttons().Select(button => button.Text("action_id")));
        Assert.Equal(["confirm:P-1.abc", "cancel:P-1.abc", "change:P-1", "P-1", "readers:"], message.Blocks.Buttons().Select(button => button.Text("value")));
        Assert.Equal(["primary", null, null, null, null], message.Blocks.Buttons().Select(button => button.Text("style")));
        Assert.Equal(["M-1/1", "M-1/2"], message.Blocks.OfType("actions").Select(block => block.Text("block_id")));
        Assert.Equal(
            "Register this deal?\nNothing is saved yet\nContoso GmbH, Germany* | Nimbus (Platinum) | EUR 80,000*\n* filled in by me: country.\nNimbus will be told.\nPartner records, 10:13 CEST",
            message.Text);
    }

    [Theory]
    [InlineData(CardState.Proposal, false)]
    [InlineData(CardState.Info, true)]
    public void A_form_is_offered_for_an_open_proposal_only(CardState state, bool offersForm)
    {
        var reply = TeamsCardSamples.Reply(state, "T", buttons: [new("Change", Press.Change("P-1"), ButtonStyle.Secondary)]);
        Assert.Equal(["p1"], SlackBlocks.Render(reply, "M-1", offersForm).Blocks.Buttons().Select(button => button.Text("action_id")));
    }

    [Fact]
    public void A_plain_sentence_is_one_block()
    {
        var message = SlackBlocks.Render(TeamsCardSamples.Reply(CardState.Say, lines: ["I find no account called <contoso.com>."]), "M-1");
        Assert.Equal(
            """[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"I find no account called <contoso.com>."}]}]}]""",
            message.Blocks.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("I find no account called &lt;contoso.com&gt;.", message.Text);
    }

    [Fact]
    public void A_reply_without_words_is_a_message_all_the_same() => SlackReading.WithinLimits(SlackBlocks.Render(TeamsCardSamples.Reply(CardState.Say), "M-1"));

    [Fact]
    public void A_row_of_a_list_has_its_number_and_its_buttons_below_it()
    {
        var message = SlackBlocks.Render(TeamsCardSamples.List(2, i => $"Deal {i}"), "M-1");
        Assert.Equal(["2 deals you may see", "1. Deal 1", "2. Deal 2", "Partner records, 10:13 CEST"], message.Blocks.Texts());
        Assert.Equal(["rich_text", "rich_text", "actions", "rich_text", "actions", "context"], message.Blocks.Select(block => block!["type"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("M-1/1", "M-1")]
    [InlineData("a/b/12", "a/b")]
    [InlineData("M-1/", null)]
    [InlineData("M-1/x", null)]
    [InlineData("/1", null)]
    [InlineData("M-1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_block_tells_its_message(string? blockId, string? messageId) => Assert.Equal(messageId, SlackBlocks.MessageIdOf(blockId));

    [Fact]
    public async Task Every_reply_of_the_product_shows_all_it_has_on_one_page()
    {
        foreach (var reply in await TeamsCardSamples.FromConversationsAsync())
        {
            var message = Assert.Single(SlackReading.Pages(reply));
            var texts = message.Blocks.Texts().ToList();
            Assert.All(reply.Facts, fact => Assert.Contains(fact.Text + (fact.Derived ? "*" : ""), texts));
            Assert.All(reply.Lines.Concat(new[] { reply.Title, reply.Note, reply.Source }.OfType<string>()), line => Assert.Contains(line, texts));
            Assert.All(reply.Items.Index(), item => Assert.Contains($"{item.Index + 1}. {item.Item.Text}", texts));
            Assert.Equal(
                reply.Buttons.Concat(reply.Items.SelectMany(item => item.Buttons)).Select(button => button.Value).Order(),
                message.Blocks.Buttons().Select(button => button.Text("value")!).Order());
        }
    }

    [Fact]
    public void Pages_turn_forward_and_back_and_no_further()
    {
        var reply = TeamsCardSamples.List(30, i => $"Deal {i}");
        var pages = SlackReading.Pages(reply);
        Assert.Equal(4, pages.Count);
        Assert.Equal([["page:2"], ["page:1", "page:3"], ["page:2", "page:4"], ["page:3"]], pages.Select(page => page.Blocks.Buttons().Select(button => button.Text("action_id")!).Where(id => id.StartsWith("page:", StringComparison.Ordinal))));
        Assert.Contains("2 of 4", pages[1].Blocks.Texts());
        Assert.All(pages, page => Assert.Equal(pages[0].Text, page.Text));
        Assert.Equal(pages[3].Blocks.ToJsonString(), SlackBlocks.Render(reply, "M-1", page: 9999).Blocks.ToJsonString());
        Assert.Equal(pages[0].Blocks.ToJsonString(), SlackBlocks.Render(reply, "M-1", page: -1).Blocks.ToJsonString());
    }

    [Fact]
    public void A_proposal_that_needs_pages_is_decided_on_the_last()
    {
        var pages = SlackReading.Pages(TeamsCardSamples.Proposal("Contoso", Enumerable.Range(1, 60).Select(i => $"Condition {i}.")), offersForm: true);
        Assert.True(pages.Count > 1);
        Assert.All(pages.SkipLast(1), page => Assert.DoesNotContain("confirm:", page.Blocks.ToJsonString(), StringComparison.Ordinal));
        Assert.All(pages.SkipLast(1), page => Assert.DoesNotContain(page.Blocks.Buttons(), button => button.Text("action_id") == "form"));
        Assert.Contains("confirm:", pages[^1].Blocks.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_press_too_long_to_come_back_is_left_out()
    {
        JsonArray Drawn(params int[] lengths) => SlackBlocks.Render(TeamsCardSamples.Reply(CardState.Question, lines: ["Which?"], buttons: lengths.Select(length => new VisibleButton("One", new string('x', length), ButtonStyle.Secondary))), "M-1").Blocks;
        Assert.Equal([2000, 2000], Drawn(2000, 2001, 2000).Buttons().Select(button => button.Text("value")!.Length));
        Assert.Empty(Drawn(2001).OfType("actions"));
    }
}
