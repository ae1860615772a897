using System.Globalization;
using LeadGraph.Store;
using Microsoft.Data.Sqlite;
using static LeadGraph.Demo.DemoSql;

namespace LeadGraph.Demo;

/// <summary>
/// What the file with the demo data knows of the demo's own campaigns, which are in the store beside it. A time tells
/// them from campaigns that got their ids in another store.
/// </summary>
internal static class DemoCampaignRows
{
    private const string Table =
        "CREATE TABLE IF NOT EXISTS demo_campaigns (id INTEGER PRIMARY KEY, created_at TEXT NOT NULL)";

    /// <summary>The campaigns that are remembered, in the order in which they were made, with their times.</summary>
    /// <param name="connection">The open file.</param>
    public static IReadOnlyList<(long Id, string CreatedAt)> Remembered(SqliteConnection connection)
    {
        List<(long, string)> campaigns = [];
        if (!HasTable(connection))
        {
            return campaigns;
        }

        using SqliteCommand command = Command(connection, "SELECT id, created_at FROM demo_campaigns ORDER BY id");
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            campaigns.Add((row.GetInt64(0), row.GetString(1)));
        }

        return campaigns;
    }

    /// <summary>Remembers a campaign.</summary>
    /// <param name="connection">The open file.</param>
    /// <param name="id">Its id.</param>
    /// <param name="createdAt">When it was created, UTC.</param>
    public static void Remember(SqliteConnection connection, long id, DateTime createdAt)
    {
        Execute(connection, Table);
        Execute(connection, "INSERT INTO demo_campaigns VALUES ($id, $at)", ("$id", id), ("$at", Text(createdAt)));
    }

    /// <summary>
    /// Moves the times of all campaigns in the store beside the file, whoever made them: what came of them is read from
    /// the events, which move.
    /// </summary>
    /// <param name="connection">The open file.</param>
    /// <param name="distance">How far, as SQLite has it.</param>
    public static void Move(SqliteConnection connection, string distance)
    {
        if (StoreFile.Of(connection.ConnectionString) is { } file && file.FindVersion() is StoreVersion.Current)
        {
            using SqliteConnection store = file.Open();
            Execute(store, """
                UPDATE campaigns SET created_at = datetime(created_at, $distance),
                    ends_at = datetime(ends_at, $distance), closed_at = datetime(closed_at, $distance)
                """, ("$distance", distance));
        }

        if (HasTable(connection))
        {
            Execute(connection, "UPDATE demo_campaigns SET created_at = datetime(created_at, $distance)",
                ("$distance", distance));
        }
    }

    /// <summary>The users who did nothing from a moment on, with the last time at which they did.</summary>
    /// <param name="connection">The open file.</param>
    /// <param name="since">The moment, UTC.</param>
    public static IReadOnlyList<(long User, DateTime Last)> QuietSince(SqliteConnection connection, DateTime since)
    {
        using SqliteCommand command = Command(
            connection,
            """
            SELECT r.user_id, max(coalesce(e.created_at, r.registered_at)) AS last
            FROM free_lesson_registrations r LEFT JOIN events e ON e.user_id = r.user_id
            GROUP BY r.user_id HAVING last < $since ORDER BY r.user_id
            """,
            ("$since", Text(since)));
        using SqliteDataReader row = command.ExecuteReader();
        List<(long User, DateTime Last)> quiet = [];
        while (row.Read())
        {
            quiet.Add((row.GetInt64(0), DateTime.Parse(
                row.GetString(1), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)));
        }

        return quiet;
    }

    private static bool HasTable(SqliteConnection connection)
        => QueryScalar(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'demo_campaigns'") is not 0L;
}
