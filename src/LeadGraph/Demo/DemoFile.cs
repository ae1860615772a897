using LeadGraph.Data;
using LeadGraph.Store;
using Microsoft.Data.Sqlite;
using static LeadGraph.Demo.DemoSql;

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
                    DROP TABLE IF EXISTS demo_campaigns;
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
        string distance = MoveTimes(connection, now - age);
        DemoCampaignRows.Move(connection, distance);
        transaction.Commit();
        StoreFile.Of(connection.ConnectionString)?.ForgetDays();
    }

    /// <summary>
    /// Adds an event, and deletes the oldest added events above a limit. Its type is that of a random event, but none of
    /// those that came of the demo's campaigns: nobody pays or blocks the bot by chance.
    /// </summary>
    /// <param name="userId">The user of the event; null copies the user of a random event.</param>
    /// <param name="now">The time of the event, UTC.</param>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public void AddEvent(long? userId, DateTime now)
    {
        using SqliteConnection connection = Open(SqliteOpenMode.ReadWrite);
        Execute(connection, """
            INSERT INTO events (id, user_id, event_type, created_at, details)
            SELECT max($first, (SELECT max(id) + 1 FROM events)), coalesce($user, user_id), event_type, $now, details
            FROM events WHERE event_type NOT IN ($goal, $opt_out) ORDER BY random() LIMIT 1;
            DELETE FROM events WHERE id >= $first AND id <= (SELECT max(id) FROM events) - $most;
            """,
            ("$first", FirstLiveId), ("$user", userId), ("$now", Text(now)), ("$most", MaxLiveEvents),
            ("$goal", DemoCampaigns.Goal), ("$opt_out", DemoCampaigns.OptOut));
    }

    /// <summary>
    /// The campaigns that the demo has, or had before somebody deleted them, in the order in which they were made: their
    /// ids, and the times at which they were created, as <see cref="Text"/> has them.
    /// </summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public IReadOnlyList<(long Id, string CreatedAt)> Campaigns()
    {
        using SqliteConnection connection = Open(SqliteOpenMode.ReadOnly);
        return DemoCampaignRows.Remembered(connection);
    }

    /// <summary>Whether there is an event of a type.</summary>
    /// <param name="eventType">The type.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public bool HasEvents(string eventType)
    {
        using SqliteConnection connection = Open(SqliteOpenMode.ReadOnly);
        return QueryScalar(
            connection, "SELECT EXISTS (SELECT 1 FROM events WHERE event_type = $type)", ("$type", eventType)) is 1L;
    }

    /// <summary>The users who did nothing from a moment on, with the last time at which they did.</summary>
    /// <param name="since">The moment, UTC.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public IReadOnlyList<(long User, DateTime Last)> QuietSince(DateTime since)
    {
        using SqliteConnection connection = Open(SqliteOpenMode.ReadOnly);
        return DemoCampaignRows.QuietSince(connection, since);
    }

    /// <summary>Adds what became of the members of a campaign.</summary>
    /// <param name="events">The events.</param>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public void AddOutcomes(IEnumerable<DemoOutcome> events)
    {
        using SqliteConnection connection = Open(SqliteOpenMode.ReadWrite);
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        foreach (DemoOutcome outcome in events.OrderBy(outcome => outcome.At))
        {
            Execute(connection, """
                INSERT INTO events (id, user_id, event_type, created_at, details)
                SELECT max(id) + 1, $user, $type, $at, '{"source": "bot"}' FROM events WHERE id < $first
                """,
                ("$user", outcome.User), ("$type", outcome.EventType), ("$at", Text(outcome.At)),
                ("$first", FirstLiveId));
        }

        transaction.Commit();
    }

    /// <summary>Remembers a campaign of the demo, so that it is not made again.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="createdAt">When it was created, UTC.</param>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public void RememberCampaign(long id, DateTime createdAt)
    {
        using SqliteConnection connection = Open(SqliteOpenMode.ReadWrite);
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        DemoCampaignRows.Remember(connection, id, createdAt);
        transaction.Commit();
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
        Execute(connection, EmbeddedText.Read("Sqlite.tables.sql"));
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

    private static string MoveTimes(SqliteConnection connection, DateTime newest)
    {
        var distance = (string)QueryScalar(
            connection,
            "SELECT (unixepoch($newest) - unixepoch(max(created_at))) || ' seconds' FROM events",
            ("$newest", Text(newest)))!;
        Execute(connection, """
            UPDATE events SET created_at = datetime(created_at, $distance);
            UPDATE free_lesson_registrations SET registered_at = datetime(registered_at, $distance);
            """, ("$distance", distance));
        return distance;
    }

    private SqliteConnection Open(SqliteOpenMode mode) => DemoSql.Open(path, mode);
}
