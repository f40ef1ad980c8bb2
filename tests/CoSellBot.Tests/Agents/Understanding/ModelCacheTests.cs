using CoSellBot.Agents.Understanding;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

public sealed class ModelCacheTests : IDisposable
{
    private static readonly string[] Texts = ["register <company>", "is someone else on it?", "xyzzy", "", "annule tout", "what about <deal>"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("models");

    private string Intents => Path.Combine(_folder.FullName, "intents");

    private string Models => Path.Combine(_folder.FullName, "models");

    private string ModelFile => Assert.Single(Directory.GetFiles(Models));

    public ModelCacheTests()
    {
        Directory.CreateDirectory(Intents);
        Write("one", "please register this deal for me", "claim number");
        Write("two", "tell me who else is on the account", "rival number");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_kept_model_scores_bit_for_bit_as_the_one_that_was_trained()
    {
        var trained = Open(Models);
        var kept = new ModelCache(Models).Find(ModelCache.Key(Intents));
        Assert.NotNull(kept);
        Same(trained, kept);
    }

    [Fact]
    public void A_changed_example_is_trained_anew_and_replaces_the_file()
    {
        Open(Models);
        var before = ModelCache.Key(Intents);
        Write("one", "please register this deal for me", "another claim number");
        Assert.Null(new ModelCache(Models).Find(ModelCache.Key(Intents)));
        Open(Models);
        Assert.NotNull(new ModelCache(Models).Find(ModelCache.Key(Intents)));
        Assert.Null(new ModelCache(Models).Find(before));
        Assert.NotEmpty(ModelFile);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(500)]
    public void A_file_cut_short_is_trained_anew(int length)
    {
        var trained = Open(Models);
        File.WriteAllBytes(ModelFile, File.ReadAllBytes(ModelFile)[..length]);
        Assert.Null(new ModelCache(Models).Find(ModelCache.Key(Intents)));
        Same(trained, Open(Models));
        Assert.NotNull(new ModelCache(Models).Find(ModelCache.Key(Intents)));
    }

    [Fact]
    public void One_flipped_bit_anywhere_is_noticed()
    {
        Open(Models);
        var good = File.ReadAllBytes(ModelFile);
        for (var i = 0; i < 40; i++)
        {
            var bad = good.ToArray();
            bad[i * (good.Length - 1) / 39] ^= 4;
            File.WriteAllBytes(ModelFile, bad);
            Assert.Null(new ModelCache(Models).Find(ModelCache.Key(Intents)));
        }
    }

    [Fact]
    public void A_foreign_file_is_trained_over()
    {
        Directory.CreateDirectory(Models);
        File.WriteAllText(Path.Combine(Models, "understanding.model"), "somebody else's");
        Same(Open(Models), Open(Models));
        Assert.NotNull(new ModelCache(Models).Find(ModelCache.Key(Intents)));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_the_training_and_nothing_else()
    {
        // A file where the folder should be refuses root too.
        var taken = Path.Combine(_folder.FullName, "taken");
        File.WriteAllText(taken, "");
        foreach (var folder in new[] { taken, Path.Combine(taken, "below"), "", "\0" })
            Same(Open(null), Open(folder));
    }

    [Fact]
    public void A_file_name_taken_by_a_folder_leaves_no_draft_behind()
    {
        Directory.CreateDirectory(Path.Combine(Models, "understanding.model", "inside"));
        Open(Models);
        Assert.Empty(Directory.GetFiles(Models));
    }

    [Fact]
    public void One_process_trains_the_same_files_once()
    {
        var models = new TrainedModels[8];
        Parallel.For(0, models.Length, i => models[i] = TrainedModels.Open(Intents, null));
        Assert.All(models, m => Assert.Same(models[0], m));
    }

    [Fact]
    public void A_wrong_intent_file_is_named_each_time()
    {
        File.WriteAllText(Path.Combine(Intents, "two.yaml"), "intent: other");
        for (var i = 0; i < 2; i++)
            Assert.Contains("two.yaml", Assert.Throws<InvalidDataException>(() => TrainedModels.Open(Intents, Models)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Models));
    }

    private TrainedModels Open(string? folder) => TrainedModels.Open(Intents, ModelCache.Key(Intents), new ModelCache(folder));

    private static void Same(TrainedModels one, TrainedModels other)
    {
        Assert.NotSame(one, other);
        foreach (var text in Texts)
        {
            var (a, b) = (one.Intents.Classify(text), other.Intents.Classify(text));
            Assert.Equal(a.OutOfScope, b.OutOfScope);
            Assert.Equal(a.Ranked, b.Ranked);
            Assert.Equal(one.Languages.Guess(text), other.Languages.Guess(text));
        }
    }

    private void Write(string name, params string[] starts) => File.WriteAllText(
        Path.Combine(Intents, $"{name}.yaml"),
        $"intent: {name}\nexamples:\n  en:\n" + string.Concat(starts.SelectMany(start => Enumerable.Range(0, 20).Select(i => $"    - {start} {(char)('a' + i)}\n"))));
}
