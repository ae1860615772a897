using System.Collections.Immutable;
using System.Data.Common;
using LeadGraph.Scoring;
using LeadGraph.Store;

namespace LeadGraph.Changes;

/// <summary>Reads recorded tier changes from the store.</summary>
internal static class TierChangeRows
{
    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public const string Columns = "id, user_id, previous, current, changed_at, reason";

    // Behind those of Columns.
    private const int DeletedColumn = 6;

    /// <summary>The id of the last change, which may have been deleted; 0 if there is none.</summary>
    public const string LastIdSql = """
        SELECT max(last) FROM (SELECT pruned_id AS last FROM leadgraph.feed
            UNION ALL SELECT max(id) FROM leadgraph.tier_changes) AS l
        """;

    private const string AfterSql = $"""
        {LastIdSql};
        SELECT {Columns}, (SELECT pruned_id FROM leadgraph.feed)
        FROM leadgraph.tier_changes WHERE id > @delivered ORDER BY id LIMIT @most
        """;

    /// <summary>The id of the last change; 0 if there is none.</summary>
    /// <param name="store">The store, which must be there.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<long> ReadLastIdAsync(LeadStore store, CancellationToken cancellationToken)
    {
        await using StoreConnection connection = await store.OpenAsync(cancellationToken);
        await using DbCommand command = connection.Command(LastIdSql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Reads changes after those that were delivered, <see cref="LeadScoreMonitor.LargestMessage"/> at most.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="delivered">The id of the last one that was; null to deliver none that is there already.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// The changes in their order, the id of the last that is recorded or was, and the id up to which changes had been
    /// deleted when these were read: if it is above the last one delivered, there may have been others before them.
    /// </returns>
    public static async Task<(ImmutableArray<LeadScoreChange> Changes, long Last, long Deleted)> ReadAfterAsync(
        StoreConnection connection, long? delivered, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.Command(
            AfterSql, ("delivered", delivered ?? long.MaxValue), ("most", LeadScoreMonitor.LargestMessage));
        ImmutableArray<LeadScoreChange>.Builder changes = ImmutableArray.CreateBuilder<LeadScoreChange>();
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        long last = row.GetInt64(0);
        long deleted = last;
        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            changes.Add(Read(row));
            last = changes[^1].Id;
            deleted = row.GetInt64(DeletedColumn);
        }

        return (changes.ToImmutable(), last, deleted);
    }

    /// <summary>The change of a row.</summary>
    /// <param name="row">The row, with <see cref="Columns"/>.</param>
    public static LeadScoreChange Read(DbDataReader row) => new(
        row.GetInt64(1), row.IsDBNull(2) ? null : (LeadScore)row.GetInt32(2), (LeadScore)row.GetInt32(3),
        row.GetUtc(4), (LeadScoreChangeReason)row.GetInt32(5))
    {
        Id = row.GetInt64(0)
    };
}
