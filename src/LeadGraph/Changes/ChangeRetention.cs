using System.Data.Common;
using LeadGraph.Store;

namespace LeadGraph.Changes;

/// <summary>
/// Deletes recorded tier changes that are old or too many, and keeps up to which id that was done. Each run deletes a
/// limited number, so that who records has not to wait for a long deletion, and the next runs go on.
/// </summary>
public static class ChangeRetention
{
    /// <summary>How many ids one run looks at and deletes at most.</summary>
    public const int MostPerRun = 20_000;

    // Of those that this run may delete, the second looks for the first that is kept.
    private const string BoundsSql = """
        SELECT b.first,
            (SELECT id FROM leadgraph.tier_changes
                WHERE id < b.first + @most AND changed_at >= @oldest ORDER BY id LIMIT 1),
            b.last
        FROM (SELECT (SELECT min(id) FROM leadgraph.tier_changes) AS first,
            (SELECT max(id) FROM leadgraph.tier_changes) AS last) AS b
        """;

    private const string DeleteSql = """
        DELETE FROM leadgraph.tier_changes WHERE id <= @id;
        UPDATE leadgraph.feed SET pruned_id = @id WHERE pruned_id < @id
        """;

    /// <summary>
    /// Deletes the oldest of what need not be kept, <see cref="MostPerRun"/> ids at most, in the transaction of who
    /// records.
    /// </summary>
    /// <param name="connection">The connection of the transaction.</param>
    /// <param name="options">How long and how many changes are kept.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="timeout">How long each statement may take.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task PruneAsync(
        StoreConnection connection, ChangesOptions options, DateTime now, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        long first, last;
        long? firstKept;
        await using (DbCommand bounds = connection.Command(
            BoundsSql, ("most", MostPerRun), ("oldest", now - options.Retention)))
        {
            bounds.CommandTimeout = (int)timeout.TotalSeconds;
            await using DbDataReader row = await bounds.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            if (row.IsDBNull(0))
            {
                return;
            }

            first = row.GetInt64(0);
            firstKept = row.IsDBNull(1) ? null : row.GetInt64(1);
            last = row.GetInt64(2);
        }

        long unwanted = Math.Max(firstKept - 1 ?? last, last - options.MaxKept);
        long deleted = Math.Min(unwanted, first + MostPerRun - 1);
        if (deleted >= first)
        {
            await using DbCommand delete = connection.Command(DeleteSql, ("id", deleted));
            delete.CommandTimeout = (int)timeout.TotalSeconds;
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
