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
/// <param name="timeZone">The IANA name of the time zone whose days are scored.</param>
/// <param name="windowDays">How many days are scored.</param>
internal sealed class DatabaseReadiness(
    DatabaseConnection connection,
    NpgsqlDataSource? postgreSql,
    ActivityOptions activity,
    IActivityTableCheck activityTable,
    TableMapping mapping,
    string timeZone,
    int windowDays)
{
    private const int SqliteBusy = 5;

    /// <summary>Reads the catalog and checks what it says.</summary>
    /// <param name="knownShape">The shape of the tables as last read, if it was.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>
    /// The catalog, the shape of the tables, why their data are incomplete or out of date, if they are, and whether
    /// rows of the two tables are out of reach or hidden.
    /// </returns>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    public async Task<(TableCatalog Catalog, TableShape Shape, string? Limitation, bool HidesRows)> CheckAsync(
        TableShape? knownShape, CancellationToken cancellationToken)
    {
        TableCatalog catalog = postgreSql is null
            ? await Task.Run(() => SqliteCatalog.Read(connection.ConnectionString, mapping), CancellationToken.None)
            : await PostgreSqlCatalog.ReadAsync(postgreSql, mapping, cancellationToken);
        TableShape shape;
        string? limitation = null;
        try
        {
            shape = catalog.ToShape(timeZone);
            await RequireZoneAsync(shape.DayZone, cancellationToken);
            await RequireReadableAsync(catalog, shape, cancellationToken);
            shape = shape with
            {
                ReadsEventsByUser = postgreSql is not null && await EventsByUser.DecideAsync(
                    postgreSql, shape, knownShape?.ReadsEventsByUser == true, windowDays, cancellationToken)
            };
            limitation = catalog.Limitation;
        }
        catch (DatabaseNotReadyException notReady)
            when (activity.Mode == ActivityMode.Maintained && knownShape is not null)
        {
            // The maintained rows can be read even while the two tables cannot.
            (shape, limitation) = (knownShape, notReady.Message);
        }

        bool hidesRows = limitation is not null;
        if (activity.Mode == ActivityMode.Maintained)
        {
            (TimeSpan age, string? problem) = await activityTable.RequireFilledAsync(postgreSql!, cancellationToken);
            limitation = (problem, limitation) switch
            {
                ({ } first, { } second) => $"{first} {second}",
                _ => problem ?? limitation ?? (age > activity.OldestTick
                    ? $"leadgraph.user_activity was last brought up to date {age.TotalSeconds:F0} s ago." : null)
            };
        }

        return (catalog, shape, limitation, hidesRows);
    }

    // The catalog does not tell everything: what a view reads may be denied to its owner, or a setting of the role may
    // forbid what policies would filter. No row is read. A table that somebody has locked is not known to be refused,
    // and readiness does not wait for it.
    private async Task RequireReadableAsync(
        TableCatalog catalog, TableShape shape, CancellationToken cancellationToken)
    {
        if (postgreSql is null)
        {
            return;
        }

        await using NpgsqlConnection open = await postgreSql.OpenConnectionAsync(cancellationToken);
        foreach (var (table, statement) in new[]
        {
            (TableCatalog.Registrations, SourceSql.SelectRegistrations(shape)),
            (TableCatalog.Events, SourceSql.SelectEvents(shape))
        })
        {
            await using NpgsqlTransaction transaction = await open.BeginTransactionAsync(cancellationToken);
            await using var read = new NpgsqlCommand(
                $"SET LOCAL lock_timeout = '100ms'; {statement} LIMIT 0", open, transaction);
            try
            {
                await read.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException locked) when (locked.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // The next check tells.
            }
            catch (PostgresException refused) when (refused.SqlState is ['4', '2', ..] or ['0', 'A', ..])
            {
                throw new DatabaseNotReadyException(
                    $"Table {catalog.Shown(table)} cannot be read: {refused.MessageText}.", refused);
            }
        }
    }

    private async Task RequireZoneAsync(string zone, CancellationToken cancellationToken)
    {
        if (zone == TableShape.Utc)
        {
            return;
        }

        await using NpgsqlCommand convert = postgreSql!.CreateCommand("SELECT now() AT TIME ZONE $1");
        convert.Parameters.Add(new NpgsqlParameter { Value = zone });
        try
        {
            await convert.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException unknown) when (unknown.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            throw new DatabaseNotReadyException($"The database does not know the time zone {zone} of "
                + "LeadGraph:Scoring:TimeZone, in which the days of columns of type date begin. Choose another name of "
                + "it, or bring the server's time zone data up to date.", unknown);
        }
    }

    /// <summary>Says in plain words why the catalog could not be read, without anything secret.</summary>
    /// <param name="failure">The exception of the attempt.</param>
    /// <param name="tlsProblem">What is wrong with TLS; null for nothing.</param>
    public static DatabaseNotReadyException Explain(Exception failure, string? tlsProblem = null)
        => new(tlsProblem ?? failure switch
        {
            PostgresException { SqlState: ['2', '8', ..] } => "The database refuses the login.",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections }
                => "The database has no connection to spare.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "There is no such database.",
            PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation, MessageText: var refused }
                when refused.StartsWith("unsupported startup parameter", StringComparison.Ordinal)
                => "A connection pooler does not take a setting of the connection string: "
                    + $"{refused}. Leave it out there, or have PgBouncer ignore it (ignore_startup_parameters).",
            PostgresException { SqlState: PostgresErrorCodes.UntranslatableCharacter }
                => "The database's encoding lacks a character of a name in LeadGraph:Tables.",
            SqliteException { SqliteErrorCode: SqliteBusy } => "Another program keeps the database file locked.",
            DbException or TimeoutException or OperationCanceledException => "The database cannot be reached.",
            // A database can return any other error.
            _ => "The database's catalog cannot be read."
        }, failure);
}
