using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Bot.Teams;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

public class SlackViewsTests
{
    internal static readonly Form Deal = new(
        "Change this deal",
        [
            new("customer", "Customer", FormFieldKind.Text, "Contoso\u202E <!channel> GmbH", Required: true, MaxLength: 120),
            new("amount", "Amount", FormFieldKind.Number, "80000.50", Required: true),
            new("currency", "Currency", FormFieldKind.Choice, "EUR", Required: true, Choices: [new("EUR", "EUR"), new("<@U1> :smile:", "GBP")]),
            new("close", "Close", FormFieldKind.Date, "2026-09-30"),
        ],
        "Show the changed deal", new Dictionary<string, string> { ["form"] = "P-1", ["m"] = "M-1" });

    internal static Form Choosing(int count) => new(
        "T", [new("product", "Product", FormFieldKind.Choice, Long(3), Choices: [.. Enumerable.Range(0, count).Select(i => new FormChoice(Long(i), Long(i)))])], "Go", new Dictionary<string, string>());

    [Fact]
    public void A_modal_asks_for_each_field_in_its_kind()
    {
        var view = SlackViews.Modal(Deal, "form");
        Assert.Equal("modal", view.Text("type"));
        Assert.Equal("form", view.Text("callback_id"));
        Assert.Equal("""{"form":"P-1","m":"M-1"}""", view.Text("private_metadata"));
        Assert.Equal("Change this deal", view["title"]!["text"]!.GetValue<string>());
        Assert.Equal("Show the changed deal", view["submit"]!["text"]!.GetValue<string>());
        Assert.Equal("Cancel", view["close"]!["text"]!.GetValue<string>());
        var inputs = view.OfType("input").ToList();
        Assert.Equal(["customer", "amount", "currency", "close"], inputs.Select(input => input.Text("block_id")));
        Assert.Equal(["Customer", "Amount", "Currency", "Close"], inputs.Select(input => input["label"]!["text"]!.GetValue<string>()));
        Assert.Equal([false, false, false, true], inputs.Select(input => input["optional"]!.GetValue<bool>()));
        var elements = inputs.ConvertAll(input => input["element"]!.AsObject());
        Assert.All(elements, element => Assert.Equal("v", element.Text("action_id")));
        Assert.Equal(["plain_text_input", "number_input", "static_select", "datepicker"], elements.Select(element => element.Text("type")));
        Assert.Equal("Contoso <!channel> GmbH", elements[0].Text("initial_value"));
        Assert.Equal(120, elements[0]["max_length"]!.GetValue<int>());
        Assert.Equal("80000.50", elements[1].Text("initial_value"));
        Assert.Equal(["EUR", "GBP"], elements[2]["options"]!.AsArray().Select(option => option!["value"]!.GetValue<string>()));
        Assert.True(JsonNode.DeepEquals(elements[2]["options"]![0], elements[2]["initial_option"]));
        Assert.Equal("2026-09-30", elements[3].Text("initial_date"));
        SlackReading.BlocksWithinLimits(view["blocks"]!.AsArray(), 100);
    }

    [Fact]
    public void An_error_stands_on_top_and_a_long_title_whole_below_the_bar()
    {
        var view = SlackViews.Modal(Deal with { Title = "Change this very long deal of yours", Error = "That day is past.\nChoose another." }, "form");
        Assert.Equal("Change this very long\u2026", view["title"]!["text"]!.GetValue<string>());
        Assert.Equal(["Change this very long deal of yours", "That day is past.", "Choose another."], view.Texts());
        Assert.Equal("section", view["blocks"]![0]!["type"]!.GetValue<string>());
    }

    [Fact]
    public void A_value_that_does_not_fit_its_field_is_left_out_or_cut()
    {
        var view = SlackViews.Modal(new Form("T",
            [
                new("a", "A", FormFieldKind.Number, "many"),
                new("b", "B", FormFieldKind.Date, "end of September"),
                new("c", "C", FormFieldKind.Choice, "none", Choices: [new("x", "x")]),
                new("d", "D", FormFieldKind.Choice, "none", Choices: []),
                new("e", "E", FormFieldKind.Text, new string('x', 200), MaxLength: 40),
            ], "Go", new Dictionary<string, string>()), "form");
        var elements = view.OfType("input").Select(input => input["element"]!.AsObject()).ToList();
        Assert.All(elements.Take(3), element => Assert.DoesNotContain(element, pair => pair.Key.StartsWith("initial", StringComparison.Ordinal)));
        // A menu without options is refused, so the answer is typed.
        Assert.Equal("plain_text_input", elements[3].Text("type"));
        Assert.InRange(elements[4].Text("initial_value")!.Length, 38, 40);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(250)]
    public void Choices_of_any_number_and_length_come_back_as_they_were(int count)
    {
        var form = Choosing(count);
        var view = SlackViews.Modal(form, "form");
        var select = view.OfType("static_select").Single();
        var options = select.All().Where(node => node.ContainsKey("value") && node["text"] is JsonObject).DistinctBy(node => node.Text("value")).ToList();
        Assert.Equal(count, options.Count);
        Assert.All(options, option => Assert.True(option.Text("value")!.Length <= 75 && option["text"]!["text"]!.GetValue<string>().Length <= 75));
        Assert.All(select["option_groups"]?.AsArray() ?? [], group => Assert.InRange(group!["options"]!.AsArray().Count, 1, 100));
        Assert.Equal(count > 100, select.ContainsKey("option_groups"));
        // In whatever order they stand when the form is sent.
        var later = form with { Fields = [form.Fields[0] with { Choices = [.. form.Fields[0].Choices!.Reverse()] }] };
        foreach (var (i, option) in options.Index())
        {
            var answers = SlackViews.ReadAnswers(State(new { product = new { v = new { type = "static_select", selected_option = new { value = option.Text("value") } } } }), later);
            Assert.Equal(Long(i), answers["product"]);
        }
    }

    [Fact]
    public void Answers_are_read_by_field()
    {
        var answers = SlackViews.ReadAnswers(State(new
        {
            customer = new { v = new { type = "plain_text_input", value = "Contoso" } },
            amount = new { v = new { type = "plain_text_input", value = (string?)null } },
            close = new { v = new { type = "datepicker", selected_date = "2026-09-30" } },
            currency = new { v = new { type = "static_select", selected_option = new { text = new { text = "EUR" }, value = "EUR" } } },
            kind = new { v = new { type = "static_select", selected_option = (object?)null } },
        }), Deal);
        Assert.Equal(new Dictionary<string, string?> { ["customer"] = "Contoso", ["amount"] = null, ["close"] = "2026-09-30", ["currency"] = "EUR", ["kind"] = null }, answers);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"state":[]}""")]
    [InlineData("""{"state":{"values":"x"}}""")]
    [InlineData("""{"state":{"values":{"a":5,"b":{},"c":[],"d":{"v":null},"e":{"v":[]},"":{"v":{"value":"x"}}}}}""")]
    [InlineData("""{"state":{"values":{"\ud800":{"v":{"value":"x"}}}}}""")]
    public void B01_a_malformed_view_has_no_answers(string json) => Assert.Empty(SlackViews.ReadAnswers(JsonDocument.Parse(json).RootElement));

    [Theory]
    [InlineData("""{"state":{"values":{"a":{"v":{}}}}}""")]
    [InlineData("""{"state":{"values":{"a":{"v":{"value":5,"selected_date":{},"selected_option":[]}}}}}""")]
    [InlineData("""{"state":{"values":{"a":{"v":{"value":"\ud800"}}}}}""")]
    [InlineData("""{"state":{"values":{"a":{"v":{"selected_option":{"value":{"value":1}}}}}}}""")]
    public void B01_an_answer_that_cannot_be_read_is_none(string json) => Assert.Null(Assert.Single(SlackViews.ReadAnswers(JsonDocument.Parse(json).RootElement)).Value);

    [Fact]
    public void Nothing_is_read_from_a_view_that_is_not_there() => Assert.Empty(SlackViews.ReadAnswers(default));

    [Fact]
    public void A_message_has_no_button_to_send_it()
    {
        var view = SlackViews.Message("Change this deal", "That deal can no longer be changed here.", "said");
        Assert.False(view.ContainsKey("submit"));
        Assert.Equal("Close", view["close"]!["text"]!.GetValue<string>());
        Assert.Equal(["That deal can no longer be changed here."], view.Texts());
        Assert.Equal(["One moment."], SlackViews.Loading("Change this deal").Texts());
        Assert.Equal(["\u2026"], SlackViews.Message("T", "\u202E", "said").Texts());
    }

    [Fact]
    public void Answers_to_a_submission_have_the_form_that_is_asked_for()
    {
        Assert.Equal("""{"response_action":"errors","errors":{"close":"That day is past."}}""", SlackViews.Errors(new Dictionary<string, string> { ["close"] = "That day is past." }).ToJsonString());
    }

    [Fact]
    public void The_home_tab_holds_replies_one_below_the_other()
    {
        var home = SlackViews.Home([SlackBlocks.Render(TeamsCardSamples.Proposal(), "M-1"), SlackBlocks.Render(TeamsCardSamples.List(3, i => $"Deal {i}"), "M-2")]);
        Assert.Equal("home", home.Text("type"));
        Assert.Single(home.OfType("divider"));
        Assert.Equal(["M-1", "M-2"], home.OfType("actions").Select(block => SlackBlocks.MessageIdOf(block.Text("block_id"))).Distinct());
        SlackReading.BlocksWithinLimits(home["blocks"]!.AsArray(), 100);
    }

    [Fact]
    public void B02_the_home_tab_never_has_more_than_a_hundred_blocks()
    {
        var parts = Enumerable.Range(1, 12).Select(i => SlackBlocks.Render(TeamsCardSamples.List(8, n => $"Deal {n}"), $"M-{i}")).ToList();
        var home = SlackViews.Home(parts);
        SlackReading.BlocksWithinLimits(home["blocks"]!.AsArray(), 100);
        // Whole replies, no halves.
        Assert.Equal(home.OfType("divider").Count() + 1, home["blocks"]!.ToJsonString().Split("8 deals you may see").Length - 1);
    }

    [Fact]
    public void Data_too_long_to_come_back_is_refused() =>
        Assert.Throws<ArgumentException>(() => SlackViews.Modal(Deal with { Data = new Dictionary<string, string> { ["a"] = new('x', 3000) } }, "form"));

    private static string Long(int i) => i % 2 == 0 ? $"Product {i}" : $"Product {i} {new string('x', 90)}";

    private static JsonElement State(object values) => JsonSerializer.SerializeToElement(new { state = new { values } });
}
