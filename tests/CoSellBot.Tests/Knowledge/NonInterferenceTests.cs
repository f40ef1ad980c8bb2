using CoSellBot.Access;
using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Embedded;
using Xunit;

namespace CoSellBot.Tests.Knowledge;

/// <summary>What a partner finds, with and without documents it may not read: the same passages with the same scores.</summary>
public sealed class NonInterferenceTests
{
    private static readonly KnowledgeScope Scope = new("de", new DateOnly(2026, 6, 9), "DE");
    private static readonly AccessFilter Nimbus = new("main", Ceiling.Of(new Member("PER-JONAS", "ORG-NIMBUS", Role.PartnerSeller)), new ProgrammeFirms("ORG-HALVOR", [new PartnerFirm("ORG-NIMBUS")]));

    [Theory]
    [InlineData("rabatt sso")]
    [InlineData("margess prüfung")]
    [InlineData("cases")]
    [InlineData("serverr")]
    public async Task What_may_not_be_read_moves_no_score(string question)
    {
        var readable = new[]
        {
            Document("a", "de", "partners", "Die Anmeldung läuft über SSO. Der Server steht in Bonn."), Document("b", "fr", "partners", "Les marges sont affichées. CAS est pris en charge."),
            Document("c", "en", "partners", "Single sign on needs SSO. The server is in Bonn."),
        };
        var hidden = Enumerable.Range(0, 20).Select(number => Document($"h{number}", number % 2 == 0 ? "es" : "de", "vendor", $"discount marges margesse{(char)('a' + number)} serverr{(char)('a' + number)} casos SSO sso"));
        var (alone, among) = (new EmbeddedIndex(), new EmbeddedIndex());
        await alone.ApplyAsync("main", new KnowledgeChange(readable, []), CancellationToken.None);
        await among.ApplyAsync("main", new KnowledgeChange([.. hidden, .. readable], []), CancellationToken.None);

        Assert.Equal(await FindAsync(alone, question), await FindAsync(among, question));
    }

    private static async Task<string> FindAsync(EmbeddedIndex index, string question) => string.Join(
        '\n', (await index.SearchAsync(new IndexQuery(question, Scope, 50), Nimbus, CancellationToken.None)).Select(found => $"{found.Passage.Document.Source} {found.Score:R}"));

    private static KnowledgeDocument Document(string id, string language, string audience, string text) => new()
    {
        TenantId = "main", Id = id, Title = "Title", Version = 1, Language = language, ValidFrom = new(2026, 1, 1), ValidUntil = new(2026, 12, 31),
        Audience = DocumentAudience.Parse([audience]), Source = $"{id}.md", Hash = "1", Sections = [new KnowledgeSection("s", "Heading", null, null, [[text]], [])],
    };
}
