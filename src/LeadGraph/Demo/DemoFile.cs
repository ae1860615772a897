using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Store;
using Microsoft.Data.Sqlite;

namespace LeadGraph.Demo;

/// <summary>The SQLite file with the demo data.</summary>
/// <param name="path">The path of the file.</param>
public sealed class DemoFile(string path)
{
    /// <summary>The age of the newest event when the service starts.</summary>
    public static readonly TimeSpan AgeAtStart = TimeSpan.FromMinutes(2);

    // Identify a file with demo data, and the version of its content.
    private const long ApplicationId = 0x4C454144;
    private const long Format = 3;

    // Events added while the service runs have ids of their own, so that the next start can delete them.
    private const long FirstLiveId = 1_000_000_000;
    private const int MaxLiveEvents = 400;

    /// <summary>Fills an empty file, and moves all times so that the newest event gets the given age.</summary>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="age">The age of the newest event.</param>
    /// <exception cref="IOException">The file cannot be created, or it holds other data.</exception>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public void Prepare(DateTime now, TimeSpan age)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using SqliteConnection connection = Open(SqliteOpenMode.ReadWriteCreate);
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        if (QueryScalar(connection, "SELECT count(*) FROM sqlite_schema") is not 0L)
        {
            if (QueryScalar(connection, "PRAGMA application_id") is not ApplicationId)
            {
                throw new IOException($"{path} is not a demo file; it was not changed.");
            }

            if (QueryScalar(connection, "PRAGMA user_version") is not Format)
            {
                Execute(connection, """
                    DROP TABLE free_lesson_registrations;
                    DROP TABLE events;
                    DROP TABLE IF EXISTS faded_events;
                    """);
                Fill(connection, now);
            }
        }
        else
        {
            Fill(connection, now);
        }

        Execute(connection, """
            DELETE FROM events WHERE id >= $first;
            UPDATE events SET created_at = datetime(created_at, '+' || f.days || ' days')
                FROM faded_events AS f WHERE f.id = events.id;
            DELETE FROM faded_events;
            """, ("$first", FirstLiveId));
        MoveTimes(connection, now - age);
        transaction.Commit();
        StoreFile.Of(connection.ConnectionString)?.ForgetDays();
    }

    /// <summary>Adds an event, and deletes the oldest added events above a limit.</summary>
    /// <param name="userId">The user of the event; null copies the user of a random event.</param>
    /// <param name="now">The time of the event, UTC.</param>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public void AddEvent(long? userId, DateTime now)
    {
        using SqliteConnection connection = Open(SqliteOpenMode.ReadWrite);
        Execute(connection, """
            INSERT INTO events (id, user_id, event_type, created_at, details)
            SELECT max($first, (SELECT max(id) + 1 FROM events)), coalesce($user, user_id), event_type, $now, details
            FROM events ORDER BY random() LIMIT 1;
            DELETE FROM events WHERE id >= $first AND id <= (SELECT max(id) FROM events) - $most;
            """,
            ("$first", FirstLiveId), ("$user", userId), ("$now", Text(now)), ("$most", MaxLiveEvents));
    }

    /// <summary>
    /// Moves a user's oldest event in the activity window out of it, as a week would; the next start moves it back.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="windowDays">The length of the window, in days.</param>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public void FadeEvent(long userId, DateTime now, int windowDays)
    {
        using SqliteConnection connection = Open(SqliteOpenMode.ReadWrite);
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        if (QueryScalar(connection, """
            SELECT id FROM events WHERE user_id = $user AND created_at >= $start ORDER BY created_at, id LIMIT 1
            """, ("$user", userId), ("$start", Text(now.AddDays(-windowDays)))) is long id)
        {
            Execute(connection, """
                INSERT OR REPLACE INTO faded_events SELECT $id, $days WHERE $id < $first;
                UPDATE events SET created_at = datetime(created_at, '-' || $days || ' days') WHERE id = $id;
                """, ("$id", id), ("$days", windowDays), ("$first", FirstLiveId));
        }

        transaction.Commit();
    }

    private static void Fill(SqliteConnection connection, DateTime now)
    {
        using Stream script = typeof(DemoFile).Assembly.GetManifestResourceStream("Sqlite.tables.sql")!;
        using var reader = new StreamReader(script);
        Execute(connection, reader.ReadToEnd());
        Execute(connection, "CREATE TABLE faded_events (id INTEGER PRIMARY KEY, days INTEGER NOT NULL)");
        var (registrations, events) = DemoDataGenerator.Generate(now);
        foreach (Registration r in registrations)
        {
            Execute(connection, "INSERT INTO free_lesson_registrations VALUES ($id, $username, $name, $email, $at)",
                ("$id", r.UserId), ("$username", r.Username), ("$name", r.FirstName), ("$email", r.Email),
                ("$at", Text(r.RegisteredAt!.Value)));
        }

        foreach (Event e in events)
        {
            Execute(connection, "INSERT INTO events VALUES ($id, $user, $type, $at, $details)",
                ("$id", e.Id), ("$user", e.UserId), ("$type", e.EventType), ("$at", Text(e.CreatedAt!.Value)),
                ("$details", e.Details));
        }

        Execute(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Format}");
    }

    private static void MoveTimes(SqliteConnection connection, DateTime newest)
        => Execute(connection, """
            CREATE TEMP TABLE move AS
                SELECT (unixepoch($newest) - unixepoch(max(created_at))) || ' seconds' AS distance FROM events;
            UPDATE events SET created_at = datetime(created_at, (SELECT distance FROM move));
            UPDATE free_lesson_registrations
                SET registered_at = datetime(registered_at, (SELECT distance FROM move));
            DROP TABLE move;
            """,
            ("$newest", Text(newest)));

    // Whole seconds, as EF Core writes times, so that equal times are equal texts.
    private static string Text(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static object? QueryScalar(
        SqliteConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        using SqliteCommand command = Command(connection, sql, values);
        return command.ExecuteScalar();
    }

    private static void Execute(SqliteConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        using SqliteCommand command = Command(connection, sql, values);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(
        SqliteConnection connection, string sql, (string Name, object? Value)[] values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }
}
