using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CoSellBot.Prm.Storage;

/// <summary>What all rows of the product share: a tenant, text enums, instants as sortable UTC text, names in snake_case.</summary>
public static class TenantModel
{
    /// <summary>Name of the shadow column.</summary>
    public const string TenantId = "TenantId";

    /// <summary>Gives every entity the tenant column and a filter on the context's tenant.</summary>
    /// <param name="model">The model under construction.</param>
    /// <param name="tenant">An expression over the context, so that each instance filters by its own tenant.</param>
    public static void AddTenant(this ModelBuilder model, Expression<Func<string>> tenant)
    {
        foreach (var type in model.Model.GetEntityTypes().ToList())
        {
            var entity = model.Entity(type.ClrType);
            entity.Property<string>(TenantId).IsRequired().HasMaxLength(64);
            var row = Expression.Parameter(type.ClrType, "row");
            var column = Expression.Call(typeof(EF), nameof(EF.Property), [typeof(string)], row, Expression.Constant(TenantId));
            entity.HasQueryFilter(Expression.Lambda(Expression.Equal(column, tenant.Body), row));
            entity.ToTable(SnakeCase(type.ClrType.Name));
            foreach (var property in entity.Metadata.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
            }
        }
    }

    /// <summary>Stores enums as words and instants as UTC text that sorts.</summary>
    public static void AddConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<Enum>().HaveConversion<string>();
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcText>();
    }

    /// <summary>Compares all text by code point, as SQLite and the program do; a server's own language would order ids and instants differently.</summary>
    public static void CompareByCodePoint(this ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (type == typeof(string) || type == typeof(DateTimeOffset) || type.IsEnum || type.IsAssignableTo(typeof(IEnumerable<string>)))
            {
                property.SetCollation("C");
            }

            if (type == typeof(string))
            {
                property.SetColumnType("text");
            }
        }
    }

    /// <summary>Sets the tenant of new rows.</summary>
    public static void StampTenant(this DbContext context, string tenantId)
    {
        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State == EntityState.Added)
            {
                entry.Property(TenantId).CurrentValue = tenantId;
            }
        }
    }

    private static string SnakeCase(string name) => string.Concat(name.Select((letter, i) =>
        char.IsUpper(letter) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    private sealed class UtcText() : ValueConverter<DateTimeOffset, string>(
        instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        text => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
}
