using System.Text.RegularExpressions;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Bot.Teams;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Names and words come from people and from other systems; in a message they are nothing but words.</summary>
public partial class SlackHostileTextTests
{
    [Theory]
    [InlineData("<!channel>")]
    [InlineData("<!here> <!subteam^S1>")]
    [InlineData("<@U1>")]
    [InlineData("<#C1|general>")]
    [InlineData("<https://evil.example|Approve>")]
    [InlineData("<!date^1392734382^{date}^https://evil.example|x>")]
    [InlineData("[Approve](https://evil.example)")]
    [InlineData("https://evil.example/?q=1")]
    [InlineData("www.evil.example")]
    [InlineData("evil.example")]
    [InlineData("&amp; &lt;!channel&gt; &#60;")]
    [InlineData("@here @channel @everyone")]
    [InlineData("*x* _y_ ~z~ `c` ```d```")]
    [InlineData("> quoted")]
    [InlineData(":smile: :+1:")]
    public void B05_names_never_become_mentions_or_links(string name)
    {
        var reply = TeamsCardSamples.Reply(
            CardState.Info, name, name, [name], [name], [new VisibleItem(name, [new VisibleButton(name, "say:x", ButtonStyle.Secondary)])],
            [new VisibleButton(name, "say:y", ButtonStyle.Primary)], name);
        var message = SlackBlocks.Render(reply, "M-1");
        // Only literal elements hold it, and each holds it as it is.
        SlackReading.WithinLimits(message);
        Assert.Equal(6, message.Blocks.Texts().Count(text => text.Contains(name, StringComparison.Ordinal)));
        Assert.Equal([name, name], message.Blocks.Buttons().Select(button => button.Label()));
        // The text of notifications is the one place that is read for markup: there is none.
        Assert.Contains(Encoded(name), message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<", message.Text, StringComparison.Ordinal);

        var modal = SlackViews.Modal(new Form(name, [new("a", name, FormFieldKind.Text, name), new("b", name, FormFieldKind.Choice, name, Choices: [new(name, name)])], name, new Dictionary<string, string>(), name), "form");
        SlackReading.BlocksWithinLimits(modal["blocks"]!.AsArray(), 100);
        SlackReading.BlocksWithinLimits(SlackViews.Message(name, name, "said")["blocks"]!.AsArray(), 100);
        Assert.Equal(name, modal.OfType("plain_text_input").Single().Text("initial_value"));
    }

    [Theory]
    [InlineData("Acme\u202EGmbH", "AcmeGmbH")]
    [InlineData("Acme\u2066 x\u2069", "Acme x")]
    [InlineData("A\u200Bc\u200Dm\uFEFFe", "Acme")]
    [InlineData("Acme\U000E0041\U000E0042", "Acme")]
    [InlineData("Ac\0me\u0007", "Acme")]
    // Half a pair cannot be written in an attribute.
    [InlineData("Acme HIGH", "Acme \uFFFD")]
    [InlineData("LOWAcme", "\uFFFDAcme")]
    public void B01_what_cannot_be_seen_does_not_reach_the_message(string name, string shown)
    {
        name = name.Replace("HIGH", "\uD83D", StringComparison.Ordinal).Replace("LOW", "\uDE00", StringComparison.Ordinal);
        var reply = TeamsCardSamples.Reply(CardState.Done, name, name, [name], [name], [new VisibleItem(name, [])], [new VisibleButton(name, $"say:{name}", ButtonStyle.Primary)], name);
        var message = SlackBlocks.Render(reply, "M-1");
        SlackReading.WithinLimits(message);
        Assert.All(message.Blocks.Texts(), text => Assert.Equal(shown, text.Replace("1. ", "", StringComparison.Ordinal).TrimEnd('*')));
        Assert.Equal(shown, message.Blocks.Buttons().Single().Label());
        Assert.Equal($"{shown}\n{shown}\n{shown}*\n{shown}\n1. {shown}\n{shown}", message.Text);
        _ = System.Text.Json.Nodes.JsonNode.Parse(message.Blocks.ToJsonString());
    }

    [Fact]
    public void B01_ten_kilobytes_of_combining_marks_are_a_few()
    {
        var name = $"Acm{"e" + string.Concat(Enumerable.Repeat("\u0301\u0323", 5000))} GmbH";
        var message = Assert.Single(SlackReading.Pages(TeamsCardSamples.Proposal(name, name)));
        Assert.InRange(message.Text.Length, 1, 300);
    }

    [Fact]
    public void B01_a_cut_never_falls_within_an_emoji()
    {
        var family = string.Concat(Enumerable.Repeat("👍🏽🇩🇪❤", 1500));
        var pages = SlackReading.Pages(TeamsCardSamples.Reply(CardState.Info, family, family, [family], [family], [new VisibleItem(family, [])], [new VisibleButton(family, "say:x", ButtonStyle.Primary)], family));
        Assert.All(pages.SelectMany(page => page.Blocks.Texts().Concat(page.Blocks.Buttons().Select(button => button.Label()))), text => Assert.DoesNotMatch(CutEmoji(), text));
    }

    [Fact]
    public void B02_forty_thousand_characters_are_shown_on_pages_to_the_last_word()
    {
        var text = string.Join(' ', Enumerable.Range(0, 8000));
        Assert.True(text.Length > 38_000);
        var reply = TeamsCardSamples.Reply(CardState.Info, $"title {text}", $"note {text}", [$"fact {text}", "short"], [$"line {text}", "* small " + text], [new VisibleItem($"item {text}", [])], [], $"source {text}");
        EverythingIsShown(reply);
    }

    [Fact]
    public void B02_three_hundred_rows_are_shown_once_each_with_their_buttons()
    {
        var reply = TeamsCardSamples.List(300, i => $"DR-{i:0000}, {new string('x', i)}");
        var pages = EverythingIsShown(reply);
        Assert.Equal(reply.Items.Select(item => item.Buttons[0].Value), pages.SelectMany(page => page.Blocks.Buttons()).Select(button => button.Text("value")!).Where(value => value.StartsWith("say:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(60, 1990)]
    [InlineData(25, 300)]
    public void B02_sixty_buttons_are_all_there(int count, int length)
    {
        List<VisibleButton> Buttons(string name) => [.. Enumerable.Range(0, count).Select(i => new VisibleButton($"{name} {i}", $"say:{name}{i:00}{new string('v', length)}"[..Math.Max(length, 7)], (ButtonStyle)(i % 3)))];
        var reply = TeamsCardSamples.Reply(CardState.Question, "Which?", items: [new VisibleItem("One", [.. Buttons("a")]), new VisibleItem("Two", [])], buttons: Buttons("b"));
        EverythingIsShown(reply);
    }

    [Fact]
    public void B02_no_reply_however_odd_breaks_a_limit()
    {
        const int Seed = 20260609;
        var random = new Random(Seed);
        string[] alphabet = ["a", "b ", "漢", "😀", "<!channel>", "e\u0301", "<", "\\", "\"", "*", "ᄀ", "\uD800", "\u202E", "\n", "www.x.example ", "&amp;", "\0", "\U000E0041"];
        string Text(int most) => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => alphabet[random.Next(alphabet.Length)]));
        VisibleButton Button() => new(Text(80), $"say:{Text(200)}", (ButtonStyle)random.Next(3));
        for (var round = 0; round < 12; round++)
        {
            EverythingIsShown(TeamsCardSamples.Reply(
                (CardState)random.Next(6), Text(400), Text(300), Enumerable.Range(0, random.Next(40)).Select(_ => Text(500)).ToList(), Enumerable.Range(0, random.Next(10)).Select(_ => Text(1500)).ToList(),
                Enumerable.Range(0, random.Next(20)).Select(_ => new VisibleItem(Text(600), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Button())])).ToList(),
                Enumerable.Range(0, random.Next(20)).Select(_ => Button()).ToList(), Text(400)), $"Seed {Seed}, round {round}");
        }
    }

    /// <summary>All pages together hold every text whole and every button.</summary>
    private static List<SlackMessage> EverythingIsShown(VisibleReply reply, string because = "")
    {
        var pages = SlackReading.Pages(reply);
        // What frames each page stands between the pieces of one text.
        var above = new[] { reply.Title, reply.Note }.Count(text => ShownText.Clean(text ?? "").Length > 0);
        var below = (ShownText.Clean(reply.Source ?? "").Length > 0 ? 1 : 0) + (pages.Count > 1 ? 1 : 0);
        var frame = Bare(string.Concat(pages[0].Blocks.Texts()));
        var contents = Bare(string.Concat(pages.SelectMany(page => page.Blocks.Texts().Skip(above).SkipLast(below))));
        foreach (var text in reply.Facts.Select(fact => fact.Text).Concat(reply.Lines.SelectMany(line => line.Split('\n'))).Concat(reply.Items.Select(item => item.Text)).Concat(new[] { reply.Title, reply.Note, reply.Source }.OfType<string>()))
        {
            var words = Bare(ShownText.Clean(text));
            Assert.True(frame.Contains(words, StringComparison.Ordinal) || contents.Contains(words, StringComparison.Ordinal), $"{because}: not shown: {words}");
        }

        var presses = pages.SelectMany(page => page.Blocks.Buttons()).Select(button => button.Text("value")!).ToHashSet();
        Assert.All(reply.Buttons.Concat(reply.Items.SelectMany(item => item.Buttons)).Where(button => button.Value.Length <= 2000), button => Assert.Contains(ShownText.Transportable(button.Value), presses));
        return pages;
    }

    private static string Bare(string text) => Blanks().Replace(text, "");

    private static string Encoded(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    [GeneratedRegex(@"[\s\u2026]+")]
    private static partial Regex Blanks();

    // A colour of skin without its hand, half a flag.
    [GeneratedRegex("(?<!👍)🏽|^\u2026?🇪|🇩\u2026?$")]
    private static partial Regex CutEmoji();
}
