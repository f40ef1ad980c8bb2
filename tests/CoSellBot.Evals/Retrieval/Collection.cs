using System.Globalization;
using System.Text.RegularExpressions;

namespace CoSellBot.Evals.Retrieval;

/// <summary>A document of a public collection.</summary>
internal sealed record CollectionDocument(string Id, string Title, string Text);

/// <summary>A question of a public collection with the documents judged to answer it.</summary>
internal sealed record JudgedQuestion(string Id, string Text, IReadOnlySet<string> Relevant);

/// <summary>A public collection of documents, questions and judgements.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Floor">What plain BM25 reaches there, nDCG@10.</param>
/// <param name="Documents">The documents.</param>
/// <param name="Questions">The questions somebody judged.</param>
internal sealed partial record Collection(string Name, double Floor, IReadOnlyList<CollectionDocument> Documents, IReadOnlyList<JudgedQuestion> Questions)
{
    /// <summary>The three collections of a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">A collection is missing.</exception>
    public static IEnumerable<Collection> Read(string folder)
    {
        yield return Cranfield(Path.Combine(folder, "ir_cranfield"));
        yield return Cisi(Path.Combine(folder, "ir_cisi"));
        yield return Vaswani(Path.Combine(folder, "ir_vaswani_npl"));
    }

    private static Collection Cranfield(string folder)
    {
        // The questions have numbers of their own, but the judgements count them from one; -1 is "not relevant".
        var questions = Records(Path.Combine(folder, "cran.qry")).Select((record, at) => ((at + 1).ToString(CultureInfo.InvariantCulture), record.Text));
        var judged = Lines(Path.Combine(folder, "cranqrel")).Where(fields => fields[2] != "-1").Select(fields => (fields[0], fields[1]));
        return new Collection("cranfield", 0.385, [.. Records(Path.Combine(folder, "cran.all.1400"))], Judge(questions, judged));
    }

    private static Collection Cisi(string folder)
    {
        var questions = Records(Path.Combine(folder, "CISI.QRY")).Select(record => (record.Id, record.Text));
        var judged = Lines(Path.Combine(folder, "CISI.REL")).Select(fields => (fields[0], fields[1]));
        return new Collection("cisi", 0.381, [.. Records(Path.Combine(folder, "CISI.ALL"))], Judge(questions, judged));
    }

    private static Collection Vaswani(string folder)
    {
        var documents = TrecDocument().Matches(File.ReadAllText(Path.Combine(folder, "doc-text.trec")))
            .Select(match => new CollectionDocument(match.Groups[1].Value.Trim(), "", match.Groups[2].Value.Trim()));
        var questions = TrecQuestion().Matches(File.ReadAllText(Path.Combine(folder, "query-text.trec"))).Select(match => (match.Groups[1].Value.Trim(), match.Groups[2].Value.Trim()));
        var judged = Lines(Path.Combine(folder, "qrels")).Where(fields => fields[3] != "0").Select(fields => (fields[0], fields[2]));
        return new Collection("vaswani", 0.428, [.. documents], Judge(questions, judged));
    }

    private static List<JudgedQuestion> Judge(IEnumerable<(string Id, string Text)> questions, IEnumerable<(string Question, string Document)> judged)
    {
        var relevant = judged.ToLookup(pair => pair.Question, pair => pair.Document, StringComparer.Ordinal);
        return [.. questions.Where(question => relevant.Contains(question.Id))
            .Select(question => new JudgedQuestion(question.Id, question.Text, relevant[question.Id].ToHashSet(StringComparer.Ordinal)))];
    }

    // ".I 1" begins a record, ".T", ".W" and others its fields.
    private static IEnumerable<CollectionDocument> Records(string file)
    {
        foreach (var record in File.ReadAllText(file).Split("\n.I ").Select(text => text.StartsWith(".I ", StringComparison.Ordinal) ? text[3..] : text))
        {
            var fields = Field().Split('\n' + record.ReplaceLineEndings("\n"));
            var named = Enumerable.Range(0, (fields.Length - 1) / 2).Select(at => (Name: fields[(2 * at) + 1], Text: fields[(2 * at) + 2].Trim())).ToLookup(field => field.Name, field => field.Text);
            var id = fields[0].Trim();
            if (id.Length > 0)
            {
                yield return new CollectionDocument(id.TrimStart('0'), string.Join(' ', named["T"]), string.Join(' ', named["W"]));
            }
        }
    }

    private static IEnumerable<string[]> Lines(string file) =>
        File.ReadLines(file).Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > 2);

    [GeneratedRegex(@"\n\.([A-Z])[ \t]*(?=\n)")]
    private static partial Regex Field();

    [GeneratedRegex("<DOC>\\s*<DOCNO>(.*?)</DOCNO>(.*?)</DOC>", RegexOptions.Singleline)]
    private static partial Regex TrecDocument();

    [GeneratedRegex("<num>(.*?)</num>\\s*<title>(.*?)</title>", RegexOptions.Singleline)]
    private static partial Regex TrecQuestion();
}
