using System.Globalization;
using CoSellBot.Access;
using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Documents;
using CoSellBot.Knowledge.Embedded;
using CoSellBot.Knowledge.Ingestion;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CoSellBot.Evals.Retrieval;

/// <summary>A question somebody wrote who had not seen how documents are ranked.</summary>
internal sealed class LabelledQuestion
{
    public string Corpus { get; set; } = "";
    public string Language { get; set; } = "";
    public string Question { get; set; } = "";

    /// <summary><c>document#section</c>, or <c>document#*</c> for a whole one; none when nothing valid answers it.</summary>
    public List<string> Answers { get; set; } = [];
    public string Style { get; set; } = "";
    public bool SharesHeadingWord { get; set; }
}

/// <summary>Questions to the demo company's documents and to two public handbooks.</summary>
internal static class LabelledQuestions
{
    private const int Deep = 100;
    private static readonly string[] Handbooks = ["playbooks_gitlab", "playbooks_sourcegraph"];
    private static readonly DateOnly Day = new(2026, 6, 9);
    private static readonly AccessFilter Seller = new(
        "main", Ceiling.Of(new Member("PER-JONAS", "ORG-NIMBUS", Role.PartnerSeller)),
        new ProgrammeFirms("ORG-HALVOR", [new PartnerFirm("ORG-NIMBUS", "Platinum", ["reseller"], "DACH")]));

    /// <summary>Prints how well answers are ranked, and how often an answer or none is given rightly.</summary>
    public static async Task RunAsync(string data, bool misses, TextWriter output)
    {
        var yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        var questions = yaml.Deserialize<List<LabelledQuestion>>(await File.ReadAllTextAsync(Path.Combine(EvalFiles.Root, "tests", "knowledge", "questions.yaml")));
        output.WriteLine("labelled     questions    MRR  recall@3  answered  rightly  abstained rightly");
        foreach (var corpus in questions.GroupBy(question => question.Corpus))
        {
            var index = new EmbeddedIndex();
            if (corpus.Key == "halvor")
            {
                await new FolderIndexer(index).RunAsync(Path.Combine(EvalFiles.Root, "samples", "playbooks"), "main", 0, null, CancellationToken.None);
            }
            else
            {
                await index.ApplyAsync("main", new KnowledgeChange(Handbook(data), []), CancellationToken.None);
            }

            var library = new KnowledgeLibrary(index);
            var results = new List<Result>();
            foreach (var question in corpus)
            {
                results.Add(await AskAsync(index, library, question));
            }

            Print(corpus.Key, results, output);
            foreach (var style in results.GroupBy(result => result.Question.Style))
            {
                Print("  " + style.Key, [.. style], output);
            }

            foreach (var language in results.GroupBy(result => result.Question.Language).Where(_ => corpus.Key == "halvor"))
            {
                Print("  " + language.Key, [.. language], output);
            }

            foreach (var miss in results.Where(result => misses && !result.IsRight))
            {
                output.WriteLine($"  {miss.Question.Style,-10} rank {miss.Rank,3}  {miss.Question.Question}  wanted {string.Join(' ', miss.Question.Answers)}  got {string.Join(' ', miss.Given)}");
            }
        }
    }

    private static void Print(string name, List<Result> results, TextWriter output)
    {
        var asked = results.Where(result => result.Question.Answers.Count > 0).ToList();
        var none = results.Where(result => result.Question.Answers.Count == 0).ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-12} {results.Count,9}  {Mean(asked, result => result.Rank == 0 ? 0 : 1.0 / result.Rank),5:F3}  {Mean(asked, result => result.Rank is > 0 and <= 3 ? 1 : 0),8:F3}  {Mean(asked, result => result.Given.Count > 0 ? 1 : 0),8:F3}  {Mean([.. asked.Where(result => result.Given.Count > 0)], result => result.IsRight ? 1 : 0),7:F3}  {Mean(none, result => result.IsRight ? 1 : 0),17:F3}"));
    }

    private static double Mean(List<Result> results, Func<Result, double> value) => results.Count == 0 ? double.NaN : results.Average(value);

    private static async Task<Result> AskAsync(EmbeddedIndex index, KnowledgeLibrary library, LabelledQuestion question)
    {
        var scope = new KnowledgeScope(question.Language, Day, "DE");
        var found = await index.SearchAsync(new IndexQuery(question.Question, scope, Deep), Seller, CancellationToken.None);
        var keys = found.Select(item => item.Passage.Key).Distinct().ToList();
        var given = await library.SearchAsync(new KnowledgeQuery(question.Question, scope), Seller, CancellationToken.None);
        return new Result(question, keys.FindIndex(key => Answers(question, key)) + 1, [.. given.Select(hit => hit.Key)]);
    }

    private static bool Answers(LabelledQuestion question, SectionKey key) =>
        question.Answers.Exists(answer => answer == key.ToString() || answer == $"{key.Document}#*" || (question.Corpus == "handbook" && key.ToString().StartsWith(answer + " (", StringComparison.Ordinal)));

    private static List<KnowledgeDocument> Handbook(string data) =>
        [.. Handbooks.SelectMany(folder => Directory.GetFiles(Path.Combine(data, folder), "*.md").Order(StringComparer.Ordinal)).SelectMany(file =>
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var text = File.ReadAllText(file);
            var body = text.StartsWith("---", StringComparison.Ordinal) && text.IndexOf("\n---", 3, StringComparison.Ordinal) is var end and > 0 ? text[(end + 4)..] : text;
            try
            {
                return new[] { DocumentFile.Parse($"---\ntitle: \"{name.Replace("__", " ", StringComparison.Ordinal).Replace('-', ' ')}\"\ndocument: {name}\nversion: 1\nlanguage: en\nvalid_from: 2026-01-01\nvalid_until: 2026-12-31\naudience: public\n---\n\n{body}", "main", 0) with { Source = Path.GetFileName(file) } };
            }
            catch (InvalidDataException)
            {
                // A page that only leads to others has no text.
                return [];
            }
        })];

    private sealed record Result(LabelledQuestion Question, int Rank, IReadOnlyList<SectionKey> Given)
    {
        public bool IsRight => Question.Answers.Count == 0 ? Given.Count == 0 : Given.Any(key => Answers(Question, key));
    }
}
