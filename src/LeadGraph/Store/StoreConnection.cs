using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace LeadGraph.Store;

/// <summary>
/// A connection to the store. The statements name tables as PostgreSQL has them, <c>leadgraph.feed</c>; a file of
/// SQLite has no schemas.
/// </summary>
/// <param name="connection">The open connection, which it takes over.</param>
/// <param name="lease">What is given back with it.</param>
public sealed class StoreConnection(DbConnection connection, IDisposable? lease = null) : IAsyncDisposable
{
    /// <summary>Whether the store is a file of SQLite.</summary>
    public bool IsSqlite { get; } = connection is SqliteConnection;

    /// <summary>The connection.</summary>
    public DbConnection Inner => connection;

    /// <summary>Begins a transaction, on SQLite one that writes.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<DbTransaction> BeginAsync(CancellationToken cancellationToken)
        => connection is SqliteConnection file
            ? file.BeginTransaction(deferred: false)
            : await connection.BeginTransactionAsync(cancellationToken);

    /// <summary>Begins a transaction, and waits until no other has the same lock; on SQLite only one writes anyway.</summary>
    /// <param name="advisoryLock">The number of the advisory lock, which ends with the transaction.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<DbTransaction> BeginAloneAsync(long advisoryLock, CancellationToken cancellationToken)
    {
        DbTransaction transaction = await BeginAsync(cancellationToken);
        if (!IsSqlite)
        {
            await ExecuteAsync("SELECT pg_advisory_xact_lock(@lock)", cancellationToken, ("lock", advisoryLock));
        }

        return transaction;
    }

    /// <summary>A statement.</summary>
    /// <param name="sql">The SQL, for either database.</param>
    /// <param name="parameters">The parameters, each with <c>@</c> in the SQL.</param>
    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = IsSqlite ? sql.Replace("leadgraph.", "", StringComparison.Ordinal) : sql;
        foreach (var (name, value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Executes a statement.</summary>
    /// <param name="sql">The SQL, for either database.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="parameters">The parameters, each with <c>@</c> in the SQL.</param>
    /// <returns>How many rows it wrote.</returns>
    public async Task<int> ExecuteAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A condition for the rows of some ids, with its parameters.</summary>
    /// <param name="ids">The ids, a few hundred at most.</param>
    public static (string Condition, (string Name, object? Value)[] Parameters) IdIn(IReadOnlyList<long> ids)
        => ($"id IN ({string.Join(", ", ids.Select((_, i) => $"@id{i}"))})",
            [.. ids.Select((id, i) => ($"id{i}", (object?)id))]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        lease?.Dispose();
    }
}
