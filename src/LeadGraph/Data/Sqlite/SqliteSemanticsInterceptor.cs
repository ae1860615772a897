using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeadGraph.Data.Sqlite;

/// <summary>
/// Gives SQLite connections the semantics of PostgreSQL: LIKE is case-sensitive, and functions fold texts in every
/// script, give texts that are times one form and tell the days of events.
/// </summary>
public sealed class SqliteSemanticsInterceptor : DbConnectionInterceptor
{
    /// <summary>The function that folds texts for searches.</summary>
    internal const string FoldFunction = "folded_text";

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
        connection.CreateFunction(
            FoldFunction, (string? text) => text is null ? null : CaseFolding.Folded(text), isDeterministic: true);
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
