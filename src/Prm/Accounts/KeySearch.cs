using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Accounts;

/// <summary>A row of a key table: something can be found by a key.</summary>
public abstract class KeyRow
{
    /// <summary>What kind of key.</summary>
    public required AccountKeyKind Kind { get; init; }

    /// <summary>The normalised key.</summary>
    public required string Key { get; init; }
}

/// <summary>Looks into a key table.</summary>
internal static class KeySearch
{
    /// <summary>
    /// What shares a key, each once, the surest kind of key first; in one statement, whatever is found. Names that everybody has ("Group") meet
    /// thousands, so of each kind only so many count.
    /// </summary>
    /// <param name="rows">The key table.</param>
    /// <param name="keys">The keys of the company asked about.</param>
    /// <param name="id">What a row stands for.</param>
    /// <param name="mostOfAKind">How many of each kind of key, in the order of their ids.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static async Task<IReadOnlyList<string>> MeetingAsync<T>(
        this IQueryable<T> rows, IEnumerable<AccountKey> keys, Expression<Func<T, string>> id, int mostOfAKind, CancellationToken cancellationToken)
        where T : KeyRow
    {
        var kinds = keys.GroupBy(key => key.Kind).OrderBy(group => group.Key).ToList();
        if (kinds.Count == 0)
        {
            return [];
        }

        // The place in the order, and not the kind, is what a row comes back with: equal for the same words of the question.
        var search = kinds.Select((group, place) =>
        {
            var (kind, wanted) = (group.Key, group.Select(key => key.Key).Distinct().ToList());
            return rows.AsNoTracking().Where(row => row.Kind == kind && wanted.Contains(row.Key)).Select(id).Order().Take(mostOfAKind).Select(one => new { Place = place, Id = one });
        }).Aggregate(Queryable.Concat);
        return [.. (await search.ToListAsync(cancellationToken)).OrderBy(row => row.Place).ThenBy(row => row.Id, StringComparer.Ordinal).Select(row => row.Id).Distinct()];
    }
}
