using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CoSellBot.Prm.Import;

/// <summary>One value of a row on its way in.</summary>
/// <param name="Column">The column as it is stored.</param>
/// <param name="Before">What stood there; null for nothing and for a new row.</param>
/// <param name="After">What stands there then.</param>
public sealed record ValueChange(string Column, string? Before, string? After);

/// <summary>What an import does to one row.</summary>
/// <param name="Key">The row's key; its parts are parted by a blank.</param>
/// <param name="IsNew">True when it was not there.</param>
/// <param name="Values">The values that differ; of a new row all that are not empty.</param>
public sealed record RowChange(string Key, bool IsNew, IReadOnlyList<ValueChange> Values)
{
    /// <summary>Equal for equal changes.</summary>
    public static string MarkOf(IReadOnlyList<RowChange> changes) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(changes)));

    /// <summary>Reads it from a row before it is saved.</summary>
    internal static RowChange Of(EntityEntry entry, bool isNew)
    {
        var key = entry.Metadata.FindPrimaryKey()!.Properties;
        var values = entry.Properties.Where(value => !value.Metadata.IsShadowProperty() && !key.Contains(value.Metadata))
            .Select(value => new ValueChange(Column(value.Metadata), isNew ? null : Text(value.OriginalValue), Text(value.CurrentValue)))
            .Where(value => value.Before != value.After).ToList();
        return new RowChange(string.Join(' ', key.Select(part => Text(entry.Property(part.Name).CurrentValue))), isNew, values);
    }

    private static string Column(IProperty property) => property.GetColumnName();

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IEnumerable many => string.Join(';', many.Cast<object?>().Select(Text)) is { Length: > 0 } list ? list : null,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
