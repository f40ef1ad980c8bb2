using System.Text.Json.Nodes;
using CoSellBot.Bot.Slack;
using CoSellBot.Tests.Bot.Teams;
using CoSellBot.Tests.Prm.Accounts;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Messages and views against the types of Slack's own SDK.</summary>
public class SlackBlocksSchemaTests
{
    [SharedDataFact(SlackSchema.File)]
    public async Task Every_reply_of_the_product_is_a_valid_message()
    {
        var schema = await SlackSchema.ReadAsync();
        Assert.True(schema.Limits > 80, $"Only {schema.Limits} limits were found.");
        foreach (var reply in (await TeamsCardSamples.FromConversationsAsync()).Append(TeamsCardSamples.Proposal()).Append(TeamsCardSamples.List(200, i => $"Deal {i}"))
            .Append(TeamsCardSamples.Proposal("<!channel> *x* <https://evil.example|Approve>", new string('a', 40_000))))
        {
            Assert.All(SlackReading.Pages(reply, offersForm: true), message => Assert.Empty(schema.Blocks(message.Blocks)));
        }
    }

    [SharedDataFact(SlackSchema.File)]
    public async Task Every_view_is_valid()
    {
        var schema = await SlackSchema.ReadAsync();
        JsonObject[] views =
        [
            SlackViews.Modal(SlackViewsTests.Deal, "form"),
            SlackViews.Modal(SlackViewsTests.Deal with { Error = "Too <much> *text*.\nAnd more.", Title = "A title that is longer than the bar" }, "form"),
            SlackViews.Modal(SlackViewsTests.Choosing(40), "form"),
            SlackViews.Modal(SlackViewsTests.Choosing(250), "form"),
            SlackViews.Message("Title", "Sentence.", "said"),
            SlackViews.Loading("Title"),
            SlackViews.Home([SlackBlocks.Render(TeamsCardSamples.Proposal(), "M-1"), SlackBlocks.Render(TeamsCardSamples.List(5, i => $"Deal {i}"), "M-2")]),
        ];
        Assert.All(views, view => Assert.Empty(schema.View(view)));
    }

    [SharedDataFact(SlackSchema.File)]
    public async Task The_schema_finds_mistakes_wherever_they_are()
    {
        var schema = await SlackSchema.ReadAsync();
        Action<JsonArray>[] mistakes =
        [
            blocks => blocks[0]!["type"] = "context",
            blocks => blocks[0]!["text"] = "more",
            blocks => blocks[0]!["elements"]![0]!["elements"]![0]!["text"] = 5,
            blocks => blocks[0]!["elements"]![0]!["elements"]![0]!["style"]!["loud"] = true,
            blocks => blocks[1]!["elements"]![0]!["text"] = new string('a', 3001),
            blocks => blocks[1]!["elements"]![0]!["emoji"] = "no",
            blocks => Row(blocks)["elements"]![0]!["text"]!["text"] = new string('a', 76),
            blocks => Row(blocks)["elements"]![0]!["text"]!["type"] = "mrkdwn",
            blocks => Row(blocks)["elements"]![0]!["value"] = new string('a', 2001),
            blocks => Row(blocks)["elements"]![0]!["style"] = "loud",
            blocks => Row(blocks)["elements"]![0]!.AsObject().Remove("text"),
            blocks => Row(blocks)["block_id"] = new string('a', 256),
            blocks => Row(blocks)["elements"] = new JsonArray([.. Enumerable.Repeat(Row(blocks)["elements"]![0]!, 26).Select(button => button.DeepClone())]),
        ];
        foreach (var (i, mistake) in mistakes.Index())
        {
            var blocks = SlackBlocks.Render(TeamsCardSamples.Proposal(), "M-1").Blocks;
            Assert.Empty(schema.Blocks(blocks));
            mistake(blocks);
            Assert.True(schema.Blocks(blocks).Any(), $"Mistake {i} was not found.");
        }
    }

    private static JsonObject Row(JsonArray blocks) => blocks.OfType("actions").First();
}
