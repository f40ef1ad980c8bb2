using System.Runtime.CompilerServices;

namespace CoSellBot.Agents.Understanding;

/// <summary>What a word of a message is part of.</summary>
internal enum SlotTag
{
    /// <summary>Nothing that is looked for.</summary>
    None,

    /// <summary>First word of a company's name.</summary>
    Company,

    /// <summary>A later word of it.</summary>
    CompanyGoesOn,

    /// <summary>First word of the name of a partner firm nobody has heard of.</summary>
    Partner,

    /// <summary>A later word of it.</summary>
    PartnerGoesOn,
}

/// <summary>
/// Finds where a message names a company: a sequence model (averaged structured perceptron, Viterbi search) trained on the
/// intents' examples with invented names in the place of the placeholders. It knows no company, so it can tell none.
/// Same examples, same model; immutable and safe for many threads.
/// </summary>
internal sealed class SlotTagger
{
    /// <summary>Changes when a stored model of an earlier program must not be used.</summary>
    public const int Version = 1;

    private const int Tags = 5;
    private const int Epochs = 5;

    private readonly Dictionary<ulong, int> _features;
    private readonly float[] _weights; // a row of Tags for each feature
    private readonly float[] _moves = new float[Tags * Tags]; // from the tag before to this one

    /// <summary>Trains at once.</summary>
    public SlotTagger(IReadOnlyList<IntentExample> examples)
    {
        var vocabulary = new TaggerVocabulary(examples);
        var sentences = TaggerSentences.Of(examples, vocabulary);
        _features = new Dictionary<ulong, int>(1 << 17);
        var coded = sentences.Select(sentence => (
            Words: Coded(sentence.Words), sentence.Tags)).ToList();
        _weights = new float[_features.Count * Tags];
        Vocabulary = vocabulary;
        Train(coded);
    }

    private SlotTagger(Dictionary<ulong, int> features, float[] weights, float[] moves, TaggerVocabulary vocabulary) =>
        (_features, _weights, _moves, Vocabulary) = (features, weights, moves, vocabulary);

    /// <summary>The words known from the examples.</summary>
    public TaggerVocabulary Vocabulary { get; }

    /// <summary>What the weights say of each word by itself, to be tagged with one leaning or with several.</summary>
    /// <param name="words">The words of a text in which everything that could be read otherwise is a placeholder.</param>
    public TaggerView Look(IReadOnlyList<string> words)
    {
        var known = words.Select(Vocabulary.Word).ToArray();
        var scores = new float[words.Count * Tags];
        Span<ulong> hashes = stackalloc ulong[TaggerFeatures.Count];
        for (var i = 0; i < words.Count; i++)
        {
            TaggerFeatures.Of(known, i, hashes);
            foreach (var feature in hashes)
            {
                if (_features.TryGetValue(feature, out var id))
                {
                    for (var tag = 0; tag < Tags; tag++)
                    {
                        scores[(i * Tags) + tag] += _weights[(id * Tags) + tag];
                    }
                }
            }
        }

        return new TaggerView(scores, [.. known.Select(word => word.Known == TaggerWord.Unknown && word.Shape is not ("9" or "."))]);
    }

    /// <summary>One tag a word.</summary>
    /// <param name="view">The words.</param>
    /// <param name="leaning">How much a word that nobody knows counts as a company beforehand; 0 for what the examples say.</param>
    public SlotTag[] Tag(TaggerView view, float leaning = 0)
    {
        if (leaning == 0)
        {
            return Search(view.Scores, _moves);
        }

        var scores = (float[])view.Scores.Clone();
        for (var i = 0; i < view.Unknown.Length; i++)
        {
            if (view.Unknown[i])
            {
                scores[(i * Tags) + (int)SlotTag.Company] += leaning;
                scores[(i * Tags) + (int)SlotTag.CompanyGoesOn] += leaning;
            }
        }

        return Search(scores, _moves);
    }

    /// <summary>Writes the model.</summary>
    public void Save(BinaryWriter writer)
    {
        Vocabulary.Save(writer);
        var used = _features.Where(feature => _weights.AsSpan(feature.Value * Tags, Tags).ContainsAnyExcept(0f)).ToList();
        writer.Write(used.Count);
        foreach (var (hash, row) in used)
        {
            writer.Write(hash);
            for (var tag = 0; tag < Tags; tag++)
            {
                writer.Write(_weights[(row * Tags) + tag]);
            }
        }

        foreach (var move in _moves)
        {
            writer.Write(move);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="IOException">The text ends too early.</exception>
    public static SlotTagger Load(BinaryReader reader)
    {
        var vocabulary = TaggerVocabulary.Load(reader);
        var count = reader.ReadInt32();
        if (count is < 0 or > 10_000_000)
        {
            throw new InvalidDataException("No such number of features.");
        }

        var features = new Dictionary<ulong, int>(count);
        var weights = new float[count * Tags];
        for (var row = 0; row < count; row++)
        {
            features[reader.ReadUInt64()] = row;
            for (var tag = 0; tag < Tags; tag++)
            {
                weights[(row * Tags) + tag] = reader.ReadSingle();
            }
        }

        var moves = new float[Tags * Tags];
        for (var i = 0; i < moves.Length; i++)
        {
            moves[i] = reader.ReadSingle();
        }

        return new SlotTagger(features, weights, moves, vocabulary);
    }

    private int[][] Coded(TaggerWord[] words)
    {
        Span<ulong> hashes = stackalloc ulong[TaggerFeatures.Count];
        var coded = new int[words.Length][];
        for (var i = 0; i < words.Length; i++)
        {
            TaggerFeatures.Of(words, i, hashes);
            coded[i] = new int[hashes.Length];
            for (var k = 0; k < hashes.Length; k++)
            {
                coded[i][k] = Index(hashes[k]);
            }
        }

        return coded;
    }

    private int Index(ulong feature)
    {
        if (!_features.TryGetValue(feature, out var id))
        {
            _features[feature] = id = _features.Count;
        }

        return id;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private void Train(List<(int[][] Words, SlotTag[] Tags)> sentences)
    {
        var sums = new double[_weights.Length];
        var moveSums = new double[_moves.Length];
        var order = Enumerable.Range(0, sentences.Count).ToArray();
        var random = new Random(29); // a fixed seed: the order must be mixed, not secret
        var scores = new float[sentences.Max(sentence => sentence.Tags.Length) * Tags];
        long step = 1;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var at in order)
            {
                var (words, truth) = sentences[at];
                var guess = Search(Scores(words, scores), _moves);
                for (var i = 0; i < truth.Length; i++)
                {
                    var (before, guessBefore) = (i == 0 ? 0 : (int)truth[i - 1], i == 0 ? 0 : (int)guess[i - 1]);
                    if (guess[i] != truth[i])
                    {
                        Change(words[i], (int)truth[i], 1, step, sums);
                        Change(words[i], (int)guess[i], -1, step, sums);
                    }

                    if (guess[i] != truth[i] || before != guessBefore)
                    {
                        Move((before * Tags) + (int)truth[i], 1, step, moveSums);
                        Move((guessBefore * Tags) + (int)guess[i], -1, step, moveSums);
                    }
                }

                step++;
            }
        }

        // The mean of all weights ever held generalises better than the last ones.
        for (var i = 0; i < _weights.Length; i++)
        {
            _weights[i] -= (float)(sums[i] / step);
        }

        for (var i = 0; i < _moves.Length; i++)
        {
            _moves[i] -= (float)(moveSums[i] / step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private ReadOnlySpan<float> Scores(int[][] words, float[] scores)
    {
        var all = scores.AsSpan(0, words.Length * Tags);
        all.Clear();
        for (var i = 0; i < words.Length; i++)
        {
            foreach (var feature in words[i])
            {
                for (var tag = 0; tag < Tags; tag++)
                {
                    all[(i * Tags) + tag] += _weights[(feature * Tags) + tag];
                }
            }
        }

        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private void Change(int[] features, int tag, int by, long step, double[] sums)
    {
        foreach (var feature in features)
        {
            _weights[(feature * Tags) + tag] += by;
            sums[(feature * Tags) + tag] += by * step;
        }
    }

    private void Move(int move, int by, long step, double[] sums)
    {
        _moves[move] += by;
        sums[move] += by * step;
    }

    private static readonly bool[] Allowed = [.. from before in Enumerable.Range(0, Tags) from tag in Enumerable.Range(0, Tags) select IsAllowed(before, tag)];

    // A name goes on only where one has begun.
    private static bool IsAllowed(int before, int tag) => (SlotTag)tag switch
    {
        SlotTag.CompanyGoesOn => (SlotTag)before is SlotTag.Company or SlotTag.CompanyGoesOn,
        SlotTag.PartnerGoesOn => (SlotTag)before is SlotTag.Partner or SlotTag.PartnerGoesOn,
        _ => true,
    };

    // The best sequence of tags for the scores of each word, a row of Tags for each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private static SlotTag[] Search(ReadOnlySpan<float> scores, float[] moves)
    {
        var count = scores.Length / Tags;
        if (count == 0)
        {
            return [];
        }

        Span<float> best = stackalloc float[Tags];
        Span<float> next = stackalloc float[Tags];
        var back = new byte[scores.Length];
        for (var i = 0; i < count; i++)
        {
            for (var tag = 0; tag < Tags; tag++)
            {
                var (score, from) = (float.NegativeInfinity, 0);
                for (var before = 0; before < (i == 0 ? 1 : Tags); before++)
                {
                    if (Allowed[(before * Tags) + tag] && best[before] + moves[(before * Tags) + tag] is var s && s > score)
                    {
                        (score, from) = (s, before);
                    }
                }

                next[tag] = score + scores[(i * Tags) + tag];
                back[(i * Tags) + tag] = (byte)from;
            }

            next.CopyTo(best);
        }

        var tags = new SlotTag[count];
        var last = 0;
        for (var tag = 1; tag < Tags; tag++)
        {
            last = best[tag] > best[last] ? tag : last;
        }

        for (var i = count - 1; i >= 0; i--)
        {
            tags[i] = (SlotTag)last;
            last = back[(i * Tags) + last];
        }

        return tags;
    }
}

/// <summary>What a tagger sees of a text.</summary>
/// <param name="Scores">A row for each word, a column for each tag.</param>
/// <param name="Unknown">Words nobody knows.</param>
internal sealed record TaggerView(float[] Scores, bool[] Unknown);
