using System.Diagnostics;
using System.Globalization;
using System.Text;
using CoSellBot.Access;
using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Embedded;
using CoSellBot.Knowledge.Ingestion;

namespace CoSellBot.Benchmarks.Knowledge;

/// <summary>A library of the largest size for one machine: how long its folder takes to read, how long its start, and how long a search.</summary>
internal static class LibraryRun
{
    private const int Pages = 10_000;
    private const int PassagesOfAPage = 10;
    private const int WordsOfAPassage = 90;
    private const int Vocabulary = 40_000;
    private const int Searches = 400;
    private static readonly string[] Syllables = ["ba", "kor", "ri", "mun", "te", "sal", "ven", "dor", "pi", "lux", "gra", "fen", "ol", "ist", "ne", "cam"];
    private static readonly KnowledgeScope Scope = new("en", new DateOnly(2026, 6, 9), "DE");
    private static readonly AccessFilter Partner = new(
        "main", Ceiling.Of(new Member("PER-JONAS", "ORG-NIMBUS", Role.PartnerSeller)), new ProgrammeFirms("ORG-HALVOR", [new PartnerFirm("ORG-NIMBUS")]));

    /// <summary>Runs and prints it.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var pages = args is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : Pages;
        var folder = Directory.CreateTempSubdirectory("library").FullName;
        try
        {
            var random = new Random(1);
            var words = Enumerable.Range(0, Vocabulary).Select(at => Word(at, random)).ToArray();
            for (var page = 0; page < pages; page++)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, $"page-{page}.md"), Page(page, words, random));
            }

            var file = Path.Combine(folder, "library.db");
            var watch = Stopwatch.StartNew();
            using (var index = new EmbeddedIndex(file))
            {
                await new FolderIndexer(index).RunAsync(folder, "main", 0, null, CancellationToken.None);
                Say($"{pages:N0} pages read", watch, " (goal: 10,000 in 2 min)");
                watch.Restart();
                await new FolderIndexer(index).RunAsync(folder, "main", 0, null, CancellationToken.None);
                Say("the same folder, nothing changed", watch);
            }

            watch.Restart();
            using var opened = new EmbeddedIndex(file);
            await SearchAsync(opened, words, random);
            Say($"start over {pages * PassagesOfAPage:N0} passages, with the first search", watch);
            var times = new List<double>();
            for (var search = 0; search < Searches; search++)
            {
                watch.Restart();
                await SearchAsync(opened, words, random);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"search: median {times[Searches / 2]:F1} ms, p95 {times[Searches * 95 / 100]:F1} ms (goal: p95 50 ms at 100,000 passages); {Environment.WorkingSet / 1048576:N0} MB"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SearchAsync(EmbeddedIndex index, string[] words, Random random) =>
        await index.SearchAsync(new IndexQuery(string.Join(' ', Enumerable.Range(0, 7).Select(_ => words[Rank(random)])), Scope, 60), Partner, CancellationToken.None);

    private static void Say(string what, Stopwatch watch, string goal = "") => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {watch.Elapsed.TotalSeconds:F1} s{goal}"));

    // Words of a language are used very unequally: the n-th most common about 1/n as often as the first.
    private static int Rank(Random random) => (int)Math.Pow(Vocabulary, random.NextDouble()) - 1;

    private static string Word(int at, Random random) =>
        string.Concat(Enumerable.Range(0, 2 + (at % 3)).Select(_ => Syllables[random.Next(Syllables.Length)])) + (char)('a' + (at % 26));

    private static string Page(int page, string[] words, Random random)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"---\ntitle: Page {page}\ndocument: page-{page}\nversion: 1\nlanguage: en\nvalid_from: 2026-01-01\nvalid_until: 2026-12-31\naudience: {(page % 3 == 0 ? "vendor" : "partners")}\n---\n");
        for (var passage = 0; passage < PassagesOfAPage; passage++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {words[Rank(random)]} {words[Rank(random)]} {passage}\n\n").AppendJoin(' ', Enumerable.Range(0, WordsOfAPassage).Select(_ => words[Rank(random)])).Append(".\n");
        }

        return text.ToString();
    }
}
