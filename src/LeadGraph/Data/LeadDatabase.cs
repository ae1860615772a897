using System.Data.Common;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Data;

/// <summary>
/// The database that is read. It learns the shape of the tables from the catalog, and hands out pooled contexts whose
/// model follows it. While the catalog could not be read there are no contexts.
/// </summary>
public sealed class LeadDatabase : IDisposable
{
    private const int SqliteBusy = 5;

    private static readonly TimeSpan CatalogTimeout = TimeSpan.FromSeconds(4);

    private readonly DatabaseConnection _connection;
    private readonly ActivityMode _mode;
    private readonly TimeSpan _oldestTick;
    private readonly IActivityTableCheck _activityTable;
    private readonly ILoggerFactory _loggers;
    private readonly NpgsqlDataSource? _postgreSql;
    private readonly NpgsqlDataSource? _primary;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _failures = new(0);
    private Task? _reading;
    private volatile ContextPool? _contexts;
    private volatile DatabaseNotReadyException? _notReady;

    /// <summary>Prepares the database without connecting to it.</summary>
    /// <param name="connection">Which database, and how to connect.</param>
    /// <param name="activity">Whether scored activity is read from the maintained table.</param>
    /// <param name="activityTable">Checks that table.</param>
    /// <param name="loggers">Where EF Core and the driver log to.</param>
    /// <exception cref="OptionsValidationException">The database has no maintained table.</exception>
    public LeadDatabase(
        DatabaseConnection connection,
        IOptions<ActivityOptions> activity,
        IActivityTableCheck activityTable,
        ILoggerFactory loggers)
    {
        _activityTable = activityTable;
        _connection = connection;
        _mode = activity.Value.Mode;
        _oldestTick = activity.Value.OldestTick;
        _loggers = loggers;
        if (connection.Provider == DatabaseProvider.PostgreSql)
        {
            (_postgreSql, _primary) = Open(connection.ConnectionString);
        }
        else if (_mode == ActivityMode.Maintained)
        {
            throw new OptionsValidationException(ActivityOptions.Section, typeof(ActivityOptions),
                [$"{ActivityOptions.Section}:{nameof(ActivityOptions.Mode)} is {_mode}, which needs PostgreSQL; "
                    + $"{DatabaseConnection.Setting} names none."]);
        }

        UsualContexts = new ContextPool(connection, _postgreSql, TableShape.Usual, _mode, loggers);
    }

    /// <summary>The PostgreSQL server that may be written, and where alone notifications are to be had.</summary>
    /// <exception cref="InvalidOperationException">The database is not PostgreSQL.</exception>
    public NpgsqlDataSource Primary => _primary ?? throw new InvalidOperationException("The database is SQLite.");

    /// <summary>
    /// Contexts over tables of the usual shape. They can be prepared with before the catalog is read, not read with.
    /// </summary>
    public ContextPool UsualContexts { get; }

    /// <summary>The shape of the tables as last read, or null while none could be read.</summary>
    public TableShape? Shape => _contexts?.Shape;

    /// <summary>
    /// Why what is read, in Maintained mode, cannot be kept up to date although it can be read; or null, as last seen.
    /// </summary>
    public string? Limitation { get; private set; }

    /// <summary>Whether the driver blocks the thread that it works on.</summary>
    internal bool Blocks => _postgreSql is null;

    /// <summary>
    /// Whether the connection string says how long a command may take. With SQLite that is how long one waits for a
    /// lock.
    /// </summary>
    internal bool SetsCommandTimeout => Blocks || _connection.SetsCommandTimeout;

    private ContextPool Contexts
        => _contexts ?? throw _notReady ?? new DatabaseNotReadyException("The tables are not known yet.");

    /// <summary>A context from the pool; disposing it returns it.</summary>
    /// <exception cref="DatabaseNotReadyException">The catalog has not been read yet.</exception>
    public LeadGraphDbContext CreateContext() => Contexts.CreateContext();

    /// <summary>A context that streams and allows transactions, from another pool; disposing it returns it.</summary>
    /// <exception cref="DatabaseNotReadyException">The catalog has not been read yet.</exception>
    public LeadGraphDbContext CreateContextWithoutRetries() => Contexts.CreateContextWithoutRetries();

    /// <summary>Reads the catalog where no attempt has succeeded yet; afterwards contexts can be made.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    public Task EnsureCatalogAsync(CancellationToken cancellationToken)
        => _contexts is null ? ReadCatalogAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>
    /// Reads the catalog, now. Calls at the same time share one attempt, so that callers of a database that does not
    /// respond wait side by side and not in line.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    public Task ReadCatalogAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_reading is null or { IsCompleted: true })
            {
                _reading = Task.Run(ReadCatalogOnceAsync, CancellationToken.None);
            }

            return _reading.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes note that a read failed, which the tables may be the reason for.</summary>
    public void NoteFailure()
    {
        lock (_lock)
        {
            if (_failures.CurrentCount == 0)
            {
                _failures.Release();
            }
        }
    }

    /// <summary>Waits until a failure is noted.</summary>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task FailedReadAsync(TimeSpan timeout, CancellationToken cancellationToken)
        => _failures.WaitAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _postgreSql?.Dispose();
        _primary?.Dispose();
        _failures.Dispose();
    }

    // Where the connection string names several hosts, any may answer reads, standbys first. A single one is connected
    // to without that, as Npgsql would not try a host again for a while after it was found to be down.
    private (NpgsqlDataSource Reads, NpgsqlDataSource Primary) Open(string connectionString)
    {
        NpgsqlDataSourceBuilder builder = new NpgsqlDataSourceBuilder(connectionString).UseLoggerFactory(_loggers);
        if (!builder.ConnectionStringBuilder.Host!.Contains(','))
        {
            NpgsqlDataSource only = builder.Build();
            return (only, only);
        }

        NpgsqlMultiHostDataSource hosts = builder.BuildMultiHost();
        return (hosts.WithTargetSession(TargetSessionAttributes.PreferStandby),
            hosts.WithTargetSession(TargetSessionAttributes.Primary));
    }

    private async Task ReadCatalogOnceAsync()
    {
        try
        {
            (TableShape shape, Limitation) = await BoundedWork.RunAsync(
                InspectAsync, CatalogTimeout, CancellationToken.None);
            if (_contexts?.Shape != shape)
            {
                _contexts = shape == UsualContexts.Shape
                    ? UsualContexts
                    : new ContextPool(_connection, _postgreSql, shape, _mode, _loggers);
            }
        }
        catch (DatabaseNotReadyException unfit)
        {
            _notReady = unfit;
            throw;
        }
        catch (Exception failure)
        {
            _notReady = new DatabaseNotReadyException(failure switch
            {
                PostgresException { SqlState: ['2', '8', ..] } => "The database refuses the login.",
                PostgresException { SqlState: PostgresErrorCodes.TooManyConnections }
                    => "The database has no connection to spare.",
                PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "There is no such database.",
                SqliteException { SqliteErrorCode: SqliteBusy } => "Another program keeps the database file locked.",
                DbException or TimeoutException or OperationCanceledException => "The database cannot be reached.",
                // Whatever a database can answer.
                _ => "The database's catalog cannot be read."
            }, failure);
            throw _notReady;
        }
    }

    private async Task<(TableShape Shape, string? Limitation)> InspectAsync(CancellationToken cancellationToken)
    {
        TableCatalog catalog = _postgreSql is null
            ? await Task.Run(() => SqliteCatalog.Read(_connection.ConnectionString), CancellationToken.None)
            : await PostgreSqlCatalog.ReadAsync(_postgreSql, cancellationToken);
        TableShape shape;
        string? limitation = null;
        try
        {
            shape = catalog.ToShape();
            limitation = catalog.Limitation;
        }
        catch (DatabaseNotReadyException unfit)
            when (_mode == ActivityMode.Maintained && _contexts is not null)
        {
            // What was computed is there to be read for as long as the two tables are not.
            (shape, limitation) = (_contexts.Shape, unfit.Message);
        }

        if (_mode == ActivityMode.Maintained)
        {
            TimeSpan age = await _activityTable.RequireFilledAsync(_postgreSql!, cancellationToken);
            if (age > _oldestTick)
            {
                limitation ??= $"leadgraph.user_activity was last brought up to date {age.TotalSeconds:F0} s ago.";
            }
        }

        return (shape, limitation);
    }
}
