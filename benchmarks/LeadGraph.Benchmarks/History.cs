using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Benchmarks;

/// <summary>A private server with a history of the size wanted, made by SQL alone.</summary>
public static class History
{
    /// <summary>How many registered users there are.</summary>
    public const int Users = 100_000;

    /// <summary>The query as the original service ran it, rows and order included.</summary>
    public const string DocumentedSql = """
        SELECT r.user_id, r.username, r.first_name, r.email, count(e.id) AS total_events,
            count(DISTINCT date(e.created_at)) AS active_days, max(e.created_at) AS last_activity,
            CASE
                WHEN count(e.id) >= 20 AND count(DISTINCT date(e.created_at)) >= 5 THEN 'hot'
                WHEN count(e.id) >= 10 AND count(DISTINCT date(e.created_at)) >= 3 THEN 'warm'
                WHEN count(e.id) >= 5 THEN 'cool'
                ELSE 'cold'
            END AS lead_score
        FROM free_lesson_registrations r
        LEFT JOIN events e ON e.user_id = r.user_id AND e.created_at >= now() - interval '7 days'
        GROUP BY r.user_id, r.username, r.first_name, r.email
        ORDER BY total_events DESC, r.user_id
        LIMIT 100
        """;

    /// <summary>The least that any answer needs: how many events each user has in the window.</summary>
    public const string BareSql = """
        SELECT user_id, count(*) FROM events
        WHERE created_at >= now() - interval '7 days' AND created_at <= now() + interval '1 day' GROUP BY user_id
        """;

    /// <summary>Makes a database with events of 60 days in the order of their ids, some users busier.</summary>
    /// <param name="server">The server.</param>
    /// <param name="events">How many.</param>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateAsync(PostgreSqlServer server, long events)
    {
        const long Portion = 1_000_000;
        Progress.Say($"making {events:N0} events");
        string database = await server.CreateDatabaseAsync();
        string[] tables = (await File.ReadAllTextAsync(TablesFile())).Split("-- Everybody's");
        await ExecuteAsync(database, tables[0]);
        await ExecuteAsync(database, $"""
            SELECT setseed(0.42);
            INSERT INTO free_lesson_registrations
            SELECT n, 'user' || n, 'Имя ' || n, 'user' || n || '@example.com', now() - random() * interval '300 days'
            FROM generate_series(1, {Users}) n
            """);
        for (long first = 1; first <= events; first += Portion)
        {
            long last = Math.Min(events, first + Portion - 1);
            await ExecuteAsync(database, $"""
                SELECT setseed(1.0 / (2 + {first / Portion}));
                INSERT INTO events (user_id, event_type, created_at, details)
                SELECT 1 + floor({Users} * power(random(), 2)),
                    (ARRAY['lesson_link_clicked', 'message', 'quiz'])[1 + n % 3],
                    now() - interval '60 days' * (({events} - n)::float8 / {events}),
                    jsonb_build_object('lesson', n % 20)
                FROM generate_series({first}, {last}) n
                """);
            Progress.Say($"{last:N0} events are there");
        }

        Progress.Say("indexes and statistics");
        await ExecuteAsync(database, "-- Everybody's" + tables[1]);
        await ExecuteAsync(database, "VACUUM (ANALYZE, FREEZE) events");
        await ExecuteAsync(database, "VACUUM (ANALYZE, FREEZE) free_lesson_registrations");
        return database;
    }

    /// <summary>Runs SQL, however long it takes.</summary>
    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static string TablesFile()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder!, "LeadGraph.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder!, "src/LeadGraph/Data/PostgreSql/tables.sql");
    }
}
