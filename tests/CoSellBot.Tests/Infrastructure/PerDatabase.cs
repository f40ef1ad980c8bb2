using Xunit;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>A test about SQLite itself.</summary>
internal sealed class SqliteFactAttribute : FactAttribute
{
    public SqliteFactAttribute() => Skip = TestDatabase.IsPostgres ? "About SQLite: these tests run on PostgreSQL." : null;
}

/// <summary>A test about PostgreSQL itself.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresTheoryAttribute.Reason;
}

/// <summary>A theory about PostgreSQL itself.</summary>
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = Reason;

    internal static string? Reason => TestDatabase.IsPostgres ? null : "About PostgreSQL: name a server in COSELLBOT_TEST_POSTGRES (eng/postgres start).";
}
