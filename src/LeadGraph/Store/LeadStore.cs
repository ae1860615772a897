using System.Data.Common;
using System.Threading.RateLimiting;
using LeadGraph.Configuration;
using LeadGraph.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LeadGraph.Store;

/// <summary>
/// The store: what LeadGraph alone knows, such as tier changes. It is schema <c>leadgraph</c> of the PostgreSQL
/// database, or a file beside a SQLite database. <c>database install</c> creates it; for the demo data it is created by
/// itself. What only reads leads works without it.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="connection">Which database it is.</param>
/// <param name="options">Whether the store is used.</param>
public sealed class LeadStore(
    LeadDatabase database, DatabaseConnection connection, IOptions<LeadGraphOptions> options) : IDisposable
{
    /// <summary>
    /// The notification channel of PostgreSQL. In Live mode it says that changes of tier were recorded, without a
    /// payload; in Maintained mode that there was a tick, with the id of the last change, or 0, as payload.
    /// </summary>
    public const string Channel = "leadgraph_tick";

    /// <summary>
    /// The advisory lock of the instance that records tier changes, which gives them ids in the order in which they are
    /// committed. Any number that nobody else uses would do.
    /// </summary>
    public const string Lock = "7306934281";

    /// <summary>Why there is no store in a database where nothing was installed.</summary>
    internal const string NotInstalled =
        "There is no store in this database. Run LeadGraph with \"database install\", which creates one.";

    // Of the connections that background work shares, callers leave some to it.
    private const int ConnectionsOfCallers = 3;

    private readonly ConcurrencyLimiter _callers = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = ConnectionsOfCallers,
        // How many wait is limited by the requests that are processed at a time.
        QueueLimit = int.MaxValue
    });

    private readonly StoreFile? _file = connection.Provider == DatabaseProvider.Sqlite
        ? StoreFile.Of(connection.ConnectionString) : null;

    /// <summary>Whether the store is a file of SQLite.</summary>
    public bool IsFile => connection.Provider == DatabaseProvider.Sqlite;

    /// <summary>Whether the settings allow the store to be used.</summary>
    public bool IsEnabled => options.Value.Store == StoreUse.Auto;

    /// <summary>Why the store cannot be used; null if it can.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NpgsqlException">The database failed.</exception>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        if (IsFile || !IsEnabled)
        {
            return await FindProblemWithoutServerAsync();
        }

        try
        {
            return await FindProblemAsync(database.Primary, cancellationToken);
        }
        catch (NpgsqlException lost) when (lost.SqlState is null && database.HasStandbys)
        {
            // A standby knows whether there is a store, which needs the primary.
            if (await FindProblemAsync(database.AnyServer, cancellationToken) is { } problem)
            {
                return problem;
            }

            throw;
        }
    }

    /// <summary>
    /// Opens the store for a request, or tells why it cannot be used; one of them is null. A few requests can have it
    /// open at a time.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DbException">The store failed.</exception>
    public async Task<(StoreConnection? Connection, string? Problem)> OpenForCallerAsync(
        CancellationToken cancellationToken)
    {
        if ((IsFile || !IsEnabled) && await FindProblemWithoutServerAsync() is { } problem)
        {
            return (null, problem);
        }

        StoreConnection open = await OpenWithLeaseAsync(cancellationToken);
        string? missing;
        try
        {
            missing = open.Inner is NpgsqlConnection server
                ? await PostgreSqlStoreCheck.FindProblemAsync(server, cancellationToken) : null;
            if (missing is null)
            {
                return (open, null);
            }
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }

        await open.DisposeAsync();
        return (null, missing);
    }

    /// <summary>Opens the store, which must be there.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<StoreConnection> OpenAsync(CancellationToken cancellationToken) => new(IsFile
        ? _file!.Open()
        : await database.Primary.OpenConnectionAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _callers.Dispose();

    private async Task<StoreConnection> OpenWithLeaseAsync(CancellationToken cancellationToken)
    {
        RateLimitLease lease = await _callers.AcquireAsync(cancellationToken: cancellationToken);
        try
        {
            return new StoreConnection((await OpenAsync(cancellationToken)).Inner, lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private async Task<string?> FindProblemWithoutServerAsync()
        => !IsEnabled
            ? $"{LeadGraphOptions.Section}:{nameof(LeadGraphOptions.Store)} is {options.Value.Store}, so no store "
                + "is used."
            : _file is null ? "The database is not a file, so there is no place for a store."
            : await Task.Run(() => FindProblem(_file));

    private static async Task<string?> FindProblemAsync(NpgsqlDataSource server, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection open = await server.OpenConnectionAsync(cancellationToken);
        return await PostgreSqlStoreCheck.FindProblemAsync(open, cancellationToken);
    }

    private string? FindProblem(StoreFile file)
    {
        try
        {
            if (connection.IsDemo)
            {
                file.Install();
            }

            return file.FindVersion() is { } version ? StoreVersion.Problem(version) : NotInstalled;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
        {
            return $"The store {file.Path} cannot be used: {failure.Message}";
        }
    }
}
