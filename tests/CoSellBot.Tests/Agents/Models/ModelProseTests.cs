using CoSellBot.Agents.Models;
using CoSellBot.Agents.Replies;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Agents.Models;

/// <summary>A sentence of a model stays when one fact carries all of it; everything else is cut.</summary>
public class ModelProseTests
{
    [Theory]
    [InlineData("The deal on Haselried Optik is approved and protected until 6 Aug 2026.")]
    [InlineData("It is worth EUR 64,000.")]
    [InlineData("The deal is worth 64000 EUR.")]
    [InlineData("The product is Ledger, and the partner is Nimbus.")]
    public void What_the_fact_says_may_be_said_again(string sentence) => Assert.Equal(sentence, Keep(sentence));

    [Theory]
    [InlineData("It is worth EUR 65,000.")]
    [InlineData("It is worth EUR 64.0000.")]
    [InlineData("It is worth EUR 6.4.")]
    [InlineData("It closes on 6 Aug 2026.")]
    [InlineData("It is protected until 23 Aug 2026.")]
    [InlineData("Nimbus cannot be partner.")]
    [InlineData("The deal is dead.")]
    [InlineData("The deal is overdue.")]
    [InlineData("Someone renewed the deal.")]
    [InlineData("It is worth sixty-four thousand euros.")]
    [InlineData("It is protected until 7 Aug 2026.")]
    [InlineData("It is protected until 6 Sep 2026.")]
    [InlineData("The deal on Haselried Optik is rejected.")]
    [InlineData("The deal is not approved.")]
    [InlineData("Zephyrion wants it.")]
    [InlineData("Orion sells Ledger to this customer.")]
    [InlineData("Adventure Works sells Ledger to this customer.")]
    [InlineData("I have registered the deal.")]
    [InlineData("The deal was registered.")]
    [InlineData("There are further deals.")]
    [InlineData("Another partner is there.")]
    [InlineData("See https://nimbus.example for the deal.")]
    [InlineData("See nimbus.example for the deal.")]
    [InlineData("The [deal](http://x) is approved.")]
    [InlineData("The deal is approved <@U123>.")]
    [InlineData("The deal is \u0430pproved.")]
    [InlineData("Der Deal wurde gespeichert.")]
    [InlineData("Registré el acuerdo.")]
    [InlineData("Registrei o negócio.")]
    [InlineData("案件を登録しました。")]
    [InlineData("他のパートナーもいます。")]
    public void What_the_fact_does_not_say_is_cut(string sentence) => Assert.Equal("", Keep(sentence));

    [Fact]
    public void The_good_sentences_stay_and_the_bad_ones_go() =>
        Assert.Equal("It is worth EUR 64,000.", Keep("It is worth EUR 64,000. It could be worth EUR 640,000. Call Marta Kowalczyk!"));

    [Fact]
    public void No_state_wanders_from_one_line_of_a_list_to_another()
    {
        var list = new AgentReply
        {
            State = CardState.Info,
            Title = Text("2 deals"),
            Items = [new ReplyItem(Text("DR-AAAA, Haselried Optik, approved"), []), new ReplyItem(Text("DR-BBBB, Contoso, in review"), [])],
            Source = Text("source"),
        };
        Assert.Equal("DR-AAAA is approved.", Keep("DR-AAAA is approved. DR-BBBB is approved.", list));
        Assert.Equal("", Keep("DR-AAAA is in review.", list));
    }

    [Fact]
    public void What_a_document_denies_is_not_turned_over_and_a_denial_is_no_other_passage()
    {
        var quotes = new AgentReply { State = CardState.Say, Lines = [Text("Ledger is not certified for hospitals [1]."), Text("Data is stored in Frankfurt [1].")], Source = Text("source") };
        Assert.Equal("Ledger is not certified for hospitals.", Keep("Ledger is not certified for hospitals. Ledger is certified for hospitals. Data is not stored in Frankfurt.", quotes));
    }

    [Fact]
    public void A_German_date_ends_no_sentence() => Assert.Equal("", Keep("Der Deal ist bis zum 6. Oktober genehmigt."));

    [Fact]
    public void Three_sentences_are_enough() => Assert.Equal(3, Keep(string.Join(' ', Enumerable.Repeat("It is worth EUR 64,000.", 9))).Split("It is").Length - 1);

    private static Phrase Text(string text) => Phrase.Of("fact.text", ("text", Term.Of(text).ForAll()));

    private static string Keep(string text, AgentReply? reply = null) => ModelProse.Keep(text, [reply ?? new AgentReply
    {
        State = CardState.Done,
        Title = Text("DR-6HWT approved, protected until 6 Aug 2026"),
        Facts = [new ReplyFact(Text("Haselried Optik GmbH, Germany")), new ReplyFact(Text("Nimbus")), new ReplyFact(Text("Ledger")), new ReplyFact(Text("EUR 64,000")), new ReplyFact(Text("close 23 Aug 2026"))],
        Source = Text("source"),
    }], TestTurn.Of("how is it"));
}
