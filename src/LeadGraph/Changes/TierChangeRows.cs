using System.Collections.Immutable;
using System.Data.Common;
using LeadGraph.Changes.Feed;
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

    /// <summary>The columns that <see cref="ReadLast"/> reads: the id of the last change, and the store.</summary>
    public const string LastSql = $"SELECT ({LastIdSql}), ({StoreSql})";

    // As cursors have it.
    private const string StoreSql = "SELECT substr(CAST(store_id AS text), 1, 8) FROM leadgraph.store";

    private const string AfterSql = $"""
        {LastSql};
        SELECT {Columns}, (SELECT pruned_id FROM leadgraph.feed)
        FROM leadgraph.tier_changes
        WHERE id > (SELECT CASE WHEN @store IN ('', ({StoreSql})) THEN @delivered ELSE 0 END)
        ORDER BY id LIMIT @most
        """;

    /// <summary>The last change that is recorded or was, with the store that it is in.</summary>
    /// <param name="store">The store, which must be there.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ChangeCursor> ReadLastAsync(LeadStore store, CancellationToken cancellationToken)
    {
        await using StoreConnection connection = await store.OpenAsync(cancellationToken);
        return await ReadLastAsync(connection, cancellationToken);
    }

    /// <summary>The last change that is recorded or was, with the store that it is in.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ChangeCursor> ReadLastAsync(
        StoreConnection connection, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.Command(LastSql);
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return ReadLast(row);
    }

    /// <summary>
    /// Reads changes after those that were delivered, <see cref="LeadScoreMonitor.LargestMessage"/> at most.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="delivered">
    /// The last one that was; null to deliver none that is there already. Of another store all are read.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// The changes in their order, the id after which they were read, the last that is recorded or was, and the id up to
    /// which changes had been deleted when these were read: if it is above the one after which they were read, there may
    /// have been others before them.
    /// </returns>
    public static async Task<(ImmutableArray<LeadScoreChange> Changes, long From, ChangeCursor Last, long Deleted)>
        ReadAfterAsync(StoreConnection connection, ChangeCursor? delivered, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.Command(
            AfterSql, ("delivered", delivered?.Id ?? long.MaxValue),
            ("store", delivered?.Store is { } known ? ChangeCursor.TextOf(known) : ""),
            ("most", LeadScoreMonitor.LargestMessage));
        ImmutableArray<LeadScoreChange>.Builder changes = ImmutableArray.CreateBuilder<LeadScoreChange>();
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        ChangeCursor last = ReadLast(row);
        long from = delivered is { } position ? position.IsOf(last.Store) ? position.Id : 0 : last.Id;
        long deleted = last.Id;
        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            changes.Add(Read(row, last.Store));
            last = changes[^1].Position;
            deleted = row.GetInt64(DeletedColumn);
        }

        return (changes.ToImmutable(), from, last, deleted);
    }

    /// <summary>The last change that is recorded or was.</summary>
    /// <param name="row">The row of <see cref="LastSql"/>.</param>
    public static ChangeCursor ReadLast(DbDataReader row)
        => new(row.GetInt64(0), ChangeCursor.StoreOf(row.GetString(1)));

    /// <summary>The change of a row.</summary>
    /// <param name="row">The row, with <see cref="Columns"/>.</param>
    /// <param name="store">The store of the row, as cursors have it.</param>
    public static LeadScoreChange Read(DbDataReader row, uint? store) => new(
        row.GetInt64(1), row.IsDBNull(2) ? null : (LeadScore)row.GetInt32(2), (LeadScore)row.GetInt32(3),
        row.GetUtc(4), (LeadScoreChangeReason)row.GetInt32(5))
    {
        Id = row.GetInt64(0),
        Store = store
    };
}
