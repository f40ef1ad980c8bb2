using System.Collections.Concurrent;

namespace CoSellBot.Agents.Understanding;

/// <summary>What is learnt from the intent files: which tool is wanted, where a company is named, which language is spoken.</summary>
public sealed class TrainedModels
{
    internal TrainedModels(IntentClassifier intents, SlotTagger tagger, LanguageGuess languages) => (Intents, Tagger, Languages) = (intents, tagger, languages);

    /// <summary>Tells the intents apart.</summary>
    internal IntentClassifier Intents { get; }

    /// <summary>Tells the languages apart.</summary>
    internal LanguageGuess Languages { get; }

    /// <summary>Finds where a company is named.</summary>
    internal SlotTagger Tagger { get; }

    // Keyed by what was trained on: a process that starts many bots trains once. The folders differ, the models do not.
    private static readonly ConcurrentDictionary<string, Lazy<TrainedModels>> Known = new(StringComparer.Ordinal);

    /// <summary>The models of the folder: from this process, from the cache, or trained now.</summary>
    /// <param name="intentsFolder">Folder of the intent files.</param>
    /// <param name="cacheFolder">Where trained models are kept between starts; null for nowhere.</param>
    /// <exception cref="InvalidDataException">An intent file is missing or wrong; the message names it.</exception>
    public static TrainedModels Open(string intentsFolder, string? cacheFolder)
    {
        var key = ModelCache.Key(intentsFolder);
        var name = Convert.ToHexString(key);
        var models = Known.GetOrAdd(name, _ => new Lazy<TrainedModels>(() => Open(intentsFolder, key, new ModelCache(cacheFolder))));
        try
        {
            return models.Value;
        }
        catch
        {
            Known.TryRemove(name, out _); // a disk error is not for ever
            throw;
        }
    }

    /// <summary>The same without the memory of this process.</summary>
    internal static TrainedModels Open(string intentsFolder, byte[] key, ModelCache cache)
    {
        if (cache.Find(key) is { } kept)
            return kept;
        var trained = Train(IntentCatalog.Load(intentsFolder));
        cache.Keep(key, trained);
        return trained;
    }

    internal static TrainedModels Train(IntentCatalog catalog)
    {
        var tagger = Task.Run(() => new SlotTagger(catalog.Examples));
        var languages = Task.Run(() => new LanguageGuess(catalog.Texts));
        return new TrainedModels(new IntentClassifier(catalog.Examples), tagger.GetAwaiter().GetResult(), languages.GetAwaiter().GetResult());
    }

    internal static TrainedModels Read(BinaryReader reader) => new(IntentClassifier.Read(reader), SlotTagger.Load(reader), LanguageGuess.Read(reader));

    internal void Write(BinaryWriter writer)
    {
        Intents.Write(writer);
        Tagger.Save(writer);
        Languages.Write(writer);
    }
}
