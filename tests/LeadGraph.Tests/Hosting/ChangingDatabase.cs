using System.Data.Common;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Store;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadGraph.Tests.Hosting;

/// <summary>A service over a database of its own, which the test changes.</summary>
public sealed class ChangingDatabase : IAsyncDisposable
{
    private readonly Func<string, Task> _execute;
    private int _lastEvent;

    private ChangingDatabase(ServiceHost host, string connectionString, Func<string, Task> execute)
    {
        Host = host;
        ConnectionString = connectionString;
        _execute = execute;
    }

    public ServiceHost Host { get; }

    public string ConnectionString { get; }

    public LeadScoreMonitor Monitor => Host.Services.GetRequiredService<LeadScoreMonitor>();

    /// <summary>Starts the service over empty tables.</summary>
    /// <param name="provider">The database.</param>
    /// <param name="interval">How often tiers are compared.</param>
    /// <param name="settings">Further configuration.</param>
    public static Task<ChangingDatabase> OpenAsync(
        DatabaseProvider provider,
        string interval = "00:00:00.050",
        params (string Key, string? Value)[] settings)
        => OpenAsync(provider, hasStore: false, [("LeadGraph:Live:Interval", interval), .. settings]);

    /// <summary>Starts the service over empty tables and a store, which compares tiers all the time.</summary>
    /// <param name="provider">The database.</param>
    /// <param name="settings">Further configuration.</param>
    public static Task<ChangingDatabase> OpenWithStoreAsync(
        DatabaseProvider provider, params (string Key, string? Value)[] settings)
        => OpenAsync(
            provider, hasStore: true,
            [("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "00:00:00.050"), .. settings]);

    private static async Task<ChangingDatabase> OpenAsync(
        DatabaseProvider provider, bool hasStore, (string Key, string? Value)[] settings)
    {
        string database;
        Func<string, Task> execute;
        if (provider == DatabaseProvider.Sqlite)
        {
            string file = ReferenceData.NewSqliteFile();
            database = $"Data Source={file}";
            execute = sql => Task.Run(() => ReferenceData.ExecuteSqlite(file, sql));
            await execute(ReferenceData.SqliteTables);
        }
        else
        {
            database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
            execute = sql => PostgreSqlServer.ExecuteAsync(database, sql);
            await execute(ReferenceData.PostgreSqlTables);
        }

        if (hasStore)
        {
            await InstallAsync(database);
        }

        ServiceHost host = await ServiceHost.StartAsync(database, settings);
        await host.Services.GetRequiredService<LeadDatabase>().EnsureCatalogAsync(CancellationToken.None);
        return new ChangingDatabase(host, database, execute);
    }

    /// <summary>Installs the store, as the command does.</summary>
    /// <param name="connectionString">The database.</param>
    public static async Task InstallAsync(string connectionString)
    {
        using var output = new StringWriter();
        Assert.Equal(0, await DatabaseCommand.RunAsync("install", connectionString, output, output));
    }

    /// <summary>Opens the store of the service.</summary>
    public Task<StoreConnection> OpenStoreAsync()
        => Host.Services.GetRequiredService<LeadStore>().OpenAsync(CancellationToken.None);

    /// <summary>Waits for the first comparison, which finds the tiers that the next ones are compared with.</summary>
    public Task UntilComparedAsync() => Eventually.UntilAsync(async () =>
    {
        await using StoreConnection store = await OpenStoreAsync();
        await using DbCommand command = store.Command("SELECT number FROM leadgraph.comparison");
        return (long)(await command.ExecuteScalarAsync())! > 0;
    });

    /// <summary>The recorded changes: user, tier before, tier, reason.</summary>
    public async Task<List<string>> RecordedAsync()
    {
        await using StoreConnection store = await OpenStoreAsync();
        await using DbCommand command = store.Command(
            "SELECT user_id, previous, current, reason FROM leadgraph.tier_changes ORDER BY id");
        await using DbDataReader row = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await row.ReadAsync())
        {
            rows.Add($"{row[0]} {(row.IsDBNull(1) ? "none" : row[1])} {row[2]} {row[3]}");
        }

        return rows;
    }

    /// <summary>Registers users of consecutive ids.</summary>
    public Task RegisterAsync(long user, int count = 1) => ExecuteAsync(
        $"WITH RECURSIVE n(i) AS (SELECT {user} UNION ALL SELECT i + 1 FROM n WHERE i < {user + count - 1}) "
        + "INSERT INTO free_lesson_registrations (user_id) SELECT i FROM n");

    /// <summary>Has a user do something now, so many times.</summary>
    public Task ActAsync(long user, int events)
    {
        int first = _lastEvent + 1;
        _lastEvent += events;
        return ExecuteAsync(
            $"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {_lastEvent}) "
            + "INSERT INTO events (id, user_id, event_type, created_at) "
            + $"SELECT i, {user}, 'click', '{Host.Clock.Now:yyyy-MM-dd HH:mm:ss}' FROM n");
    }

    /// <summary>Runs SQL on the database.</summary>
    public Task ExecuteAsync(string sql) => _execute(sql);

    /// <summary>Waits until tiers have been read that were not being read yet.</summary>
    public Task PollsAsync()
    {
        int before = Host.Logs.Sql.Count;
        return UntilAsync(() => Host.Logs.Sql.Count >= before + 2);
    }

    /// <summary>Waits until so many listen.</summary>
    public Task ListenersAsync(int count) => UntilAsync(() => Monitor.SubscriberCount == count);

    /// <summary>Waits until something is the case.</summary>
    public static Task UntilAsync(Func<bool> condition) => Eventually.UntilAsync(condition);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        SqliteConnection.ClearAllPools();
    }
}
