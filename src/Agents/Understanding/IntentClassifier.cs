namespace CoSellBot.Agents.Understanding;

/// <summary>An intent with its calibrated probability.</summary>
internal readonly record struct IntentScore(string Intent, double Confidence);

/// <summary>What a message most likely asks for, best first. When out of scope, nothing may be done on the strength of it.</summary>
internal sealed record IntentPrediction(IReadOnlyList<IntentScore> Ranked, bool OutOfScope)
{
    public IntentScore Top => Ranked[0];
}

/// <summary>Tells the intents apart; trained from the catalogue in its constructor, then immutable and safe for many threads.</summary>
/// <remarks>Callers pass text whose recognised slots are placeholders (<c>&lt;company&gt;</c>), so that names and amounts do not decide.</remarks>
internal sealed class IntentClassifier
{
    /// <summary>The class that the examples of what we do not do belong to.</summary>
    public const string OutOfScope = "out_of_scope";

    private const int Folds = 3;

    /// <summary>Examples are written in runs of one thought in other words. A run is held out whole: people do not come with a sibling in the catalogue.</summary>
    private const int Neighbours = 8;

    /// <summary>Below this share of known words and letters the text is in no language we know.</summary>
    private const double LeastKnown = 0.3;

    private readonly string[] _intents;
    private readonly int _outside;
    private readonly SoftmaxModel _model;

    /// <summary>Trains; what to refuse is chosen on a third of the examples, held out.</summary>
    public IntentClassifier(IReadOnlyList<IntentExample> examples)
        : this(examples, null, null)
    {
    }

    /// <summary>Trains; what to refuse is chosen on other examples.</summary>
    /// <param name="examples">What to learn from.</param>
    /// <param name="heldOut">Of the same intents, not trained on.</param>
    /// <param name="leastRight">The share of those in scope that must remain rightly answered.</param>
    public IntentClassifier(IReadOnlyList<IntentExample> examples, IReadOnlyList<IntentExample> heldOut, double leastRight)
        : this(examples, heldOut, (double?)leastRight)
    {
    }

    private IntentClassifier(IReadOnlyList<IntentExample> examples, IReadOnlyList<IntentExample>? heldOut, double? leastRight)
    {
        _intents = [.. examples.Select(e => e.Intent).Distinct().Order(StringComparer.Ordinal)];
        _outside = Array.IndexOf(_intents, OutOfScope);
        var texts = Features(examples);
        var labels = Labels(examples);
        if (heldOut is null)
        {
            // Side by side: a start waits for the longer of the two, not for both.
            var positions = new int[_intents.Length];
            var held = labels.Select(label => positions[label]++ / Neighbours % Folds == 0).ToArray();
            var choosing = Task.Run(() => Choose(texts, labels, held));
            _model = new SoftmaxModel(texts, labels, _intents.Length);
            Rule = choosing.GetAwaiter().GetResult();
        }
        else
        {
            _model = new SoftmaxModel(texts, labels, _intents.Length);
            Rule = RefusalRule.Choose([.. Features(heldOut).Select(t => _model.Score(_model.Vectorize(t)))], Labels(heldOut), _outside, leastRight);
        }
    }

    private IntentClassifier(BinaryReader reader)
    {
        _intents = new string[reader.ReadInt32()];
        for (var i = 0; i < _intents.Length; i++)
            _intents[i] = reader.ReadString();
        _outside = Array.IndexOf(_intents, OutOfScope);
        Rule = new RefusalRule(reader.ReadDouble(), reader.ReadDouble());
        _model = SoftmaxModel.Read(reader);
    }

    /// <summary>What makes probabilities of scores, and says which are too low.</summary>
    public RefusalRule Rule { get; }

    /// <summary>Every intent with its probability, best first.</summary>
    public IntentPrediction Classify(string text)
    {
        var vector = _model.Vectorize(IntentFeatures.Of(text));
        var probabilities = Rule.Probabilities(_model.Score(vector));
        var ranked = new IntentScore[probabilities.Length];
        for (var i = 0; i < probabilities.Length; i++)
            ranked[i] = new IntentScore(_intents[i], probabilities[i]);
        Array.Sort(ranked, (a, b) => b.Confidence.CompareTo(a.Confidence) is var order && order != 0 ? order : string.CompareOrdinal(a.Intent, b.Intent));
        // Without a letter there is nothing to judge.
        return new IntentPrediction(ranked, !text.Any(char.IsLetterOrDigit) || vector.KnownShare < LeastKnown || Rule.Refuses(probabilities, _outside));
    }

    /// <summary>What <see cref="Write"/> wrote; it scores bit for bit as the one that was written.</summary>
    public static IntentClassifier Read(BinaryReader reader) => new(reader);

    public void Write(BinaryWriter writer)
    {
        writer.Write(_intents.Length);
        foreach (var intent in _intents)
            writer.Write(intent);
        writer.Write(Rule.Temperature);
        writer.Write(Rule.Threshold);
        _model.Write(writer);
    }

    /// <summary>What to refuse, chosen on the part held out by a model that has not seen it.</summary>
    private RefusalRule Choose(Feature[][] texts, int[] labels, bool[] held)
    {
        var seen = Enumerable.Range(0, texts.Length).Where(i => !held[i]).ToArray();
        var unseen = Enumerable.Range(0, texts.Length).Where(i => held[i]).ToArray();
        var model = new SoftmaxModel([.. seen.Select(i => texts[i])], [.. seen.Select(i => labels[i])], _intents.Length);
        return RefusalRule.Choose([.. unseen.Select(i => model.Score(model.Vectorize(texts[i])))], [.. unseen.Select(i => labels[i])], _outside);
    }

    private static Feature[][] Features(IReadOnlyList<IntentExample> examples) => [.. examples.AsParallel().AsOrdered().Select(e => IntentFeatures.Of(e.Text))];

    private int[] Labels(IReadOnlyList<IntentExample> examples) => [.. examples.Select(e => Array.BinarySearch(_intents, e.Intent, StringComparer.Ordinal))];
}
