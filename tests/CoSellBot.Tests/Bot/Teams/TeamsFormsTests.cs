using CoSellBot.Bot.Teams;
using CoSellBot.Bot.Turns;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

public class TeamsFormsTests
{
    internal static readonly Form Deal = new(
        "Change this deal",
        [
            new("customer", "Customer", FormFieldKind.Text, "Contoso\u202E GmbH", Required: true, MaxLength: 120),
            new("amount", "Amount", FormFieldKind.Number, "80000.50", Required: true),
            new("currency", "Currency", FormFieldKind.Choice, "EUR", Required: true, Choices: [new("EUR", "EUR"), new("{{DATE(2020-01-01T00:00:00Z)}}", "GBP")]),
            new("close", "Close", FormFieldKind.Date, "2026-09-30"),
        ],
        "Show the card", new Dictionary<string, string> { ["form"] = "P-1", ["m"] = "M-1" }, "The amount has to be [more](https://x.example) than zero.");

    [Fact]
    public void A_dialog_asks_for_each_field_in_its_kind()
    {
        var card = TeamsCards.Form(Deal);
        var inputs = card["body"]!.AsArray().Select(node => node!.AsObject()).Where(node => node.ContainsKey("label")).ToList();
        Assert.Equal(["Input.Text", "Input.Number", "Input.ChoiceSet", "Input.Date"], inputs.Select(input => input.Text("type")));
        Assert.Equal(["customer", "amount", "currency", "close"], inputs.Select(input => input.Text("id")));
        Assert.Equal([true, true, true, false], inputs.Select(input => input["isRequired"]!.GetValue<bool>()));
        Assert.Equal("Contoso GmbH", inputs[0].Text("value"));
        Assert.Equal(120, inputs[0]["maxLength"]!.GetValue<int>());
        Assert.Equal(80000.50m, inputs[1]["value"]!.GetValue<decimal>());
        Assert.Equal("EUR", inputs[2].Text("value"));
        Assert.Equal("2026-09-30", inputs[3].Text("value"));
        Assert.Equal("Check this field: Amount.", inputs[1].Text("errorMessage"));
        Assert.DoesNotContain(card.Strings(), text => text.Contains("{{", StringComparison.Ordinal));
        Assert.Equal(["The amount has to be [more](https://x.example) than zero.", "Change this deal"], card.Blocks());
        Assert.Equal("""{"form":"P-1","m":"M-1"}""", card.OfType("Action.Submit").Single()["data"]!.ToJsonString());
    }

    [Fact]
    public void A_value_that_does_not_fit_its_field_is_left_out()
    {
        var card = TeamsCards.Form(new Form("T",
            [
                new("a", "A", FormFieldKind.Number, "many"),
                new("b", "B", FormFieldKind.Date, "end of September"),
                new("c", "C", FormFieldKind.Choice, "none", Choices: [new("x", "x")]),
            ], "Go", new Dictionary<string, string>()));
        Assert.DoesNotContain(card["body"]!.AsArray(), input => input!.AsObject().ContainsKey("value"));
    }

    [Fact]
    public void A_preview_is_encoded()
    {
        var preview = TeamsCards.Preview("A & <b>B</b>", "<at>Bot</at>\u202E");
        Assert.Equal("application/vnd.microsoft.card.thumbnail", preview.Text("contentType"));
        Assert.Equal("A &amp; &lt;b&gt;B&lt;/b&gt;", preview["content"]!["title"]!.GetValue<string>());
        Assert.Equal("&lt;at&gt;Bot&lt;/at&gt;", preview["content"]!["text"]!.GetValue<string>());
    }
}
