using System.Data.Common;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using LeadGraph.Maintained.Sql;
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
    private readonly ILoggerFactory _loggers;
    private readonly NpgsqlDataSource? _postgreSql;
    private readonly NpgsqlDataSource? _primary;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _failures = new(0);
    private Task? _reading;
    private volatile ContextPool? _contexts;
    private volatile DatabaseNotReadyException? _obstacle;

    /// <summary>Prepares the database without connecting to it.</summary>
    /// <param name="connection">Which database, and how to connect.</param>
    /// <param name="activity">Whether scored activity is read from the maintained table.</param>
    /// <param name="loggers">Where EF Core and the driver log to.</param>
    /// <exception cref="OptionsValidationException">The database has no maintained table.</exception>
    public LeadDatabase(DatabaseConnection connection, IOptions<ActivityOptions> activity, ILoggerFactory loggers)
    {
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

    /// <summary>A context from the pool; disposing it returns it.</summary>
    /// <exception cref="DatabaseNotReadyException">The catalog has not been read yet.</exception>
    public LeadGraphDbContext CreateContext()
        => (_contexts ?? throw _obstacle ?? new DatabaseNotReadyException("The tables are not known yet."))
            .CreateContext();

    /// <summary>
    /// Opens a view of the database as it stands now, for reads that must agree with each other, and makes the first of
    /// them; both for no longer than the timeout given, as <see cref="ReadAsync"/> does.
    /// </summary>
    /// <param name="read">What to read first.</param>
    /// <param name="timeout">How long the caller waits.</param>
    /// <param name="cancellationToken">Ends the waiting and the reading.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The timeout is at its end.</exception>
    public async Task<(LeadSnapshot Snapshot, T First)> OpenSnapshotAsync<T>(
        Func<LeadGraphDbContext, CancellationToken, Task<T>> read,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        Task<(LeadSnapshot Snapshot, T First)> opening =
            Task.Run(() => OpenAndReadAsync(read, cancellationToken), CancellationToken.None);
        try
        {
            return await opening.WaitAsync(timeout, cancellationToken);
        }
        catch (Exception) when (!opening.IsCompleted)
        {
            // Nobody takes what comes too late.
            _ = opening.ContinueWith(
                late => late.Result.Snapshot.DisposeAsync().AsTask(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>
    /// Reads with a context of its own, for no longer than the timeout given, and be it the first read of all: the
    /// catalog, the model, the compilation of the query and the query itself count together. A driver that cancels a
    /// command on a server that hangs may take many seconds more; it does so behind the back of the caller, and the
    /// context goes back to the pool only then.
    /// </summary>
    /// <param name="read">What to read.</param>
    /// <param name="timeout">How long the caller waits.</param>
    /// <param name="cancellationToken">Ends the waiting and the reading.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The timeout is at its end.</exception>
    public async Task<T> ReadAsync<T>(
        Func<LeadGraphDbContext, CancellationToken, Task<T>> read,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(timeout);
        bool failed = true;
        try
        {
            // On a thread of its own, as much of the work blocks: EF Core compiles before it first waits for the
            // database, and SQLite's driver never waits otherwise than blocking.
            Task<T> reading = Task.Run(() => ReadWithOwnContextAsync(read, ending), CancellationToken.None);
            T answer = await reading.WaitAsync(timeout, cancellationToken);
            failed = false;
            return answer;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The database did not answer within {timeout.TotalSeconds} seconds.", late);
        }
        finally
        {
            if (failed && !cancellationToken.IsCancellationRequested)
            {
                NoteFailure();
            }
        }
    }

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

    private async Task<(LeadSnapshot Snapshot, T First)> OpenAndReadAsync<T>(
        Func<LeadGraphDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await EnsureCatalogAsync(cancellationToken);
        ContextPool contexts = _contexts ?? throw _obstacle!;
        LeadSnapshot snapshot =
            await LeadSnapshot.OpenAsync(contexts.CreateContextWithoutRetries(), cancellationToken);
        try
        {
            return (snapshot, await read(snapshot.Db, cancellationToken));
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    private async Task<T> ReadWithOwnContextAsync<T>(
        Func<LeadGraphDbContext, CancellationToken, Task<T>> read, CancellationTokenSource ending)
    {
        using (ending)
        {
            await EnsureCatalogAsync(ending.Token);
            await using LeadGraphDbContext db = CreateContext();
            return await read(db, ending.Token);
        }
    }

    private async Task ReadCatalogOnceAsync()
    {
        using var timeout = new CancellationTokenSource();
        try
        {
            Task<TableCatalog> reading = _postgreSql is null
                ? Task.Run(() => SqliteCatalog.Read(_connection.ConnectionString), CancellationToken.None)
                : PostgreSqlCatalog.ReadAsync(_postgreSql, timeout.Token);
            timeout.CancelAfter(CatalogTimeout);
            // As for any read: the driver may take longer to give up than whoever waits for it should.
            TableCatalog catalog = await reading.WaitAsync(CatalogTimeout);
            TableShape shape;
            string? limitation = null;
            try
            {
                shape = catalog.ToShape();
            }
            catch (DatabaseNotReadyException unfit)
                when (_mode == ActivityMode.Maintained && _contexts is not null)
            {
                // What was computed is there to be read for as long as the two tables are not.
                (shape, limitation) = (_contexts.Shape, unfit.Message);
            }

            if (_mode == ActivityMode.Maintained)
            {
                TimeSpan age = await MaintainedCatalog.RequireFilledAsync(_postgreSql!, timeout.Token);
                if (age > _oldestTick)
                {
                    limitation ??= $"leadgraph.user_activity was last brought up to date {age.TotalSeconds:F0} s ago.";
                }
            }

            Limitation = limitation;
            if (_contexts?.Shape != shape)
            {
                _contexts = shape == UsualContexts.Shape
                    ? UsualContexts
                    : new ContextPool(_connection, _postgreSql, shape, _mode, _loggers);
            }
        }
        catch (Exception failure) when (failure is DbException or TimeoutException or OperationCanceledException)
        {
            _obstacle = new DatabaseNotReadyException(failure switch
            {
                PostgresException { SqlState: ['2', '8', ..] } => "The database refuses the login.",
                PostgresException { SqlState: PostgresErrorCodes.TooManyConnections }
                    => "The database has no connection to spare.",
                PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "There is no such database.",
                SqliteException { SqliteErrorCode: SqliteBusy } => "Another program keeps the database file locked.",
                _ => "The database cannot be reached."
            }, failure);
            throw _obstacle;
        }
        catch (DatabaseNotReadyException unfit)
        {
            _obstacle = unfit;
            throw;
        }
    }
}
