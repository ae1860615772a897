using System.Data.Common;
using LeadGraph.Store;

namespace LeadGraph.Changes;

/// <summary>Deletes recorded tier changes that are old or too many, and keeps up to which id that was done.</summary>
public static class ChangeRetention
{
    // The second looks at the oldest changes only, up to the first that is kept.
    private const string BoundsSql = """
        SELECT (SELECT min(id) FROM leadgraph.tier_changes),
            (SELECT id FROM leadgraph.tier_changes WHERE changed_at >= @oldest ORDER BY id LIMIT 1),
            (SELECT max(id) FROM leadgraph.tier_changes)
        """;

    private const string DeleteSql = """
        DELETE FROM leadgraph.tier_changes WHERE id <= @id;
        UPDATE leadgraph.feed SET pruned_id = @id WHERE pruned_id < @id
        """;

    /// <summary>Deletes what need not be kept, in the transaction of who records.</summary>
    /// <param name="connection">The connection of the transaction.</param>
    /// <param name="options">How long and how many changes are kept.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task PruneAsync(
        StoreConnection connection, ChangesOptions options, DateTime now, CancellationToken cancellationToken)
    {
        long first, last;
        long? firstKept;
        await using (DbCommand bounds = connection.Command(BoundsSql, ("oldest", now - options.Retention)))
        {
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

        long deleted = Math.Max(firstKept - 1 ?? last, last - options.MaxKept);
        if (deleted >= first)
        {
            await connection.ExecuteAsync(DeleteSql, cancellationToken, ("id", deleted));
        }
    }
}
