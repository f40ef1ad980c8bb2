using CoSellBot.Agents.Deals;
using CoSellBot.Prm.Registrations;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>Which section of the published rules a question is answered with, in any language.</summary>
public class RulesOfEngagementTests
{
    [Theory]
    [InlineData("who may register here?", "who")]
    [InlineData("up to what limit is a deal approved by itself?", "size")]
    [InlineData("how long does a decision take?", "size")]
    [InlineData("how long does the protection last?", "protection")]
    [InlineData("what if your own sales team is already engaged?", "direct")]
    [InlineData("which exchange rate counts?", "currency")]
    [InlineData("wer darf hier registrieren?", "who")]
    [InlineData("bis zu welcher Grenze wird automatisch genehmigt?", "size")]
    [InlineData("wie lange gilt der Schutz?", "protection")]
    [InlineData("was, wenn ein anderer Partner dran ist?", "others")]
    [InlineData("welcher Wechselkurs gilt?", "currency")]
    [InlineData("jusqu'à quel plafond est-ce approuvé automatiquement ?", "size")]
    [InlineData("combien de temps dure la protection ?", "protection")]
    [InlineData("¿cuánto dura la protección?", "protection")]
    [InlineData("¿qué pasa si otro partner registra lo mismo?", "others")]
    [InlineData("quanto tempo dura a proteção?", "protection")]
    [InlineData("até que limite é aprovado automaticamente?", "size")]
    [InlineData("保護期間はどのくらいですか？", "protection")]
    [InlineData("自動承認の上限はいくらですか？", "size")]
    public void A_question_gets_the_section_it_asks_for(string question, string section) =>
        Assert.Equal($"rules.{section}.title", RulesOfEngagement.Answer(question, new RuleSet()).Title?.Key);

    [Fact]
    public void A_question_no_section_covers_gets_the_list_of_sections() =>
        Assert.Equal("rules.contents", RulesOfEngagement.Answer("what about the moon?", new RuleSet()).Title?.Key);
}
