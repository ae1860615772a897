using System.Data.Common;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Maintained;
using LeadGraph.Maintained.Sql;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>A database in Maintained mode, and the comparison of its table with what Live computes.</summary>
public sealed class MaintainedDatabase : IAsyncDisposable
{
    private readonly LeadDatabase _live;
    private readonly LeadDatabase _maintained;

    private MaintainedDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString);
        _live = Open(ActivityMode.Live);
        _maintained = Open(ActivityMode.Maintained);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>The same database as Live mode reads it.</summary>
    public LeadDatabase Live => _live;

    /// <summary>Creates the tables, runs the script over them, and installs Maintained mode.</summary>
    public static async Task<MaintainedDatabase> CreateAsync(string script = "", string? tables = null)
    {
        string connectionString = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connectionString, (tables ?? ReferenceData.PostgreSqlTables) + script);
        var database = new MaintainedDatabase(connectionString);
        Assert.True(await MaintainedInstallation.InstallAsync(database.Source, CancellationToken.None));
        return database;
    }

    /// <summary>An instance of the service, as far as ticks go.</summary>
    public ActivityTick Instance(ScoringRules? rules = null, ActivityOptions? options = null)
        => new(Source, rules ?? new ScoringRules(), options ?? new ActivityOptions());

    public Task ExecuteAsync(string sql) => PostgreSqlServer.ExecuteAsync(ConnectionString, sql);

    /// <summary>
    /// Waits until every open transaction on the server began after the rows were written. A tick computes again the
    /// users of all rows that were written since the oldest open transaction, which can be another test's.
    /// </summary>
    public Task UntilRowsAreSettledAsync() => UntilRowsAreSettledAsync(Source);

    /// <inheritdoc cref="UntilRowsAreSettledAsync()"/>
    public static async Task UntilRowsAreSettledAsync(NpgsqlDataSource source)
    {
        await using NpgsqlCommand current = source.CreateCommand("SELECT pg_current_xact_id()::text::bigint");
        object written = (await current.ExecuteScalarAsync())!;
        await Eventually.UntilAsync(async () =>
        {
            await using NpgsqlCommand oldest = source.CreateCommand(
                "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
            return (long)(await oldest.ExecuteScalarAsync())! > (long)written;
        });
    }

    public async Task<List<string>> RowsAsync(string sql)
    {
        await using NpgsqlCommand command = Source.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(string.Join(' ', row.Select(x => x is DBNull ? "NULL" : FormattableString.Invariant($"{x}"))));
        }

        return rows;
    }

    /// <summary>The rows that only one of the two modes has, as the database itself tells them apart.</summary>
    public async Task<List<string>> DifferencesAsync(DateTime now, ScoringRules? rules = null)
    {
        await _live.EnsureCatalogAsync(CancellationToken.None);
        await _maintained.EnsureCatalogAsync(CancellationToken.None);
        await using LeadGraphDbContext live = _live.CreateContext();
        await using LeadGraphDbContext maintained = _maintained.CreateContext();
        await using DbCommand liveQuery = Query(live);
        await using DbCommand maintainedQuery = Query(maintained);
        Assert.Contains("FROM events", liveQuery.CommandText);
        Assert.DoesNotContain("FROM events", maintainedQuery.CommandText);
        Assert.Empty(maintainedQuery.Parameters);

        await using NpgsqlConnection connection = await Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"""
            WITH live AS ({liveQuery.CommandText}), maintained AS ({maintainedQuery.CommandText})
            SELECT 'live', x.* FROM (TABLE live EXCEPT ALL TABLE maintained) x
            UNION ALL
            SELECT 'maintained', x.* FROM (TABLE maintained EXCEPT ALL TABLE live) x
            """, connection);
        foreach (NpgsqlParameter parameter in liveQuery.Parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }

        await using var utc = new NpgsqlCommand("SET timezone = 'UTC'", connection);
        await utc.ExecuteNonQueryAsync();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var differences = new List<string>();
        while (await reader.ReadAsync())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            differences.Add(string.Join(' ', row));
        }

        return differences;

        // Twice the points, because EF Core reads a value once, and without rules they are the number of events.
        DbCommand Query(LeadGraphDbContext db) => db
            .UserActivity(rules ?? new ScoringRules(), now, mayReadPersonalData: true)
            .Select(x => new
            {
                x.UserId,
                x.Username,
                x.FirstName,
                x.Email,
                x.RegisteredAt,
                x.TotalEvents,
                Twice = 2L * x.Points,
                x.ActiveDays,
                x.LastActivity,
                x.LeadScore,
                x.FallsAt,
                x.FallsTo,
                x.Momentum
            })
            .CreateDbCommand();
    }

    /// <summary>Reads with the model that has the maintained table.</summary>
    public async Task<T> WithTableAsync<T>(Func<LeadGraphDbContext, Task<T>> read)
    {
        await _maintained.EnsureCatalogAsync(CancellationToken.None);
        await using LeadGraphDbContext db = _maintained.CreateContext();
        return await read(db);
    }

    /// <summary>The users whose rows in the table differ from a count of their events one by one.</summary>
    public async Task<List<string>> MiscountsAsync(DateTime now, ScoringRules rules)
    {
        await _live.EnsureCatalogAsync(CancellationToken.None);
        await using LeadGraphDbContext live = _live.CreateContext();
        await using LeadGraphDbContext maintained = _maintained.CreateContext();
        ILookup<long, Event> events = (await live.Events
            .Where(e => e.UserId > 0 && ReadableTime.Of(e.CreatedAt) != null).ToListAsync())
            .ToLookup(e => e.UserId);
        List<UserActivity> rows = await maintained.Set<UserActivity>().ToListAsync();
        return [.. rows
            .Select(row => (row.UserId, Expected: Recount.Of(events[row.UserId], rules, now), Found: new Recount(
                row.TotalEvents, row.Points, row.ActiveDays, row.LastActivity, row.LeadScore)))
            .Where(row => row.Expected != row.Found)
            .Select(row => $"{row.UserId} has {row.Found} instead of {row.Expected}")];
    }

    public async ValueTask DisposeAsync()
    {
        _live.Dispose();
        _maintained.Dispose();
        await Source.DisposeAsync();
    }

    private LeadDatabase Open(ActivityMode mode) => new(
        DatabaseConnection.Parse(ConnectionString, ""),
        Options.Create(new ActivityOptions { Mode = mode }),
        new MaintainedTableCheck(TimeProvider.System),
        NullLoggerFactory.Instance);
}
