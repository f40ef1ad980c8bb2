using System.Text;
using System.Text.Json.Nodes;
using CoSellBot.Knowledge.Text;

namespace CoSellBot.Knowledge.Qdrant;

/// <summary>Words as a sparse vector: a stem's number is its hash, its value the part of BM25 that a passage knows by itself; how rare it is the server knows.</summary>
internal static class SparseVector
{
    private const double K = 1.6;
    private const double B = 0.7;

    // A usual length, in the measure of the counts; the collection's own mean changes with every document.
    private const double UsualLength = 140;

    /// <summary>The vector of a passage.</summary>
    public static JsonObject Of(KnowledgePassage passage)
    {
        var (counts, length) = passage.Terms();
        return ToJson(counts.Select(pair => (pair.Key, pair.Value * (K + 1) / (pair.Value + (K * (1 - B + (B * length / UsualLength)))))));
    }

    /// <summary>The vector of a question, its words taken for words of any language; null when nothing is asked.</summary>
    public static JsonObject? Of(string question)
    {
        var stems = Words.Of(question).Where(word => !FrameWords.Contains(word)).SelectMany(word => Stems.OfQuestion(word, Stems.Languages)).ToList();
        return stems.Count == 0 ? null : ToJson(stems.Select(stem => (stem, 1.0)));
    }

    private static JsonObject ToJson(IEnumerable<(string Stem, double Value)> stems)
    {
        // Two stems may have one hash; a number may stand in a vector once.
        var values = stems.GroupBy(pair => Hash(pair.Stem)).OrderBy(group => group.Key).Select(group => (group.Key, Value: group.Sum(pair => pair.Value))).ToList();
        return new JsonObject
        {
            ["indices"] = new JsonArray([.. values.Select(pair => (JsonNode)pair.Key)]),
            ["values"] = new JsonArray([.. values.Select(pair => (JsonNode)Math.Round(pair.Value, 5))]),
        };
    }

    // FNV-1a: the same in every process and version.
    private static uint Hash(string stem)
    {
        var hash = 2166136261u;
        foreach (var part in Encoding.UTF8.GetBytes(stem))
        {
            hash = (hash ^ part) * 16777619u;
        }

        return hash;
    }
}
