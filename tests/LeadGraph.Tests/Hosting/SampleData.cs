using LeadGraph.Data;

namespace LeadGraph.Tests.Hosting;

/// <summary>A dozen users with what is hard about names and absent values, on either database.</summary>
public static class SampleData
{
    private const string Rows = """
        INSERT INTO free_lesson_registrations (user_id, username, first_name, email, registered_at) VALUES
            (1, 'john', 'John', 'john@example.com', '2025-09-01 08:00:00'),
            (2, NULL, NULL, 'only@example.com', NULL),
            (3, '@maria', 'Мария', NULL, '2025-08-30 08:00:00'),
            (5, '100%_sure', 'Percent', 'percent@example.com', '2025-08-01 08:00:00'),
            (6, 'obrien', 'O''Brien', 'obrien@example.com', '2025-08-02 08:00:00'),
            (7, 'back\slash', 'Back', 'back@example.com', '2025-08-03 08:00:00'),
            (8, 'ünïcödé', 'Ünï', 'unicode@example.com', '2025-08-04 08:00:00'),
            (9, 'Вайб', 'Анна', 'anna@example.com', '2025-08-05 08:00:00'),
            (10, 'fire', '🔥', 'fire@example.com', '2025-08-06 08:00:00'),
            (11, 'UPPER', 'Upper', 'UPPER@EXAMPLE.COM', '2025-08-07 08:00:00'),
            (12, 'upper', 'Lower', 'upper@example.com', '2025-08-08 08:00:00'),
            (14, 'bobby', 'x''; drop table events', 'bobby@example.com', '2025-08-09 08:00:00'),
            (15, 'a_b', 'Underscore', 'ab@example.com', '2025-08-10 08:00:00'),
            (16, 'axb', 'Plain', 'axb@example.com', '2025-08-11 08:00:00');
        INSERT INTO events (id, user_id, event_type, created_at, details) VALUES
            (1, 1, 'a', '2025-09-10 14:30:00.123', NULL), (2, 1, 'a', '2025-09-10 09:00:00', NULL),
            (3, 1, 'a', '2025-09-09 09:00:00', NULL), (4, 1, 'a', '2025-09-08 09:00:00', NULL),
            (5, 1, 'a', '2025-09-03 20:00:00', NULL), (6, 1, 'a', '2025-09-01 09:00:00', NULL),
            (7, 9, 'a', '2025-09-10 00:15:00', NULL), (8, 2, 'a', '2025-09-07 09:00:00', NULL);
        """;

    private static readonly Lazy<string> Sqlite = new(() =>
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables + Rows);
        return $"Data Source={file}";
    });

    private static readonly Lazy<Task<string>> PostgreSql = new(async () =>
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(
            database, $"SET TimeZone = 'UTC'; {ReferenceData.PostgreSqlTables}{Rows}");
        return database;
    });

    /// <summary>The connection string of a database with these users, which nobody may change.</summary>
    public static async Task<string> DatabaseAsync(DatabaseProvider provider)
        => provider == DatabaseProvider.Sqlite ? Sqlite.Value : await PostgreSql.Value;
}
