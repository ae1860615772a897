using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data.Sqlite;

/// <summary>
/// Gives SQLite connections the semantics of PostgreSQL: LIKE is case-sensitive, <c>lower()</c> folds every script
/// instead of only ASCII, and functions give texts that are times one form and tell the days of events.
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
            ReadableTime.SqliteFunction, (string? text) => ReadableTime.Canonical(text), isDeterministic: true);
        connection.CreateFunction(
            Milliseconds.SqliteFunction, (string? text) => Milliseconds.Cut(text), isDeterministic: true);
        connection.CreateFunction(
            Milliseconds.SqliteLaterFunction, (string? text, long later) => Milliseconds.Later(text, later),
            isDeterministic: true);
        ScoringDay.DefineOn(connection);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA case_sensitive_like = ON";
        command.ExecuteNonQuery();
    }
}
