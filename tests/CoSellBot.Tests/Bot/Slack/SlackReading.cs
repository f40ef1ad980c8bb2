using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Slack;
using CoSellBot.Tests.Bot.Teams;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Reads drawn messages and views back, and holds them against the limits that Slack states.</summary>
internal static partial class SlackReading
{
    // Everything else could be read as markup, a link, an image or a mention.
    private static readonly HashSet<string> Literal =
    [
        "rich_text", "rich_text_section", "rich_text_list", "text", "plain_text", "context", "section", "actions", "button", "divider",
        "input", "plain_text_input", "number_input", "datepicker", "static_select", "modal", "home",
    ];

    /// <summary>What people read as one line or paragraph, without buttons.</summary>
    public static IEnumerable<string> Texts(this JsonNode blocks) => blocks.All().SelectMany(node => node.Text("type") switch
    {
        "rich_text_section" => [string.Concat(node["elements"]!.AsArray().Select(run => run!["text"]!.GetValue<string>()))],
        "context" => node["elements"]!.AsArray().Select(element => element!["text"]!.GetValue<string>()),
        "section" => [node["text"]!["text"]!.GetValue<string>()],
        _ => Enumerable.Empty<string>(),
    });

    public static List<JsonObject> Buttons(this JsonNode blocks) => [.. blocks.OfType("button")];

    public static string Label(this JsonObject button) => button["text"]!["text"]!.GetValue<string>();

    /// <summary>All pages of a reply, each checked for its limits and for being what its buttons say.</summary>
    public static List<SlackMessage> Pages(VisibleReply reply, bool offersForm = false)
    {
        var pages = new List<SlackMessage>();
        int? next = 1;
        while (next is { } page)
        {
            Assert.Equal(pages.Count + 1, page);
            var message = SlackBlocks.Render(reply, "M-1", offersForm, page);
            WithinLimits(message);
            pages.Add(message);
            next = message.Blocks.Buttons().Where(button => button.Text("action_id")!.StartsWith("page:", StringComparison.Ordinal))
                .Select(button => int.Parse(button.Text("value")!, CultureInfo.InvariantCulture)).Where(to => to > page).Cast<int?>().FirstOrDefault();
        }

        var ids = pages.SelectMany(message => message.Blocks.All()).Select(block => block.Text("block_id")).OfType<string>().ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        return pages;
    }

    public static void WithinLimits(SlackMessage message)
    {
        Assert.InRange(message.Text.Length, 1, 3500);
        Assert.DoesNotMatch(Hidden(), message.Text);
        Assert.DoesNotMatch(Markup(), message.Text);
        BlocksWithinLimits(message.Blocks, 50);
        var actions = message.Blocks.All().Select(node => node.Text("action_id")).OfType<string>().ToList();
        Assert.Equal(actions.Count, actions.Distinct().Count());
        Assert.All(message.Blocks.OfType("actions"), block => Assert.StartsWith("M-1/", block.Text("block_id"), StringComparison.Ordinal));
        // About 13,000 is refused; only presses of thousands of characters take a page beyond what is aimed at.
        var longest = message.Blocks.Buttons().Select(button => button.Text("value")!.Length).DefaultIfEmpty().Max();
        Assert.InRange(Escaped().Replace(message.Blocks.ToJsonString(), "x").Length, 1, longest > 1000 ? 13_000 : 10_000);
    }

    public static void BlocksWithinLimits(JsonArray blocks, int most)
    {
        Assert.InRange(blocks.Count, 1, most);
        var ids = blocks.Select(block => block!.AsObject().Text("block_id")).OfType<string>().ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var node in blocks.All())
        {
            Assert.InRange(node.Text("block_id")?.Length ?? 1, 1, 255);
            Assert.InRange(node.Text("action_id")?.Length ?? 1, 1, 255);
            Assert.DoesNotContain(node, pair => pair.Key.Contains("url", StringComparison.Ordinal));
            if (node.Text("type") is { } type)
            {
                Assert.Contains(type, Literal);
                var elements = node["elements"]?.AsArray().Count ?? 0;
                Assert.True(type switch
                {
                    "plain_text" => node["emoji"]!.GetValue<bool>() == false && node.Text("text")!.Length is > 0 and <= 3000,
                    "text" => node.Text("text")!.Length is > 0 and <= 3000,
                    "actions" => elements is > 0 and <= 5 && node.ContainsKey("block_id"),
                    "context" => elements is > 0 and <= 10,
                    "rich_text" or "rich_text_section" or "rich_text_list" => elements > 0,
                    "button" => node.Label().Length <= 75 && node.Text("value")!.Length is > 0 and <= 2000 && node.ContainsKey("action_id"),
                    _ => true,
                }, node.ToJsonString());
            }
        }

        Assert.DoesNotContain(blocks.All().Select(node => node.Text("text")).OfType<string>(), text => Hidden().IsMatch(text));
    }

    [GeneratedRegex(@"[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\u200B\u200C\u2060]|\uDB40[\uDC00-\uDDEF]|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|\p{M}{9}")]
    public static partial Regex Hidden();

    [GeneratedRegex(@"\\u[0-9A-F]{4}")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"[<>]|&(?!(amp|lt|gt);)")]
    private static partial Regex Markup();
}
