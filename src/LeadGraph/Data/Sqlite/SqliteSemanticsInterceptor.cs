using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data.Sqlite;

/// <summary>
/// Gives each SQLite connection the meaning that PostgreSQL has: LIKE minds case, <c>lower()</c> folds every script
/// instead of ASCII alone, and there is a function that tells times from other text.
/// </summary>
public sealed class SqliteSemanticsInterceptor : DbConnectionInterceptor
{
    /// <inheritdoc/>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        => Apply((SqliteConnection)connection);

    /// <inheritdoc/>
    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    private static void Apply(SqliteConnection connection)
    {
        connection.CreateFunction("lower", (string? text) => text?.ToLowerInvariant(), isDeterministic: true);
        connection.CreateFunction(
            ReadableTime.SqliteFunction, (string? text) => ReadableTime.IsReadable(text) ? text : null,
            isDeterministic: true);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA case_sensitive_like = ON";
        command.ExecuteNonQuery();
    }
}
