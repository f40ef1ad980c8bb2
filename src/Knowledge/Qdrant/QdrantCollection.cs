using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoSellBot.Knowledge.Qdrant;

/// <summary>
/// The collection behind an alias. Its name says how passages are laid out and which model embedded them, so one of another layout or model is never
/// written or asked by meaning; a new one is filled beside it and the alias is switched when it is complete.
/// </summary>
internal sealed class QdrantCollection(QdrantHttp http, string alias, string? model, int dimension)
{
    public const string Dense = "meaning";
    public const string Sparse = "words";

    // Counts up with every change of what is stored; another layout is filled anew.
    private const int Layout = 1;

    /// <summary>The collection of this layout and model: what is written goes there.</summary>
    public string Own { get; } = model is null
        ? $"{alias}-{Layout}"
        : $"{alias}-{Layout}-{dimension}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model)))[..8]}";

    /// <summary>Makes the collection with its indexes where it is missing, and the alias where nothing is behind it.</summary>
    /// <returns>The collection behind the alias.</returns>
    /// <exception cref="KnowledgeUnavailableException">Qdrant does not answer, or a collection of this name has another shape.</exception>
    public async Task<string> OpenAsync(CancellationToken cancellationToken)
    {
        if (await http.SendAsync(HttpMethod.Get, $"collections/{Own}", null, cancellationToken) is { } found)
        {
            Check(found);
        }
        else
        {
            var vectors = model is null ? new JsonObject() : new JsonObject { [Dense] = new JsonObject { ["size"] = dimension, ["distance"] = "Cosine" } };
            var shape = new JsonObject { ["vectors"] = vectors, ["sparse_vectors"] = new JsonObject { [Sparse] = new JsonObject { ["modifier"] = "idf" } } };
            await http.SendAsync(HttpMethod.Put, $"collections/{Own}", shape, cancellationToken);
        }

        // Again at every start: an index somebody dropped makes a search slow, not wrong.
        foreach (var (name, kind) in Payload.Indexed)
        {
            JsonNode schema = name == Payload.Tenant ? new JsonObject { ["type"] = kind, ["is_tenant"] = true } : kind;
            await http.SendAsync(HttpMethod.Put, $"collections/{Own}/index?wait=true", new JsonObject { ["field_name"] = name, ["field_schema"] = schema }, cancellationToken);
        }

        var behind = await BehindAsync(cancellationToken);
        if (behind is null)
        {
            await AliasAsync([new JsonObject { ["create_alias"] = new JsonObject { ["alias_name"] = alias, ["collection_name"] = Own } }], cancellationToken);
        }

        return behind ?? Own;
    }

    /// <summary>Puts this collection behind the alias in the place of another, and forgets that one.</summary>
    public async Task SwitchAsync(string from, CancellationToken cancellationToken)
    {
        await AliasAsync(
            [
                new JsonObject { ["delete_alias"] = new JsonObject { ["alias_name"] = alias } },
                new JsonObject { ["create_alias"] = new JsonObject { ["alias_name"] = alias, ["collection_name"] = Own } },
            ],
            cancellationToken);
        await http.SendAsync(HttpMethod.Delete, $"collections/{from}", null, cancellationToken);
    }

    /// <summary>True when a collection has this layout, whatever its model.</summary>
    public bool IsSameLayout(string collection) => collection == $"{alias}-{Layout}" || collection.StartsWith($"{alias}-{Layout}-", StringComparison.Ordinal);

    private async Task<string?> BehindAsync(CancellationToken cancellationToken)
    {
        var aliases = await http.SendAsync(HttpMethod.Get, "aliases", null, cancellationToken);
        return aliases?.GetProperty("aliases").EnumerateArray().FirstOrDefault(item => item.GetProperty("alias_name").GetString() == alias) is { ValueKind: JsonValueKind.Object } known
            ? known.GetProperty("collection_name").GetString()
            : null;
    }

    private async Task AliasAsync(JsonArray actions, CancellationToken cancellationToken) =>
        await http.SendAsync(HttpMethod.Post, "collections/aliases", new JsonObject { ["actions"] = actions }, cancellationToken);

    private void Check(JsonElement collection)
    {
        var shape = collection.GetProperty("config").GetProperty("params");
        var hasWords = shape.TryGetProperty("sparse_vectors", out var sparse) && sparse.ValueKind == JsonValueKind.Object && sparse.TryGetProperty(Sparse, out var words)
            && words.TryGetProperty("modifier", out var modifier) && modifier.GetString() == "idf";
        var hasMeaning = model is null || (shape.TryGetProperty("vectors", out var dense) && dense.TryGetProperty(Dense, out var meaning) && meaning.GetProperty("size").GetInt32() == dimension);
        if (!hasWords || !hasMeaning)
        {
            throw new KnowledgeUnavailableException($"The collection {Own} of Qdrant has another shape than this version writes. Delete it and index the folder again.");
        }
    }
}
