using System.Data.Common;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using LeadGraph.Maintained;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Data;

/// <summary>
/// The database that is read. It learns the shape of the tables from the catalog, and hands out pooled contexts whose
/// model follows it. While the catalog could not be read there are no contexts.
/// </summary>
public sealed class LeadDatabase : IDisposable
{
    private static readonly TimeSpan CatalogTimeout = TimeSpan.FromSeconds(4);

    private readonly DatabaseConnection _connection;
    private readonly ActivityMode _mode;
    private readonly ILoggerFactory _loggers;
    private readonly NpgsqlDataSource? _postgreSql;
    private readonly NpgsqlDataSource? _primary;
    private readonly Lock _lock = new();
    private Task? _reading;
    private volatile Contexts? _contexts;

    /// <summary>Prepares the database without connecting to it.</summary>
    /// <param name="connection">Which database, and how to connect.</param>
    /// <param name="activity">Whether scored activity is read from the maintained table.</param>
    /// <param name="loggers">Where EF Core and the driver log to.</param>
    /// <exception cref="OptionsValidationException">The database has no maintained table.</exception>
    public LeadDatabase(DatabaseConnection connection, IOptions<ActivityOptions> activity, ILoggerFactory loggers)
    {
        _connection = connection;
        _mode = activity.Value.Mode;
        _loggers = loggers;
        if (connection.Provider == DatabaseProvider.PostgreSql)
        {
            // Where the connection string names several hosts, any may answer reads, standbys first.
            NpgsqlMultiHostDataSource hosts =
                new NpgsqlDataSourceBuilder(connection.ConnectionString).UseLoggerFactory(loggers).BuildMultiHost();
            _postgreSql = hosts.WithTargetSession(TargetSessionAttributes.PreferStandby);
            _primary = hosts.WithTargetSession(TargetSessionAttributes.Primary);
        }
        else if (_mode == ActivityMode.Maintained)
        {
            throw new OptionsValidationException(ActivityOptions.Section, typeof(ActivityOptions),
                [$"{ActivityOptions.Section}:{nameof(ActivityOptions.Mode)} is {_mode}, which needs PostgreSQL; "
                    + $"{DatabaseConnection.Setting} names none."]);
        }
    }

    /// <summary>The PostgreSQL server that may be written, and where alone notifications are to be had.</summary>
    /// <exception cref="InvalidOperationException">The database is not PostgreSQL.</exception>
    public NpgsqlDataSource Primary => _primary ?? throw new InvalidOperationException("The database is SQLite.");

    /// <summary>The shape of the tables as last read, or null while none could be read.</summary>
    public TableShape? Shape => _contexts?.Shape;

    /// <summary>A context from the pool; disposing it returns it.</summary>
    /// <exception cref="DatabaseNotReadyException">The catalog has not been read yet.</exception>
    public LeadGraphDbContext CreateContext()
        => (_contexts ?? throw new DatabaseNotReadyException("The tables of the database are not known yet."))
            .Factory.CreateDbContext();

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

    /// <inheritdoc/>
    public void Dispose()
    {
        _postgreSql?.Dispose();
        _primary?.Dispose();
    }

    private async Task ReadCatalogOnceAsync()
    {
        using var timeout = new CancellationTokenSource(CatalogTimeout);
        try
        {
            TableCatalog catalog = _postgreSql is null
                ? SqliteCatalog.Read(_connection.ConnectionString)
                : await PostgreSqlCatalog.ReadAsync(_postgreSql, timeout.Token);
            TableShape shape = catalog.ToShape();
            if (_mode == ActivityMode.Maintained)
            {
                await MaintainedCatalog.RequireFilledAsync(_postgreSql!, timeout.Token);
            }

            if (_contexts?.Shape != shape)
            {
                _contexts = new Contexts(shape, new PooledDbContextFactory<LeadGraphDbContext>(OptionsFor(shape)));
            }
        }
        catch (Exception failure) when (failure is DbException or TimeoutException or OperationCanceledException)
        {
            throw new DatabaseNotReadyException(failure switch
            {
                PostgresException { SqlState: [ '2', '8', .. ] } => "The database refuses the login.",
                PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "There is no such database.",
                _ => "The database cannot be reached."
            }, failure);
        }
    }

    private DbContextOptions<LeadGraphDbContext> OptionsFor(TableShape shape)
    {
        var options = new DbContextOptionsBuilder<LeadGraphDbContext>()
            .UseLoggerFactory(_loggers)
            .UseModel(LeadGraphModel.Build(_connection.Provider, shape, _mode))
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .AddInterceptors(new NullsLastInterceptor(_connection.Provider))
            .ConfigureWarnings(warnings => warnings
                // Whoever asked logs a failure, once and with the request's trace id.
                .Log(
                    (RelationalEventId.ConnectionError, LogLevel.Debug),
                    (RelationalEventId.CommandError, LogLevel.Debug),
                    (CoreEventId.QueryIterationFailed, LogLevel.Debug))
                // There is one provider for each database and shape; only a process that hosts many services has many.
                .Ignore(CoreEventId.ManyServiceProvidersCreatedWarning));
        if (_postgreSql is null)
        {
            options.UseSqlite(_connection.ConnectionString, sqlite => sqlite.CommandTimeout(3))
                .AddInterceptors(new SqliteSemanticsInterceptor());
        }
        else
        {
            options.UseNpgsql(_postgreSql, npgsql => npgsql.EnableRetryOnFailure(
                maxRetryCount: 2, maxRetryDelay: TimeSpan.FromMilliseconds(500), errorCodesToAdd: null));
        }

        return options.Options;
    }

    private sealed record Contexts(TableShape Shape, PooledDbContextFactory<LeadGraphDbContext> Factory);
}
