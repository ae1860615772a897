using System.Data.Common;
using LeadGraph.Changes;
using LeadGraph.Maintained;
using LeadGraph.Scoring;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Soak;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LeadGraph.Tests.Faults.History;

/// <summary>
/// The two tables and the store of a run. Of three users one is cold, one is cool by 8 events and one warm by 18, which
/// all stay in the window.
/// </summary>
internal sealed class HistoryDatabase
{
    /// <summary>How many users are registered from the start, from 1.</summary>
    public const int Users = 36;

    private static readonly ScoringRules Rules = new();

    private Func<DbConnection> _connect;
    private Func<DbConnection> _connectToStore;

    private HistoryDatabase(string connectionString, Func<DbConnection> connect, Func<DbConnection> connectToStore)
        => (ConnectionString, _connect, _connectToStore) = (connectionString, connect, connectToStore);

    /// <summary>How services connect.</summary>
    public string ConnectionString { get; }

    /// <summary>Makes the database on PostgreSQL.</summary>
    /// <param name="server">The server, whose connections may break.</param>
    public static async Task<HistoryDatabase> CreateAsync(PostgreSqlServer server)
    {
        string database = await server.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(
            database, await SoakDatabase.TablesAsync() + MaintainedInstallation.InstallScript);
        return await FillAsync(Of(database));
    }

    /// <summary>A database on PostgreSQL that is there.</summary>
    /// <param name="connectionString">How services connect.</param>
    public static HistoryDatabase Of(string connectionString)
    {
        Func<DbConnection> connect = ConnectTo(connectionString);
        return new HistoryDatabase(connectionString, connect, connect);
    }

    /// <summary>Makes the database on SQLite.</summary>
    public static async Task<HistoryDatabase> CreateOnSqliteAsync()
    {
        string file = ReferenceData.NewSqliteFile();
        string database = $"Data Source={file}";
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables);
        await ChangingDatabase.InstallAsync(database);
        string store = $"Data Source={StoreFile.Of(database)!.Path}";
        return await FillAsync(new HistoryDatabase(
            database, () => new SqliteConnection(database), () => new SqliteConnection(store)));
    }

    /// <summary>From now on it is that of the server given, to which it was replicated.</summary>
    public void MoveTo(PostgreSqlServer replica)
        => _connect = _connectToStore = ConnectTo(replica.Counterpart(ConnectionString));

    /// <summary>Opens a connection to the two tables.</summary>
    public async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = _connect();
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The tier of a user without the events that leave the window.</summary>
    public static LeadScore? TierAtStart(long user) => user > Users ? null : (user % 3) switch
    {
        0 => LeadScore.Cold,
        1 => LeadScore.Cool,
        _ => LeadScore.Warm
    };

    /// <summary>All recorded changes, in the order of their ids.</summary>
    public async Task<List<HistoryChange>> RecordedAsync()
    {
        await using DbConnection connection = _connectToStore();
        await connection.OpenAsync();
        await using DbCommand command = Command(connection,
            $"SELECT id, user_id, previous, current, reason, changed_at FROM "
                + $"{(connection is SqliteConnection ? "" : "leadgraph.")}tier_changes ORDER BY id");
        await using DbDataReader row = await command.ExecuteReaderAsync();
        List<HistoryChange> changes = [];
        while (await row.ReadAsync())
        {
            changes.Add(new HistoryChange(
                row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : (LeadScore)row.GetInt32(2),
                (LeadScore)row.GetInt32(3), $"{(LeadScoreChangeReason)row.GetInt32(4)}".ToLowerInvariant(),
                HistoryChange.InMilliseconds(row.GetUtc(5))));
        }

        return changes;
    }

    /// <summary>Whether tiers have been compared, and webhooks have begun: what changes now is recorded.</summary>
    /// <param name="webhooks">How many webhooks there are.</param>
    public async Task<bool> HasBegunAsync(int webhooks)
    {
        await using DbConnection connection = _connectToStore();
        await connection.OpenAsync();
        await using DbCommand command = Command(connection, connection is SqliteConnection
            ? $"SELECT compared_at IS NOT NULL AND (SELECT count(*) FROM webhooks) = {webhooks} FROM comparison"
            : $"""
                SELECT (c.compared_at IS NOT NULL OR s.as_of IS NOT NULL)
                    AND (SELECT count(*) FROM leadgraph.webhooks) = {webhooks}
                FROM leadgraph.comparison c, leadgraph.state s
                """);
        return Convert.ToBoolean(await command.ExecuteScalarAsync(), null);
    }

    /// <summary>The tiers of now, counted anew by the criteria as they are documented.</summary>
    public async Task<Dictionary<long, LeadScore>> TiersAsync()
    {
        await using DbConnection connection = await OpenAsync();
        await using DbCommand command = Command(connection, """
            SELECT r.user_id, count(e.user_id), count(DISTINCT date(e.created_at))
            FROM free_lesson_registrations r LEFT JOIN events e ON e.user_id = r.user_id AND e.created_at >= @start
            GROUP BY r.user_id
            """, ("start", DateTime.UtcNow.AddDays(-Rules.WindowDays)));
        await using DbDataReader row = await command.ExecuteReaderAsync();
        Dictionary<long, LeadScore> tiers = [];
        while (await row.ReadAsync())
        {
            (long events, long days) = (row.GetInt64(1), row.GetInt64(2));
            tiers[row.GetInt64(0)] =
                events >= Rules.Hot.MinEvents && days >= Rules.Hot.MinActiveDays ? LeadScore.Hot
                : events >= Rules.Warm.MinEvents && days >= Rules.Warm.MinActiveDays ? LeadScore.Warm
                : events >= Rules.Cool.MinEvents ? LeadScore.Cool : LeadScore.Cold;
        }

        return tiers;
    }

    /// <summary>Registers a user now.</summary>
    public static Task RegisterAsync(DbConnection connection, long user) => ExecuteAsync(connection,
        "INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES (@user, @now) ON CONFLICT DO NOTHING",
        ("user", user), ("now", DateTime.UtcNow));

    /// <summary>Adds an event.</summary>
    public static Task ActAsync(DbConnection connection, long user, DateTime at) => ExecuteAsync(connection,
        "INSERT INTO events (user_id, event_type, created_at) VALUES (@user, 'history', @at)",
        ("user", user), ("at", at));

    /// <summary>Executes a statement.</summary>
    public static async Task ExecuteAsync(
        DbConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        await using DbCommand command = Command(connection, sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    // Pooled connections would be as broken after a fault as those of the service.
    private static Func<DbConnection> ConnectTo(string database)
    {
        string own = new NpgsqlConnectionStringBuilder(database)
        {
            Pooling = false,
            Timeout = 3,
            Timezone = "UTC",
            ApplicationName = "history"
        }.ConnectionString;
        return () => new NpgsqlConnection(own);
    }

    private static async Task<HistoryDatabase> FillAsync(HistoryDatabase database)
    {
        await using DbConnection connection = await database.OpenAsync();
        DateTime now = DateTime.UtcNow;
        for (long user = 1; user <= Users; user++)
        {
            await RegisterAsync(connection, user);
            for (int i = 0; i < (user % 3) switch { 0 => 0, 1 => 8, _ => 18 }; i++)
            {
                await ActAsync(connection, user, now.AddHours(-6).AddDays(-(i % 6)).AddMinutes(-i));
            }
        }

        return database;
    }

    private static DbCommand Command(
        DbConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
