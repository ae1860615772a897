using System.Data.Common;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using LeadGraph.Data.Tables;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LeadGraph.Data;

/// <summary>
/// Decides whether the database can serve leads: its tables must have the columns that are read and, in Maintained
/// mode, the maintained table must be filled.
/// </summary>
/// <param name="connection">Which database, and how to connect.</param>
/// <param name="postgreSql">Connections to PostgreSQL; null if the database is SQLite.</param>
/// <param name="activity">Whether scored activity is read from the maintained table, and how old it may be.</param>
/// <param name="activityTable">Checks the maintained table.</param>
/// <param name="mapping">The names that the settings give to the tables.</param>
internal sealed class DatabaseReadiness(
    DatabaseConnection connection,
    NpgsqlDataSource? postgreSql,
    ActivityOptions activity,
    IActivityTableCheck activityTable,
    TableMapping mapping)
{
    private const int SqliteBusy = 5;

    /// <summary>Reads the catalog and checks what it says.</summary>
    /// <param name="knownShape">The shape of the tables as last read, if it was.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>
    /// The catalog, the shape of the tables, and why their data are incomplete or out of date, if they are.
    /// </returns>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    public async Task<(TableCatalog Catalog, TableShape Shape, string? Limitation)> CheckAsync(
        TableShape? knownShape, CancellationToken cancellationToken)
    {
        TableCatalog catalog = postgreSql is null
            ? await Task.Run(() => SqliteCatalog.Read(connection.ConnectionString, mapping), CancellationToken.None)
            : await PostgreSqlCatalog.ReadAsync(postgreSql, mapping, cancellationToken);
        TableShape shape;
        string? limitation = null;
        try
        {
            shape = catalog.ToShape();
            limitation = catalog.Limitation;
        }
        catch (DatabaseNotReadyException notReady)
            when (activity.Mode == ActivityMode.Maintained && knownShape is not null)
        {
            // The maintained rows can be read even while the two tables cannot.
            (shape, limitation) = (knownShape, notReady.Message);
        }

        if (activity.Mode == ActivityMode.Maintained)
        {
            TimeSpan age = await activityTable.RequireFilledAsync(postgreSql!, cancellationToken);
            if (age > activity.OldestTick)
            {
                limitation ??= $"leadgraph.user_activity was last brought up to date {age.TotalSeconds:F0} s ago.";
            }
        }

        return (catalog, shape, limitation);
    }

    /// <summary>Says in plain words why the catalog could not be read, without anything secret.</summary>
    /// <param name="failure">The exception of the attempt.</param>
    /// <param name="certificateProblem">What is wrong with the server's TLS; null for nothing.</param>
    public static DatabaseNotReadyException Explain(Exception failure, string? certificateProblem = null)
        => new(failure switch
        {
            PostgresException { SqlState: ['2', '8', ..] } => "The database refuses the login.",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections }
                => "The database has no connection to spare.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "There is no such database.",
            SqliteException { SqliteErrorCode: SqliteBusy } => "Another program keeps the database file locked.",
            _ when certificateProblem is not null => certificateProblem,
            DbException or TimeoutException or OperationCanceledException => "The database cannot be reached.",
            // A database can return any other error.
            _ => "The database's catalog cannot be read."
        }, failure);
}
