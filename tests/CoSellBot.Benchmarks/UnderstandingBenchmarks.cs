using BenchmarkDotNet.Attributes;
using CoSellBot.Agents;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Benchmarks;

/// <summary>Understanding one message offline, as a ratio to cutting the same message into words.</summary>
public class UnderstandingBenchmarks
{
    private const string Message = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";
    private MessageReader _reader = null!;
    private TrainedModels _models = null!;

    [GlobalSetup]
    public void Train()
    {
        _models = TrainedModels.Open(Path.Combine(AppContext.BaseDirectory, "prompts", "intents"), cacheFolder: null);
        var names = new NameBook(["Nimbus", "Orion", "Brightpath"], ["Ledger", "Atlas", "Atlas Edge", "Signal"]);
        _reader = new MessageReader(_models.Tagger, new ReaderSetting(names, [], new DateOnly(2026, 6, 9), 1, "en-GB", "DE"));
    }

    // Benchmarks are instance methods.
#pragma warning disable CA1822
    [Benchmark(Baseline = true, Description = "words of the message")]
    public int Words() => ChatText.Tokens(Message).Count;
#pragma warning restore CA1822

    [Benchmark(Description = "understand the message")]
    public string Understand() => Understander.Choose(_models, _reader, AgentSession.Empty, Message)[0].Tool;
}
