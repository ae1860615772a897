using LeadGraph.Data;

namespace LeadGraph.Store;

/// <summary>The SQL that brings a store to the present version. Each script may run again.</summary>
public static class StoreScripts
{
    private const int FirstMigration = 6;

    /// <summary>
    /// The migrations of schema <c>leadgraph</c>, over what Maintained mode had before them, and the rights on its tables.
    /// </summary>
    public static string PostgreSql { get; } = $"{Join("migration")}\n{EmbeddedText.Read("Store.grants.sql")}";

    /// <summary>The migrations of a file beside a SQLite database.</summary>
    public static string Sqlite { get; } = Join("sqlite");

    private static string Join(string kind) => string.Join('\n', Enumerable
        .Range(FirstMigration, StoreVersion.Current - FirstMigration + 1)
        .Select(version => EmbeddedText.Read($"Store.{kind}-{version}.sql")));
}
