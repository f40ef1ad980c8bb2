using System.Text.Json;

namespace CoSellBot.Tests.Qdrant;

/// <summary>The collections and their aliases.</summary>
internal sealed class QdrantStore(Lock guard)
{
    private readonly SortedDictionary<string, QdrantCollection> _collections = new(StringComparer.Ordinal);
    private SortedDictionary<string, string> _aliases = new(StringComparer.Ordinal);

    /// <summary>The names of the collections, without aliases.</summary>
    public IEnumerable<string> Names => _collections.Keys;

    /// <summary>The collection of this name or alias, if there is one.</summary>
    public QdrantCollection? Find(string name) => _collections.GetValueOrDefault(_aliases.GetValueOrDefault(name, name));

    /// <summary>The collection of this name or alias, or 404.</summary>
    public QdrantCollection Get(string name) => Find(name) ?? throw QdrantRefusal.NoCollection(name);

    /// <summary>Makes a collection.</summary>
    public bool Create(string name, JsonElement body)
    {
        if (_collections.ContainsKey(name))
        {
            throw new QdrantRefusal(409, $"Wrong input: Collection `{name}` already exists!");
        }

        if (_aliases.ContainsKey(name))
        {
            throw QdrantRefusal.Input($"Can't create collection with name {name}. Alias with the same name already exists");
        }

        _collections[name] = new QdrantCollection(body, guard);
        return true;
    }

    /// <summary>Deletes a collection with its aliases; an alias deletes nothing, as in the real server.</summary>
    public bool Delete(string name)
    {
        foreach (var alias in _aliases.Where(each => each.Value == name).Select(each => each.Key).ToList())
        {
            _aliases.Remove(alias);
        }

        return _collections.Remove(name);
    }

    /// <summary>The aliases of one collection, or all.</summary>
    public object Aliases(string? collection = null) => new
    {
        aliases = _aliases.Where(each => collection is null || each.Value == collection).Select(each => new { alias_name = each.Key, collection_name = each.Value }),
    };

    /// <summary>Changes aliases: every action, or none when one is refused.</summary>
    public bool ChangeAliases(JsonElement body)
    {
        var changed = new SortedDictionary<string, string>(_aliases, StringComparer.Ordinal);
        foreach (var action in body.NeededList("actions"))
        {
            if (action.Given("create_alias") is { } create)
            {
                Point(changed, create.NeededText("alias_name"), create.NeededText("collection_name"));
            }
            else if (action.Given("delete_alias") is { } delete)
            {
                // An alias that is not there is no mistake to the real server.
                changed.Remove(delete.NeededText("alias_name"));
            }
            else if (action.Given("rename_alias") is { } rename)
            {
                var old = rename.NeededText("old_alias_name");
                changed[rename.NeededText("new_alias_name")] = changed.Remove(old, out var target) ? target : throw new QdrantRefusal(404, $"Not found: Alias {old} does not exists!");
            }
            else
            {
                throw QdrantRefusal.Format("data did not match any variant of untagged enum AliasOperations");
            }
        }

        _aliases = changed;
        return true;
    }

    private void Point(SortedDictionary<string, string> aliases, string alias, string collection)
    {
        if (!_collections.ContainsKey(collection))
        {
            throw QdrantRefusal.NoCollection(collection);
        }

        aliases[alias] = _collections.ContainsKey(alias) ? throw new QdrantRefusal(409, $"Wrong input: Collection `{alias}` already exists!") : collection;
    }
}
