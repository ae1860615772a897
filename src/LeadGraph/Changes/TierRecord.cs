using System.Data.Common;
using LeadGraph.Scoring;
using LeadGraph.Store;

namespace LeadGraph.Changes;

/// <summary>The store's state before a comparison of Live mode.</summary>
/// <param name="Number">How many comparisons there were.</param>
/// <param name="ComparedAt">The time of the last one, UTC; null before the first.</param>
/// <param name="Rules">The scoring rules of then, as JSON.</param>
/// <param name="SinceLast">How long ago it was, by the clock of the store; negative after that was set back.</param>
/// <param name="FollowsMaintained">Whether Maintained mode recorded last, so that its tiers are those before.</param>
internal sealed record RecordState(
    long Number, DateTime? ComparedAt, string? Rules, TimeSpan? SinceLast, bool FollowsMaintained);

/// <summary>
/// Reads the tiers of the last comparison from the store, and writes what another one finds. On PostgreSQL one instance
/// at a time does so, under a lock. On SQLite, where the lock would keep all others from writing, the first that
/// finishes wins.
/// </summary>
internal sealed class TierRecord : IAsyncDisposable
{
    /// <summary>The value of <c>leadgraph.feed.mode</c> while Live mode records.</summary>
    public const string Live = "Live";

    /// <summary>The value of <c>leadgraph.feed.mode</c> while Maintained mode records.</summary>
    public const string Maintained = "Maintained";

    private const string SinceTick = "extract(epoch FROM clock_timestamp() - ticked_at)::float8";
    private const string SinceComparison = "extract(epoch FROM clock_timestamp() - c.ended_at)::float8";
    private const string SinceComparisonOnSqlite = "(julianday('now') - julianday(c.ended_at)) * 86400.0";

    private readonly StoreConnection _connection;
    private readonly int _seconds;
    private DbTransaction? _transaction;

    private TierRecord(StoreConnection connection, TimeSpan timeout)
    {
        _connection = connection;
        _seconds = (int)timeout.TotalSeconds;
    }

    /// <summary>Begins; null if another instance is comparing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="timeout">How long the comparison may take.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<TierRecord?> TryBeginAsync(
        LeadStore store, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var record = new TierRecord(await store.OpenAsync(cancellationToken), timeout);
        try
        {
            if (await record.TryLockAsync(timeout, cancellationToken))
            {
                return record;
            }
        }
        catch
        {
            await record.DisposeAsync();
            throw;
        }

        await record.DisposeAsync();
        return null;
    }

    /// <summary>Reads the state.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<RecordState> ReadStateAsync(CancellationToken cancellationToken)
    {
        await using DbCommand command = Command($"""
            SELECT c.number, c.compared_at, c.rules,
                {(_connection.IsSqlite ? SinceComparisonOnSqlite : SinceComparison)}, f.mode
            FROM leadgraph.comparison c, leadgraph.feed f
            """);
        RecordState state;
        await using (DbDataReader row = await command.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            state = new RecordState(
                row.GetInt64(0), row.GetUtcOrNull(1), Text(row, 2),
                Since(row, 3), Text(row, 4) == Maintained);
        }

        return state.FollowsMaintained ? await ReadMaintainedStateAsync(state, cancellationToken) : state;
    }

    /// <summary>Reads the tiers at the last comparison.</summary>
    /// <param name="state">The state.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<LeadTiers> ReadTiersAsync(RecordState state, CancellationToken cancellationToken)
    {
        string table = state.FollowsMaintained ? "leadgraph.user_activity" : "leadgraph.known_tiers";
        await using DbCommand command = Command($"SELECT user_id, lead_score FROM {table} ORDER BY user_id");
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        var tiers = new LeadTiers();
        while (await row.ReadAsync(cancellationToken))
        {
            tiers.Append(row.GetInt64(0), (LeadScore)row.GetInt32(1));
        }

        return tiers;
    }

    /// <summary>Writes what a comparison found, and deletes changes that need not be kept.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="differences">The leads whose tiers differ, to be enumerated several times.</param>
    /// <param name="changes">The changes to record, in their order.</param>
    /// <param name="now">The time of the comparison, UTC.</param>
    /// <param name="rules">The scoring rules, as JSON.</param>
    /// <param name="options">How long and how many changes are kept.</param>
    /// <param name="cancellationToken">Ends the attempt, which then has written nothing.</param>
    /// <returns>
    /// How many changes were recorded; null if nothing was written, because another instance has compared since the
    /// state was read.
    /// </returns>
    public async Task<int?> TryWriteAsync(
        RecordState state, IEnumerable<TierDifference> differences, IEnumerable<LeadScoreChange> changes,
        DateTime now, string rules, ChangesOptions options, CancellationToken cancellationToken)
    {
        _transaction ??= await _connection.BeginAsync(cancellationToken);
        string ended = _connection.IsSqlite ? "strftime('%Y-%m-%d %H:%M:%f', 'now')" : "clock_timestamp()";
        if (await _connection.ExecuteAsync(
            $"UPDATE leadgraph.comparison SET number = number + 1, compared_at = @now, rules = @rules, "
                + $"ended_at = {ended} WHERE number = @number",
            cancellationToken, ("now", now), ("rules", rules), ("number", state.Number)) != 1)
        {
            return null;
        }

        await _connection.ExecuteAsync(
            "UPDATE leadgraph.feed SET mode = @mode WHERE mode IS NULL OR mode <> @mode", cancellationToken,
            ("mode", Live));
        if (state.FollowsMaintained)
        {
            await using DbCommand take = Command("""
                DELETE FROM leadgraph.known_tiers;
                INSERT INTO leadgraph.known_tiers SELECT user_id, lead_score FROM leadgraph.user_activity
                """);
            await take.ExecuteNonQueryAsync(cancellationToken);
        }

        var rows = new TierRecordRows(_connection, _seconds);
        await rows.WriteTiersAsync(differences, cancellationToken);
        int written = await rows.WriteChangesAsync(changes, cancellationToken);
        await ChangeRetention.PruneAsync(
            _connection, options, now, TimeSpan.FromSeconds(_seconds), cancellationToken);
        if (written > 0 && !_connection.IsSqlite)
        {
            await _connection.ExecuteAsync($"NOTIFY {LeadStore.Channel}", cancellationToken);
        }

        await _transaction.CommitAsync(cancellationToken);
        return written;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }

        await _connection.DisposeAsync();
    }

    private async Task<bool> TryLockAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_connection.IsSqlite)
        {
            return true;
        }

        _transaction = await _connection.BeginAsync(cancellationToken);
        // Others can compare when this instance has been frozen, or its machine has gone.
        await _connection.ExecuteAsync($"""
            SET LOCAL idle_in_transaction_session_timeout = {(long)(2 * timeout).TotalMilliseconds};
            SET LOCAL tcp_keepalives_idle = 10; SET LOCAL tcp_keepalives_interval = 5;
            SET LOCAL tcp_keepalives_count = 3; SET LOCAL tcp_user_timeout = 25000
            """, cancellationToken);
        await using DbCommand tryLock = Command($"SELECT pg_try_advisory_xact_lock({LeadStore.Lock})");
        return await tryLock.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<RecordState> ReadMaintainedStateAsync(RecordState state, CancellationToken cancellationToken)
    {
        await using DbCommand command = Command($"""
            SELECT as_of, (rules::json -> 'Rules')::text, {SinceTick}
            FROM leadgraph.state
            """);
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return state with { ComparedAt = row.GetUtcOrNull(0), Rules = Text(row, 1), SinceLast = Since(row, 2) };
    }

    private DbCommand Command(string sql)
    {
        DbCommand command = _connection.Command(sql);
        command.CommandTimeout = _seconds;
        return command;
    }

    private static TimeSpan? Since(DbDataReader row, int column)
        => row.IsDBNull(column) ? null : TimeSpan.FromSeconds(row.GetDouble(column));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
