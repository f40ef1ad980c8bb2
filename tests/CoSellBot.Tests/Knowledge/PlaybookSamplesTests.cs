using CoSellBot.Access;
using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Ingestion;
using CoSellBot.Knowledge.Embedded;
using Xunit;

namespace CoSellBot.Tests.Knowledge;

/// <summary>Questions to the demo company's documents, as a seller of Nimbus in Germany asks them.</summary>
public sealed class PlaybookSamplesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples", "playbooks");
    private static readonly Task<KnowledgeLibrary> Library = OpenAsync();

    [Fact]
    public async Task Every_sample_can_be_read() =>
        Assert.Empty((await new FolderIndexer(new EmbeddedIndex()).RunAsync(Folder, "main", 0, null, CancellationToken.None)).Problems);

    [Theory]
    [InlineData("en", "What do I tell a bank that asks where the servers are?", "data-location,3.1")]
    [InlineData("de", "Was sage ich einer Bank, die nach dem Serverstandort fragt?", "data-location,3.1")]
    [InlineData("fr", "Que dire à une banque qui demande où sont les serveurs ?", "data-location,3.1")]
    [InlineData("es", "¿Qué le digo a un banco que pregunta dónde están los servidores?", "data-location,3.1")]
    [InlineData("pt", "O que digo a um banco que pergunta onde ficam os servidores?", "data-location,3.1")]
    [InlineData("ja", "サーバーの場所を聞く銀行には何と言えばいいですか？", "data-location,3.1")]
    [InlineData("en", "where is the data hosted", "data-location")]
    [InlineData("en", "where's our data stored", "data-location")]
    [InlineData("de", "wo liegen die daten", "data-location")]
    [InlineData("de", "Rechenzentrumsstandort?", "data-location")]
    [InlineData("fr", "ou sont stockees nos donnees", "data-location")]
    [InlineData("es", "ubicacion de los servidores?", "data-location")]
    [InlineData("pt", "onde os dados estao hospedados", "data-location")]
    [InlineData("ja", "データはどこに保存されていますか", "data-location")]
    [InlineData("en", "how is the data encrypted", "encryption")]
    [InlineData("de", "verschluesselung?", "encryption")]
    [InlineData("en", "encrpytion", "encryption")]
    [InlineData("ja", "暗号化の資料ある？", "encryption")]
    [InlineData("en", "is it ISO 27001 certified", "certificates")]
    [InlineData("fr", "quelles certifications vous avez", "certificates")]
    [InlineData("en", "pentest report?", "certificates")]
    [InlineData("en", "poc checklist?", "list")]
    [InlineData("de", "poc checkliste", "list")]
    [InlineData("ja", "pocのチェックリスト", "list")]
    [InlineData("en", "how long may a proof of concept take", "length")]
    [InlineData("en", "what happens if there is a breach", "incidents")]
    [InlineData("es", "que pasa si hay una brecha de datos", "incidents")]
    [InlineData("en", "do banks have to sign anything extra", "3.1")]
    [InlineData("de", "kostenloser pilot für nimbus?", "pilot")]
    public async Task The_question_leads_to_the_section(string language, string question, string sections) =>
        Assert.Equal(sections, string.Join(',', (await AskAsync(question, language)).Select(hit => hit.Key.Section)));

    [Theory]
    [InlineData("en", "what is the weather in Frankfurt")]
    [InlineData("de", "Was sage ich einer Bank, die nach dem Wetter fragt?")]
    [InlineData("en", "how do I cook rice")]
    [InlineData("fr", "qui a gagné le match hier")]
    [InlineData("es", "cuéntame un chiste")]
    [InlineData("pt", "qual é a capital de França")]
    [InlineData("ja", "今日の天気は？")]
    [InlineData("de", "Was kostet Ledger?")]
    [InlineData("en", "pricing sheet for Ledger")]
    [InlineData("en", "does Coralbay have an hourly backup")]
    public async Task A_question_that_no_valid_readable_document_answers_has_no_answer(string language, string question) =>
        Assert.Empty(await AskAsync(question, language));

    [Fact]
    public async Task A_name_neither_hinders_an_answer_nor_is_one()
    {
        Assert.Equal("encryption", Assert.Single(await AskAsync("how is the data of Contoso encrypted in Ledger", "en", names: ["Contoso", "Ledger"])).Key.Section);
        Assert.Empty(await AskAsync("canteen menu for Ledger", "en", names: ["Ledger"]));
        Assert.Empty(await AskAsync("is Ledger certified for unicorns", "en", names: ["Ledger"]));
    }

    [Fact]
    public async Task The_vendors_own_people_find_the_vendors_own_notes()
    {
        var hits = await AskAsync("how do we compare with Coralbay", "en", new Member("PER-LENA", "ORG-HALVOR", Role.Rep));
        Assert.Equal("Field notes on Coralbay", Assert.Single(hits).Document.Title);
    }

    [Fact]
    public async Task The_price_sheet_answered_until_its_last_day()
    {
        Assert.Single(await AskAsync("Preisliste", "de", day: new DateOnly(2026, 3, 31)));
        Assert.Empty(await AskAsync("Preisliste", "de", day: new DateOnly(2026, 4, 1)));
    }

    private static async Task<IReadOnlyList<KnowledgeHit>> AskAsync(string question, string language, Member? asker = null, DateOnly? day = null, string[]? names = null) =>
        await (await Library).SearchAsync(
            new KnowledgeQuery(question, new KnowledgeScope(language, day ?? new DateOnly(2026, 6, 9), "DE"), names),
            new AccessFilter("main", Ceiling.Of(asker ?? new Member("PER-JONAS", "ORG-NIMBUS", Role.PartnerSeller)), new ProgrammeFirms("ORG-HALVOR", [new("ORG-NIMBUS", "Platinum", ["reseller"], "DACH")])), CancellationToken.None);

    private static async Task<KnowledgeLibrary> OpenAsync()
    {
        var index = new EmbeddedIndex();
        await new FolderIndexer(index).RunAsync(Folder, "main", 0, null, CancellationToken.None);
        return new KnowledgeLibrary(index);
    }
}
