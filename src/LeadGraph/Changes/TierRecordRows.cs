using System.Data.Common;
using LeadGraph.Store;

namespace LeadGraph.Changes;

/// <summary>
/// Writes the rows of a comparison: to PostgreSQL thousands by one statement, to SQLite one by one, which is as fast
/// there.
/// </summary>
/// <param name="connection">The connection of the transaction.</param>
/// <param name="timeout">How many seconds a statement may take.</param>
internal sealed class TierRecordRows(StoreConnection connection, int timeout)
{
    private const int RowsPerStatement = 20_000;

    private const string TiersSql = """
        INSERT INTO leadgraph.known_tiers (user_id, lead_score) SELECT * FROM unnest(@users, @tiers)
        ON CONFLICT (user_id) DO UPDATE SET lead_score = excluded.lead_score
        """;

    private const string ChangesSql = """
        INSERT INTO leadgraph.tier_changes (user_id, previous, current, reason, changed_at)
        SELECT c.user_id, c.previous, c.current, c.reason, @now
        FROM unnest(@users, @previous, @current, @reasons) WITH ORDINALITY
            AS c (user_id, previous, current, reason, place)
        ORDER BY c.place
        """;

    /// <summary>Writes the tiers of leads, and deletes those of leads that are gone.</summary>
    /// <param name="differences">The leads.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task WriteTiersAsync(IEnumerable<TierDifference> differences, CancellationToken cancellationToken)
    {
        if (connection.IsSqlite)
        {
            WriteEach(
                "INSERT INTO known_tiers VALUES (@user, @tier) "
                    + "ON CONFLICT DO UPDATE SET lead_score = excluded.lead_score",
                differences.Where(lead => lead.Current is not null), ["user", "tier"],
                lead => [lead.User, (int)lead.Current!.Value]);
            WriteEach(
                "DELETE FROM known_tiers WHERE user_id = @user",
                differences.Where(lead => lead.Current is null), ["user"], lead => [lead.User]);
            return;
        }

        foreach (TierDifference[] some in differences.Chunk(RowsPerStatement))
        {
            TierDifference[] there = [.. some.Where(lead => lead.Current is not null)];
            await ExecuteAsync(TiersSql, cancellationToken,
                ("users", there.Select(lead => lead.User).ToArray()),
                ("tiers", there.Select(lead => (int)lead.Current!.Value).ToArray()));
            await ExecuteAsync("DELETE FROM leadgraph.known_tiers WHERE user_id = ANY (@users)", cancellationToken,
                ("users", some.Where(lead => lead.Current is null).Select(lead => lead.User).ToArray()));
        }
    }

    /// <summary>Appends changes, in their order.</summary>
    /// <param name="changes">The changes of one comparison.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> WriteChangesAsync(
        IEnumerable<LeadScoreChange> changes, CancellationToken cancellationToken)
    {
        if (connection.IsSqlite)
        {
            return WriteEach(
                "INSERT INTO tier_changes (user_id, previous, current, reason, changed_at) "
                    + "VALUES (@user, @previous, @current, @reason, @now)",
                changes, ["user", "previous", "current", "reason", "now"],
                change =>
                [
                    change.UserId, (object?)(int?)change.Previous ?? DBNull.Value, (int)change.Current,
                    (int)change.Reason, change.ChangedAt
                ]);
        }

        int written = 0;
        foreach (LeadScoreChange[] some in changes.Chunk(RowsPerStatement))
        {
            await ExecuteAsync(ChangesSql, cancellationToken,
                ("users", some.Select(change => change.UserId).ToArray()),
                ("previous", some.Select(change => (int?)change.Previous).ToArray()),
                ("current", some.Select(change => (int)change.Current).ToArray()),
                ("reasons", some.Select(change => (int)change.Reason).ToArray()),
                ("now", some[0].ChangedAt));
            written += some.Length;
        }

        return written;
    }

    private async Task ExecuteAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using DbCommand command = connection.Command(sql, parameters);
        command.CommandTimeout = timeout;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private int WriteEach<T>(string sql, IEnumerable<T> rows, string[] names, Func<T, object[]> values)
    {
        using DbCommand command = connection.Command(sql, [.. names.Select(name => (name, (object?)null))]);
        int written = 0;
        foreach (T row in rows)
        {
            object[] given = values(row);
            for (int i = 0; i < given.Length; i++)
            {
                command.Parameters[i].Value = given[i];
            }

            written += command.ExecuteNonQuery();
        }

        return written;
    }
}
