using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Tables;
using LeadGraph.Scoring;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Data;

/// <summary>
/// The configured database. It reads the shape of the tables from the catalog and creates pooled contexts with a model
/// for that shape. Before the catalog has been read it creates none. On PostgreSQL the catalog is read over connections
/// of its own, so that it can be read however many reads there are.
/// </summary>
public sealed class LeadDatabase : IDisposable
{
    private static readonly TimeSpan UsualCatalogTimeout = TimeSpan.FromSeconds(4);

    // What reading the catalog may take beside the wait for a connection.
    private static readonly TimeSpan CatalogAllowance = TimeSpan.FromSeconds(1);

    // Reading the catalog, listening and a tick need one each. An attempt that has timed out may still have its own.
    private const int OwnConnections = 8;

    private readonly DatabaseConnection _connection;
    private readonly ActivityMode _mode;
    private readonly DatabaseReadiness _readiness;
    private readonly ILoggerFactory _loggers;
    private readonly NpgsqlDataSource? _reads;
    private readonly NpgsqlDataSource? _readsOfPrimary;
    private readonly NpgsqlDataSource? _catalog;
    private readonly NpgsqlDataSource? _primary;
    private readonly TimeSpan _catalogTimeout = UsualCatalogTimeout;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _failures = new(0);
    private Task? _reading;
    private volatile ContextPool? _contexts;
    private volatile ContextPool? _contextsOfPrimary;
    private volatile DatabaseNotReadyException? _notReady;

    /// <summary>Prepares the database without connecting to it.</summary>
    /// <param name="connection">Which database, and how to connect.</param>
    /// <param name="activity">Whether scored activity is read from the maintained table.</param>
    /// <param name="activityTable">Checks the maintained table.</param>
    /// <param name="loggers">Creates the loggers of EF Core and the driver.</param>
    /// <param name="mapping">
    /// The names that the settings give to the tables; null for those of the documentation.
    /// </param>
    /// <param name="rules">The rules, whose time zone has the days of dates; null for UTC.</param>
    /// <exception cref="OptionsValidationException">The database has no maintained table.</exception>
    public LeadDatabase(
        DatabaseConnection connection,
        IOptions<ActivityOptions> activity,
        IActivityTableCheck activityTable,
        ILoggerFactory loggers,
        TableMapping? mapping = null,
        ScoringRules? rules = null)
    {
        Mapping = mapping ?? TableMapping.Default;
        _connection = connection;
        _mode = activity.Value.Mode;
        _loggers = loggers;
        if (connection.Provider == DatabaseProvider.PostgreSql)
        {
            var reads = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
            // Who has LeadGraph wait longer for a connection is not to wait in vain.
            TimeSpan untilConnected = TimeSpan.FromSeconds(reads.Timeout) + CatalogAllowance;
            _catalogTimeout = untilConnected > UsualCatalogTimeout ? untilConnected : UsualCatalogTimeout;
            (_reads, _readsOfPrimary) = Open(reads);
            (_catalog, _primary) = Open(new NpgsqlConnectionStringBuilder(connection.ConnectionString)
            {
                MinPoolSize = 0,
                MaxPoolSize = OwnConnections
            });
        }
        else if (_mode == ActivityMode.Maintained)
        {
            throw new OptionsValidationException(ActivityOptions.Section, typeof(ActivityOptions),
                [$"{ActivityOptions.Section}:{nameof(ActivityOptions.Mode)} is {_mode}, which needs PostgreSQL; "
                    + $"{DatabaseConnection.Setting} is not a PostgreSQL connection string."]);
        }

        _readiness = new DatabaseReadiness(
            connection, _catalog, activity.Value, activityTable, Mapping, rules?.TimeZone ?? TableShape.Utc,
            (rules ?? new ScoringRules()).WindowDays);
        DefaultContexts = new ContextPool(
            connection, _reads, TableShape.Default with { Names = Mapping.AsWritten() }, _mode, loggers);
    }

    /// <summary>
    /// The primary PostgreSQL server, the only one that accepts writes and sends notifications. Its connections are not
    /// those of reads.
    /// </summary>
    /// <exception cref="InvalidOperationException">The database is not PostgreSQL.</exception>
    public NpgsqlDataSource Primary => _primary ?? throw new InvalidOperationException("The database is SQLite.");

    /// <summary>
    /// Whether the connection string names several PostgreSQL servers, so that reads can do without the primary.
    /// </summary>
    public bool HasStandbys => _primary != _catalog;

    /// <summary>
    /// Whatever PostgreSQL server serves reads, a standby if there is one. Its connections are not those of reads.
    /// </summary>
    /// <exception cref="InvalidOperationException">The database is not PostgreSQL.</exception>
    public NpgsqlDataSource AnyServer => _catalog ?? throw new InvalidOperationException("The database is SQLite.");

    /// <summary>The names that the settings give to the tables.</summary>
    public TableMapping Mapping { get; }

    /// <summary>
    /// Contexts for tables of the default shape. Before the catalog is read they only compile queries.
    /// </summary>
    public ContextPool DefaultContexts { get; }

    /// <summary>Compiles the usual queries over tables of a new shape, before there are contexts for them.</summary>
    internal IQueryWarmup? Warmup { get; set; }

    /// <summary>The shape of the tables as last read, or null before the first successful read.</summary>
    public TableShape? Shape => _contexts?.Shape;

    /// <summary>What the catalog contains as last read, or null before the first successful read.</summary>
    public TableCatalog? Catalog { get; private set; }

    /// <summary>
    /// Why data that can be read are incomplete or out of date; null if they are neither. As of the last catalog read.
    /// </summary>
    public string? Limitation { get; private set; }

    /// <summary>
    /// Whether rows of the two tables could not be read, or may be hidden by row-level security. As of the last catalog
    /// read.
    /// </summary>
    public bool HidesRows { get; private set; }

    /// <summary>Whether the driver blocks the calling thread.</summary>
    internal bool Blocks => _reads is null;

    /// <summary>
    /// Whether the connection string says how long a command may take. With SQLite that is the time to wait for a
    /// lock.
    /// </summary>
    internal bool SetsCommandTimeout => Blocks || _connection.SetsCommandTimeout;

    /// <summary>A context from the pool; disposing it returns it.</summary>
    /// <param name="ofPrimary">Whether it reads from the primary server, whatever standbys there are.</param>
    /// <exception cref="DatabaseNotReadyException">The catalog has not been read yet.</exception>
    public LeadGraphDbContext CreateContext(bool ofPrimary = false) => Contexts(ofPrimary).CreateContext();

    /// <summary>Reads the catalog if no attempt has succeeded yet. Afterwards contexts can be created.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    public Task EnsureCatalogAsync(CancellationToken cancellationToken)
        => _contexts is null ? ReadCatalogAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>
    /// Reads the catalog. Concurrent calls share one attempt, so that callers of an unresponsive database do not wait
    /// for each other.
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

    /// <summary>Reports a failed read, which a change of the tables may have caused.</summary>
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

    /// <summary>Waits until a failure is reported.</summary>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task WaitForFailedReadAsync(TimeSpan timeout, CancellationToken cancellationToken)
        => _failures.WaitAsync(timeout, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _reads?.Dispose();
        _readsOfPrimary?.Dispose();
        _catalog?.Dispose();
        _primary?.Dispose();
        _failures.Dispose();
    }

    // With several hosts, reads prefer standbys. A single host uses a plain data source, because Npgsql's multi-host
    // source does not retry a host for some time after it was down.
    private (NpgsqlDataSource Reads, NpgsqlDataSource Primary) Open(NpgsqlConnectionStringBuilder connection)
    {
        NpgsqlDataSourceBuilder builder =
            new NpgsqlDataSourceBuilder(connection.ConnectionString).UseLoggerFactory(_loggers);
        if (!builder.ConnectionStringBuilder.Host!.Contains(','))
        {
            NpgsqlDataSource only = builder.Build();
            return (only, only);
        }

        NpgsqlMultiHostDataSource hosts = builder.BuildMultiHost();
        return (hosts.WithTargetSession(TargetSessionAttributes.PreferStandby),
            hosts.WithTargetSession(TargetSessionAttributes.Primary));
    }

    private ContextPool Contexts(bool ofPrimary) => (ofPrimary ? _contextsOfPrimary : _contexts)
        ?? throw _notReady ?? new DatabaseNotReadyException("The tables are not known yet.");

    private async Task ReadCatalogOnceAsync()
    {
        try
        {
            (Catalog, TableShape shape, Limitation, HidesRows) = await BoundedWork.RunAsync(
                cancellationToken => _readiness.CheckAsync(_contexts?.Shape, cancellationToken),
                _catalogTimeout, CancellationToken.None);
            if (_contexts?.Shape != shape)
            {
                ContextPool contexts = shape == DefaultContexts.Shape
                    ? DefaultContexts
                    : new ContextPool(_connection, _reads, shape, _mode, _loggers);
                await WarmUpAsync(contexts);
                _contextsOfPrimary = _readsOfPrimary == _reads
                    ? contexts : new ContextPool(_connection, _readsOfPrimary, shape, _mode, _loggers);
                _contexts = contexts;
            }
        }
        catch (DatabaseNotReadyException notReady)
        {
            _notReady = notReady;
            throw;
        }
        catch (Exception failure)
        {
            _notReady = DatabaseReadiness.Explain(failure, _reads is null
                ? null : await TlsProblem.FindAsync(failure, _connection.ConnectionString));
            throw _notReady;
        }
    }

    private async Task WarmUpAsync(ContextPool contexts)
    {
        try
        {
            await using LeadGraphDbContext db = contexts.CreateContext();
            await (Warmup?.WarmUpAsync(db) ?? Task.CompletedTask);
        }
        catch (Exception)
        {
            // The watch compiles the queries too, and reports the failure.
        }
    }
}
