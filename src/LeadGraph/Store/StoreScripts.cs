namespace LeadGraph.Store;

/// <summary>The SQL that brings a store to the present version. Each script may run again.</summary>
public static class StoreScripts
{
    private const int FirstMigration = 6;

    /// <summary>
    /// The migrations of schema <c>leadgraph</c>, over what Maintained mode had before them, and the rights on its tables.
    /// </summary>
    public static string PostgreSql { get; } = $"{Join("migration")}\n{Read("Store.grants.sql")}";

    /// <summary>The migrations of a file beside a SQLite database.</summary>
    public static string Sqlite { get; } = Join("sqlite");

    private static string Join(string kind) => string.Join('\n', Enumerable
        .Range(FirstMigration, StoreVersion.Current - FirstMigration + 1)
        .Select(version => Read($"Store.{kind}-{version}.sql")));

    /// <summary>A script of the program.</summary>
    /// <param name="name">The name of its resource.</param>
    internal static string Read(string name)
    {
        using Stream resource = typeof(StoreScripts).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
