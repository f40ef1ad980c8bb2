using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI.Embeddings;
using Polly;
using Polly.Retry;
using EmbeddingGenerationOptions = Microsoft.Extensions.AI.EmbeddingGenerationOptions;

namespace CoSellBot.Agents.Models.OpenAi;

/// <summary>
/// A model behind OpenAI's embeddings as an <see cref="IEmbeddingGenerator{TInput,TEmbedding}"/>. Vectors come in the order of the
/// texts and have as many numbers as the model gives, or as <see cref="EmbeddingGenerationOptions.Dimensions"/> asks for.
/// </summary>
/// <param name="client">Knows endpoint, model and credential.</param>
/// <param name="clock">Measures the pauses a busy service asks for.</param>
public sealed class OpenAiEmbeddingGenerator(EmbeddingClient client, TimeProvider clock) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int MostRetries = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // Nobody waits for an index to be written as for an answer, so a busy service is given its time.
    private readonly ResiliencePipeline _again = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = MostRetries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            ShouldHandle = new PredicateBuilder().Handle<ModelException>(failure => failure.MayPass && (failure.RetryAfter ?? TimeSpan.Zero) <= LongestPause),
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as ModelException)?.RetryAfter),
        }).Build();

    /// <summary>Texts in one request at most. The service allows 2,048; their vectors would be an answer of 30 MB.</summary>
    public const int MostTexts = 512;

    /// <summary>Characters in one request at most: the service allows 300,000 tokens, and in no language of ours has a character more than two.</summary>
    public const int MostCharacters = 150_000;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A text is empty: it has no meaning to be near to.</exception>
    /// <exception cref="ModelException">The service did not answer, or not for every text.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        if (texts.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("An empty text has no embedding.", nameof(values));
        }

        var wire = new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = options?.Dimensions };
        var result = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var batch in Batches(texts))
        {
            result.AddRange(await _again.ExecuteAsync(async token => await AskAsync(batch, wire, token), cancellationToken));
        }

        return result;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static IEnumerable<List<string>> Batches(List<string> texts)
    {
        var batch = new List<string>();
        var length = 0;
        foreach (var text in texts)
        {
            if (batch.Count == MostTexts || (batch.Count > 0 && length + text.Length > MostCharacters))
            {
                yield return batch;
                (batch, length) = ([], 0);
            }

            batch.Add(text);
            length += text.Length;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async Task<List<Embedding<float>>> AskAsync(List<string> batch, OpenAI.Embeddings.EmbeddingGenerationOptions options, CancellationToken cancellationToken)
    {
        OpenAIEmbeddingCollection answer;
        try
        {
            answer = await client.GenerateEmbeddingsAsync(batch, options, cancellationToken);
        }
        catch (ClientResultException refused)
        {
            throw ModelException.From(refused);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelException(failure is IOException or HttpRequestException or OperationCanceledException ? ModelFailure.Unavailable : ModelFailure.Malformed, "The embeddings did not arrive.", failure);
        }

        // A vector under another text's name would be found for the wrong words ever after.
        var vectors = answer.OrderBy(vector => vector.Index).ToList();
        return vectors.Count == batch.Count && vectors.Index().All(pair => pair.Item.Index == pair.Index)
            ? vectors.ConvertAll(vector => new Embedding<float>(vector.ToFloats()) { ModelId = answer.Model })
            : throw new ModelException(ModelFailure.Malformed, "The service did not answer for every text.");
    }
}
