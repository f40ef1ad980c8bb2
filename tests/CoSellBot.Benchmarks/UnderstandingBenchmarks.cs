using BenchmarkDotNet.Attributes;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Benchmarks;

/// <summary>Understanding one message offline, as a ratio to cutting the same message into words.</summary>
public class UnderstandingBenchmarks
{
    private const string Message = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";
    private readonly MessageReader _reader = new(["Nimbus", "Orion", "Brightpath"], ["Ledger", "Atlas", "Atlas Edge", "Signal"], new DateOnly(2026, 6, 9), 1, "en-GB", "DE");
    private IntentClassifier _classifier = null!;

    [GlobalSetup]
    public void Train() => _classifier = new IntentClassifier(IntentCatalog.Load(Path.Combine(AppContext.BaseDirectory, "prompts", "intents")).Examples);

    // Benchmarks are instance methods.
#pragma warning disable CA1822
    [Benchmark(Baseline = true, Description = "words of the message")]
    public int Words() => ChatText.Tokens(Message).Count;
#pragma warning restore CA1822

    [Benchmark(Description = "understand the message")]
    public string Understand() => _classifier.Classify(_reader.Read(ChatText.Clean(Message)).Delexicalised).Top.Intent;
}
