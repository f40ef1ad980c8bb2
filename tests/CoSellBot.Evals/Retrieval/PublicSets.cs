using System.Globalization;
using CoSellBot.Access;
using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Embedded;

namespace CoSellBot.Evals.Retrieval;

/// <summary>The ranking alone, on public collections, beside plain BM25.</summary>
internal static class PublicSets
{
    private const int Depth = 1000;
    private static readonly AccessFilter Everyone = new("main", Ceiling.PublicOnly, new ProgrammeFirms("ORG-VENDOR", []));
    private static readonly KnowledgeScope Scope = new("en", new DateOnly(2026, 6, 9), null);

    /// <summary>Prints the measures of each collection; true when all are above their floors.</summary>
    public static async Task<bool> RunAsync(string folder, TextWriter output)
    {
        var isAbove = true;
        output.WriteLine("collection   documents  questions   nDCG@10  floor    MAP    MRR  recall@100  without feedback");
        foreach (var collection in Collection.Read(folder))
        {
            var measures = await MeasureAsync(collection, LexicalSettings.Default);
            var plain = await MeasureAsync(collection, LexicalSettings.Default with { FeedbackPassages = 0 });
            isAbove &= measures.Ndcg > collection.Floor;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{collection.Name,-12} {collection.Documents.Count,9} {collection.Questions.Count,10}   {measures.Ndcg,7:F3}  {collection.Floor,5:F3}  {measures.Map,5:F3}  {measures.Mrr,5:F3}  {measures.Recall,10:F3}  {plain.Ndcg,16:F3}"));
        }

        return isAbove;
    }

    private static async Task<Measures> MeasureAsync(Collection collection, LexicalSettings settings)
    {
        var index = new EmbeddedIndex { Settings = settings };
        await index.ApplyAsync("main", new KnowledgeChange([.. collection.Documents.Select(ToDocument)], []), CancellationToken.None);
        var all = new List<Measures>();
        foreach (var question in collection.Questions)
        {
            var found = await index.SearchAsync(new IndexQuery(question.Text, Scope, Depth), Everyone, CancellationToken.None);
            all.Add(Measures.Of([.. found.Select(item => item.Passage.Document.Id).Distinct()], question.Relevant));
        }

        return Measures.Mean(all);
    }

    private static KnowledgeDocument ToDocument(CollectionDocument document) => new()
    {
        TenantId = "main",
        Id = document.Id,
        Title = document.Title,
        Version = 1,
        Language = "en",
        ValidFrom = DateOnly.MinValue,
        ValidUntil = DateOnly.MaxValue,
        Audience = DocumentAudience.Parse(["public"]),
        Source = document.Id,
        Hash = document.Id,
        Sections = [new KnowledgeSection("text", "", null, null, [[document.Text]], [])],
    };
}
