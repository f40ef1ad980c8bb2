using CoSellBot.Agents.Models;
using CoSellBot.Bot.Models;
using CoSellBot.Bot.Turns;
using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Embedded;
using CoSellBot.Knowledge.Ingestion;
using CoSellBot.Knowledge.Qdrant;
using Microsoft.Extensions.AI;

namespace CoSellBot.Bot.Library;

/// <summary>The library of documents and what keeps it like its folder.</summary>
internal static class LibraryServices
{
    // Long enough for a batch to be written; a search that takes as long has failed for whoever asked anyway.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void AddLibrary(this IHostApplicationBuilder builder, string connection)
    {
        var options = LibraryOptions.From(builder.Configuration, builder.Environment, connection);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton<IKnowledgeIndex>(provider => options.Qdrant is null
            ? new EmbeddedIndex(InFolder(options.File), EmbedderOf(provider))
            : new QdrantIndex(Client(options), options.Alias, EmbedderOf(provider)));
        services.AddSingleton<KnowledgeLibrary>();
        services.AddSingleton<FolderIndexer>();
        services.AddSingleton<IWorker, FolderWatch>();
    }

    private static string? InFolder(string? file)
    {
        if (file is not null && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        return file;
    }

    private static HttpClient Client(LibraryOptions options)
    {
        // A redirect would take the key along.
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !options.Qdrant!.IsLoopback }) { BaseAddress = options.Qdrant, Timeout = Patience };
        if (options.ApiKey is { } key)
        {
            client.DefaultRequestHeaders.Add("api-key", key);
        }

        return client;
    }

    private static Embedder? EmbedderOf(IServiceProvider provider) =>
        provider.GetService<IEmbeddingGenerator<string, Embedding<float>>>() is { } generator && provider.GetService<LlmOptions>()?.EmbeddingModel is { } model
            ? new Embedder(model, (texts, cancellationToken) => EmbedAsync(generator, texts, cancellationToken))
            : null;

    private static async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync(IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await generator.GenerateAsync(texts, null, cancellationToken)).Select(embedding => embedding.Vector)];
        }
        catch (ModelException failure)
        {
            throw new KnowledgeUnavailableException("The model of embeddings did not answer.", failure);
        }
    }
}
