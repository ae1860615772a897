using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LeadGraph.Data;

/// <summary>
/// Pooled contexts over tables of one shape. They pass rows on as the database sends them and do not repeat a query
/// whose connection is lost: EF Core would keep a copy of each result for that. <see cref="DatabaseReader"/> repeats
/// whole reads.
/// </summary>
public sealed class ContextPool
{
    private readonly PooledDbContextFactory<LeadGraphDbContext> _factory;

    /// <summary>Creates the pools.</summary>
    /// <param name="connection">Which database.</param>
    /// <param name="postgreSql">Where to connect to, when the database is PostgreSQL.</param>
    /// <param name="shape">The shape of the tables, which determines the model.</param>
    /// <param name="mode">Where activity is read from.</param>
    /// <param name="loggers">Where EF Core logs to.</param>
    public ContextPool(
        DatabaseConnection connection, NpgsqlDataSource? postgreSql, TableShape shape, ActivityMode mode,
        ILoggerFactory loggers)
    {
        Shape = shape;
        _factory = new(Options(connection, postgreSql, shape, mode, loggers));
    }

    /// <summary>The shape that the contexts' model follows.</summary>
    public TableShape Shape { get; }

    /// <summary>A context from the pool; disposing it returns it.</summary>
    public LeadGraphDbContext CreateContext() => _factory.CreateDbContext();

    private static DbContextOptions<LeadGraphDbContext> Options(
        DatabaseConnection connection,
        NpgsqlDataSource? postgreSql,
        TableShape shape,
        ActivityMode mode,
        ILoggerFactory loggers)
    {
        var queries = new QueryCache();
        var options = new DbContextOptionsBuilder<LeadGraphDbContext>()
            .UseLoggerFactory(loggers)
            .UseModel(LeadGraphModel.Build(connection.Provider, shape, mode))
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .UseMemoryCache(queries)
            .AddInterceptors(new NullsLastInterceptor(connection.Provider), queries)
            .ConfigureWarnings(warnings => warnings
                // The caller logs a failure once, with the trace id of the request.
                .Log(
                    (RelationalEventId.ConnectionError, LogLevel.Debug),
                    (RelationalEventId.CommandError, LogLevel.Debug),
                    (CoreEventId.QueryIterationFailed, LogLevel.Debug))
                // There is one provider per database and shape; many exist only where a process hosts many services. And
                // where one row is taken without an order, as the fall of a user or the last tick, there is only one.
                .Ignore(
                    CoreEventId.ManyServiceProvidersCreatedWarning,
                    CoreEventId.RowLimitingOperationWithoutOrderByWarning,
                    CoreEventId.FirstWithoutOrderByAndFilterWarning));
        if (postgreSql is null)
        {
            options.UseSqlite(connection.ConnectionString)
                .AddInterceptors(new SqliteSemanticsInterceptor(), new StorableTextInterceptor());
        }
        else
        {
            // The driver's own strategy does not retry either, but wraps failures in advice for developers.
            options.UseNpgsql(postgreSql, npgsql => npgsql.ExecutionStrategy(
                needed => new NonRetryingExecutionStrategy(needed)));
            ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new DaySetExtension());
            options.AddInterceptors(new PageColumns());
            if (DatabaseEncoding.Of(shape.Encoding) is { } encoding)
            {
                options.AddInterceptors(new EncodableText(encoding));
            }

            if (shape.ActivitySettings is { } settings)
            {
                options.AddInterceptors(new ActivitySettings(settings));
            }
        }

        options.AddInterceptors(new OptionalJoins());

        // After the others, because it counts the rows of the result that they leave.
        return options.AddInterceptors(new ReadMeter()).Options;
    }
}
