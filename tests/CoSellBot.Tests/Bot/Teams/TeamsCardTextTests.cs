using System.Globalization;
using System.Text;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Teams;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>Names and words come from people; on a card they are nothing but words.</summary>
public class TeamsCardTextTests
{
    private static readonly TeamsCardContext Plain = new("M-1");

    [Theory]
    [InlineData("[Approve](https://evil.example)")]
    [InlineData("[Approve][1]")]
    [InlineData("<at>Bot</at>")]
    [InlineData("<!channel>")]
    [InlineData("<@U1>")]
    [InlineData("<https://evil.example|Approve>")]
    [InlineData("**x** _y_ ~~z~~ `c`")]
    [InlineData("# heading")]
    [InlineData("1. first")]
    [InlineData("2) second")]
    [InlineData("- dash")]
    [InlineData("{{DATE(2020-01-01T00:00:00Z)}}")]
    [InlineData("{{TIME(2020-01-01T00:00:00Z)}} and {{{{date(2020-01-01T00:00:00Z)}}}}")]
    [InlineData("${title}")]
    [InlineData("https://evil.example/?q=1")]
    [InlineData("www.evil.example")]
    [InlineData("evil.example")]
    [InlineData("&lt;at&gt;Bot&lt;/at&gt;")]
    [InlineData("a|b\\c")]
    public void A_name_is_shown_as_it_is_and_does_nothing(string name)
    {
        var reply = TeamsCardSamples.Reply(
            CardState.Info, name, name, [name], [name], [new VisibleItem(name, [new VisibleButton(name, "say:x", ButtonStyle.Secondary)])],
            [new VisibleButton(name, "say:y", ButtonStyle.Primary)], name);
        var card = TeamsCards.RenderCard(reply, Plain);

        // All of it literally, and nowhere where it would be read as something else.
        Assert.Equal(6, card.Blocks().Count(text => text.TrimEnd('*').Contains(name.TrimEnd('*'), StringComparison.Ordinal)));
        Assert.DoesNotContain(card.OfType("TextBlock"), block => block.Text("text")!.Contains(name, StringComparison.Ordinal));
        Assert.DoesNotContain(card.OfType("TextRun"), run => run.Text("text")!.Contains("{{DATE", StringComparison.OrdinalIgnoreCase) || run.Text("text")!.Contains("{{TIME", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(card.All(), node => node.ContainsKey("url") || node.ContainsKey("selectAction") || node.ContainsKey("entities") || node.Text("type") == "Action.OpenUrl");
        foreach (var elsewhere in new[] { card.Text("fallbackText")!, card.Text("speak")! }.Concat(card.All().Select(node => node.Text("title")).OfType<string>()))
        {
            Assert.DoesNotContain("{{", elsewhere, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("](", card.Text("fallbackText")!, StringComparison.Ordinal);
        Assert.DoesNotContain("://", card.Text("fallbackText")!, StringComparison.Ordinal);
        Assert.DoesNotContain("<", card.Text("speak")!, StringComparison.Ordinal);
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
    public void What_cannot_be_seen_does_not_reach_the_card(string name, string shown)
    {
        name = name.Replace("HIGH", "\uD83D", StringComparison.Ordinal).Replace("LOW", "\uDE00", StringComparison.Ordinal);
        var reply = TeamsCardSamples.Reply(CardState.Done, name, null, [name], [name], [new VisibleItem(name, [])], [new VisibleButton(name, $"say:{name}", ButtonStyle.Primary)], name);
        var card = TeamsCards.RenderCard(reply, Plain);
        Assert.All(card.Blocks().Where(text => text != "1"), text => Assert.Equal(shown, text.TrimEnd('*')));
        Assert.Equal(shown, card.OfType("Action.Execute").First().Text("title"));
        Assert.Equal(shown, card.Text("speak"));
        Assert.Equal(shown, TeamsCards.Render(TeamsCardSamples.Reply(CardState.Say, lines: [name]), Plain).Text);
        _ = System.Text.Json.Nodes.JsonNode.Parse(card.ToJsonString());
    }

    [Theory]
    [InlineData("Register this deal?", true)]
    [InlineData("DR-7K3Q approved, protected until 7 Sep 2026", true)]
    [InlineData("Müller & Söhne: 14 deals", true)]
    [InlineData("Felix Sommer (Brightpath) asks you", false)]
    [InlineData("contoso.com: 2 open opportunities", false)]
    [InlineData("AT&amp;T", false)]
    public void A_title_is_a_heading_when_nothing_in_it_can_be_read_as_markup(string title, bool heading)
    {
        var first = TeamsCards.RenderCard(TeamsCardSamples.Reply(CardState.Info, title), Plain).OfType("Container").First()["items"]![0]!.AsObject();
        Assert.Equal(heading ? "TextBlock" : "RichTextBlock", first.Text("type"));
        Assert.Equal(heading ? "heading" : null, first.Text("style"));
    }

    [Fact]
    public void Cuts_fall_between_what_a_reader_sees_as_characters()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        string[] alphabet = ["a", " ", "é", "e\u0301\u0323", "😀", "👍🏽", "🇩🇪", "❤\uFE0F", "한", "กำ", "नि", "漢"];
        for (var round = 0; round < 500; round++)
        {
            var text = TeamsCardText.Clean(string.Concat(Enumerable.Range(0, random.Next(1, 200)).Select(_ => alphabet[random.Next(alphabet.Length)])));
            var (most, bytes) = (random.Next(24, 120), random.Next(200, 900));
            var pieces = TeamsCardText.Pieces(text, most, bytes).ToList();
            var because = $"Seed {Seed}, round {round}: {text}";
            Assert.True(pieces.All(piece => piece.Length <= most && TeamsCardText.Bytes(piece) <= bytes), because);
            Assert.True(pieces.Count == 1 || (pieces.SkipLast(1).All(piece => piece.EndsWith('…')) && pieces.Skip(1).All(piece => piece.StartsWith('…'))), because);
            // Put together again, the same characters stand in the same order.
            Assert.True(Elements(text).SequenceEqual(pieces.SelectMany(piece => Elements(piece.Trim('…')))), because);
            Assert.True(text.Length <= most ? TeamsCardText.Cut(text, most) == text : TeamsCardText.Cut(text, most).Length <= most, because);
        }
    }

    [Fact]
    public void One_endless_character_is_cut_as_well()
    {
        var pieces = TeamsCardText.Pieces(string.Concat(Enumerable.Repeat("ᄀ", 5000)), 300, 6000).ToList();
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 300));
        Assert.Equal(5000, pieces.Sum(piece => piece.Trim('…').Length));
        Assert.All(TeamsCardText.Pieces(string.Concat(Enumerable.Repeat("\U0001E900", 500)), 9, 6000), piece => Assert.True(piece.EnumerateRunes().All(rune => rune != Rune.ReplacementChar)));
    }

    private static IEnumerable<string> Elements(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text.Replace(" ", "", StringComparison.Ordinal));
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }
}
