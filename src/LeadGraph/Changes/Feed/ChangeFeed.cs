using System.Data.Common;
using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Store;

namespace LeadGraph.Changes.Feed;

/// <summary>
/// Reads the recorded changes in the order of their ids, which is that of their commits, because ids are given under a
/// lock: no change ever appears before one that a reader has read.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="reader">Limits the reads and their time.</param>
public sealed class ChangeFeed(LeadStore store, DatabaseReader reader)
{
    private const string OldestSql = """
        SELECT f.pruned_id, (SELECT min(changed_at) FROM leadgraph.tier_changes
            WHERE id = (SELECT min(id) FROM leadgraph.tier_changes))
        FROM leadgraph.feed f
        """;

    /// <summary>Reads changes.</summary>
    /// <param name="request">Which.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="countsAll">Whether to count all changes that fit.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ChangeFeedException">They cannot be read.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public Task<ChangePage> ReadAsync(
        ChangeRequest request, string caller, bool countsAll, CancellationToken cancellationToken)
        => ReadAsync(
            caller, (connection, stop) => ReadAsync(connection, request, countsAll, stop), cancellationToken);

    /// <summary>Reads changes by their ids, those that are there.</summary>
    /// <param name="ids">The ids, a few hundred at most.</param>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ChangeFeedException">They cannot be read.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public Task<List<LeadScoreChange>> FindAsync(
        IReadOnlyList<long> ids, string caller, CancellationToken cancellationToken)
    {
        var (condition, parameters) = StoreConnection.IdIn(ids);
        return ReadAsync(
            caller,
            async (connection, stop) => await ReadRowsAsync(
                connection, $" WHERE {condition}", parameters,
                (await TierChangeRows.ReadLastAsync(connection, stop)).Store!.Value, stop),
            cancellationToken);
    }

    private Task<T> ReadAsync<T>(
        string caller, Func<StoreConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => reader.RunReadAsync(
            caller,
            async stop =>
            {
                (StoreConnection? open, string? problem) = await store.OpenForCallerAsync(stop);
                await using StoreConnection connection = open
                    ?? throw new ChangeFeedException(ChangeFeedProblem.StoreMissing, problem!);
                return await read(connection, stop);
            },
            cancellationToken);

    private static async Task<ChangePage> ReadAsync(
        StoreConnection connection, ChangeRequest request, bool countsAll, CancellationToken cancellationToken)
    {
        // In this order: what is committed or deleted meanwhile is then neither skipped nor taken for complete.
        ChangeCursor end = await TierChangeRows.ReadLastAsync(connection, cancellationToken);
        (long last, uint store) = (end.Id, end.Store!.Value);
        List<LeadScoreChange> changes = await ReadRowsAsync(
            connection,
            $"{Where(request)} ORDER BY id {(request.FromEnd ? "DESC" : "")} LIMIT @limit",
            Parameters(request),
            store,
            cancellationToken);
        int? total = countsAll
            ? Convert.ToInt32(await ScalarAsync(connection, "SELECT count(*) FROM leadgraph.tier_changes" + Where(
                request with { After = null, Before = null }), cancellationToken, Parameters(request)),
                CultureInfo.InvariantCulture)
            : null;
        await CheckAsync(connection, request, end, cancellationToken);

        bool hasMore = changes.Count > request.Limit;
        if (hasMore)
        {
            changes.RemoveAt(request.Limit);
        }

        if (request.FromEnd)
        {
            changes.Reverse();
        }

        return new ChangePage(
            changes, hasMore, store,
            Math.Max(Math.Max(last, request.After?.Id ?? 0), changes.LastOrDefault()?.Id ?? 0), total);
    }

    private static async Task<List<LeadScoreChange>> ReadRowsAsync(
        StoreConnection connection, string conditions, (string, object?)[] parameters, uint store,
        CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.Command(
            $"SELECT {TierChangeRows.Columns} FROM leadgraph.tier_changes{conditions}", parameters);
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        List<LeadScoreChange> changes = [];
        while (await row.ReadAsync(cancellationToken))
        {
            changes.Add(TierChangeRows.Read(row, store));
        }

        return changes;
    }

    private static async Task CheckAsync(
        StoreConnection connection, ChangeRequest request, ChangeCursor last, CancellationToken cancellationToken)
    {
        if (request.After is null && request.Before is null)
        {
            return;
        }

        await using DbCommand command = connection.Command(OldestSql);
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        ChangeCursor oldest = last with { Id = row.GetInt64(0) };
        if (request.After?.IsOf(last.Store) is false || request.Before?.IsOf(last.Store) is false
            || request.After?.Id > last.Id)
        {
            throw new ChangeFeedException(
                ChangeFeedProblem.OtherStore, "This cursor is of a store that is not there any more; begin anew.",
                oldest);
        }

        DateTime? first = row.GetUtcOrNull(1);
        string since = first is null ? "none is kept" : $"the oldest that is kept is of {LeadRow.TimeText(first)}";
        if (request.After?.Id < oldest.Id || request.Before?.Id <= oldest.Id)
        {
            throw new ChangeFeedException(
                ChangeFeedProblem.Deleted, $"Changes after this cursor have been deleted; {since}.", oldest);
        }
    }

    private static string Where(ChangeRequest request)
    {
        string[] conditions =
        [
            .. request.After is null ? [] : (string[])["id > @after"],
            .. request.Before is null ? [] : (string[])["id < @before"],
            .. request.To is not { } tiers ? [] : (string[])
                [$"current IN ({string.Join(", ", tiers.Select((_, i) => $"@to{i}"))})"],
            .. request.UserId is null ? [] : (string[])["user_id = @user"],
            .. request.Since is null ? [] : (string[])["changed_at >= @since"],
            .. request.Until is null ? [] : (string[])["changed_at < @until"]
        ];
        return conditions.Length == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
    }

    private static (string, object?)[] Parameters(ChangeRequest request)
        =>
        [
            ("limit", request.Limit + 1), ("after", request.After?.Id ?? 0), ("before", request.Before?.Id ?? 0),
            ("user", request.UserId ?? 0),
            ("since", request.Since ?? DateTime.UnixEpoch), ("until", request.Until ?? DateTime.UnixEpoch),
            .. (request.To ?? []).Select((tier, i) => ($"to{i}", (object?)(int)tier))
        ];

    private static async Task<object?> ScalarAsync(
        StoreConnection connection, string sql, CancellationToken cancellationToken,
        params (string, object?)[] parameters)
    {
        await using DbCommand command = connection.Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
