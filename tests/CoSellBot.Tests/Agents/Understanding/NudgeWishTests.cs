using CoSellBot.Agents;
using CoSellBot.Agents.Understanding;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

/// <summary>Wishes about nudges as people type them, and what sounds alike and is none.</summary>
public class NudgeWishTests
{
    private static readonly TrainedModels Models = TrainedModels.Open(UnderstandingData.IntentsFolder, null);

    [Theory]
    [InlineData("en-GB", "snooze, they are on holiday till the 22nd", "snooze", null, "2026-06-22")]
    [InlineData("en-GB", "snooze till the 9th", "snooze", null, "2026-07-09")]
    [InlineData("en-GB", "snooze till the 22nd of july", "snooze", null, "2026-07-22")]
    [InlineData("en-GB", "snooze", "snooze", null, null)]
    [InlineData("en-GB", "snooze two weeks", "snooze", null, "2026-06-24")]
    [InlineData("en-GB", "not now, remind me in 2 weeks", "snooze", null, "2026-06-24")]
    [InlineData("en-GB", "leave me alone about contoso till next monday", "snooze", "contoso", "2026-06-15")]
    [InlineData("en-GB", "quiet on contoso until 1 July", "snooze", "contoso", "2026-07-01")]
    [InlineData("en-GB", "snooze, they are on tour till the 22nd", "snooze", null, "2026-06-22")]
    [InlineData("en-GB", "park Granvara Bank plc until end of july", "snooze", "Granvara Bank plc", "2026-07-31")]
    [InlineData("en-GB", "snooze fabrikam.co.uk for a month", "snooze", "fabrikam.co.uk", "2026-07-10")]
    [InlineData("en-GB", "how do we get Litware moving", "coach", "Litware", null)]
    [InlineData("de-DE", "snooze, die sind bis zum 22. im Urlaub", "snooze", null, "2026-06-22")]
    [InlineData("de-DE", "Lass mich mit Kaltensee Pumpen GmbH bis nächsten Montag in Ruhe", "snooze", "Kaltensee Pumpen GmbH", "2026-06-15")]
    [InlineData("de-DE", "ruhe bei contoso bis 22.6.", "snooze", "contoso", "2026-06-22")]
    [InlineData("de-DE", "wo hakt's bei Müller & Söhne?", "coach", "Müller & Söhne", null)]
    [InlineData("de-DE", "was hängt?", "coach", null, null)]
    [InlineData("fr-FR", "silence sur Contoso jusqu'au 22", "snooze", "Contoso", "2026-06-22")]
    [InlineData("fr-FR", "pas maintenant, rappelle-moi dans deux semaines", "snooze", null, "2026-06-24")]
    [InlineData("fr-FR", "en veille jusqu'au 22 stp, ils sont en congés", "snooze", null, "2026-06-22")]
    [InlineData("es-ES", "déjame en paz con Contoso hasta el 3 de julio", "snooze", "Contoso", "2026-07-03")]
    [InlineData("es-ES", "están de vacaciones, silencio hasta el 22", "snooze", null, "2026-06-22")]
    [InlineData("pt-BR", "silencia a Contoso até 22 de junho", "snooze", "Contoso", "2026-06-22")]
    [InlineData("pt-PT", "eles estão de férias até dia 22, soneca", "snooze", null, "2026-06-22")]
    [InlineData("ja-JP", "Contosoを6月22日までスヌーズ", "snooze", "Contoso", "2026-06-22")]
    [InlineData("ja-JP", "コントソを２週間スヌーズ", "snooze", "コントソ", "2026-06-24")]
    [InlineData("ja-JP", "先方が22日まで休みなのでスヌーズで", "snooze", null, "2026-06-22")]
    [InlineData("ja-JP", "来週まで黙ってて", "snooze", null, "2026-06-15")]
    [InlineData("en-GB", "any tips for contoso?", "coach", "contoso", null)]
    [InlineData("en-GB", "what is stuck?", "coach", null, null)]
    [InlineData("de-DE", "tipps für Contoso?", "coach", "Contoso", null)]
    [InlineData("fr-FR", "des conseils pour Contoso ?", "coach", "Contoso", null)]
    [InlineData("es-ES", "¿qué tengo atascado?", "coach", null, null)]
    [InlineData("pt-BR", "dicas para a Contoso", "coach", "Contoso", null)]
    [InlineData("ja-JP", "止まってる案件は？", "coach", null, null)]
    [InlineData("ja-JP", "Contosoのアドバイスください", "coach", "Contoso", null)]
    public void Choose_AWishInSixLanguages_HasItsCustomerAndDay(string locale, string text, string tool, string? customer, string? until)
    {
        var choice = Choose(locale, text);
        Assert.Equal((tool, customer, until), (choice.Tool, choice.Arguments.GetValueOrDefault("customer"), choice.Arguments.GetValueOrDefault("until")));
    }

    [Theory]
    [InlineData("not now")]
    [InlineData("later")]
    [InlineData("cancel")]
    [InlineData("stop")]
    [InlineData("Contoso")]
    [InlineData("and Fabrikam?")]
    [InlineData("status of Contoso")]
    [InlineData("withdraw the Contoso deal")]
    [InlineData("what stage is Contoso in")]
    [InlineData("set a reminder for friday")]
    [InlineData("how long does protection last?")]
    [InlineData("my deals")]
    public void Choose_WhatSoundsAlike_IsNoWishForQuiet(string text) => Assert.False(Choose("en-GB", text).Tool is "coach" or "snooze");

    private static ToolChoice Choose(string locale, string text)
    {
        var names = new NameBook(["Nimbus", "Orion"], ["Ledger", "Atlas"]);
        var reader = new MessageReader(Models.Tagger, new ReaderSetting(names, [], new DateOnly(2026, 6, 10), 1, locale, "DE"));
        return Assert.Single(Understander.Choose(Models, reader, AgentSession.Empty, text));
    }
}
