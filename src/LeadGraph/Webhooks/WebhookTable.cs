using System.Data.Common;
using LeadGraph.Changes;
using LeadGraph.Store;

namespace LeadGraph.Webhooks;

/// <summary>
/// The table of the store with the progress of each webhook. One instance at a time delivers: for a request it takes the
/// webhook for <see cref="LeaseSeconds"/> by the clock of the store, and every change of the row depends on the position
/// that it has read, so that one whose time has passed changes nothing. Thread-safe.
/// </summary>
/// <param name="store">The store, which must be there, but for <see cref="FindProblemAsync"/>.</param>
public sealed class WebhookTable(LeadStore store) : IDisposable
{
    /// <summary>How long an instance keeps a webhook for itself, in seconds; longer than a request may take.</summary>
    public const int LeaseSeconds = 40;

    // How long it keeps it after a request, in seconds, so that the same instance goes on and others look on. One that
    // is killed between two requests holds up nothing for longer.
    private const int KeptSeconds = 5;

    private const string Columns = "w.name, w.position, w.pending_id, w.attempts, w.first_attempt_at, "
        + "w.attempted_at, w.next_attempt_at, w.failure, w.delivered_at, w.disabled_at, w.tiers";

    // Counted for the tiers of the instance that asks, which are those that it delivers.
    private const string Waiting = "FROM leadgraph.tier_changes c WHERE c.id > w.position "
        + "AND (coalesce(CAST(@tiers AS integer), w.tiers) >> c.current) & 1 = 1";

    private const string Last =
        "(SELECT coalesce(max(id), 0) FROM leadgraph.tier_changes)";

    private const string NoFailure =
        "attempts = 0, first_attempt_at = NULL, attempted_at = NULL, next_attempt_at = NULL";

    private readonly string _instance = Guid.NewGuid().ToString("N");

    // Of the connections that background work shares, all webhooks take one.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Why the store cannot be used; null if it can.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<string?> FindProblemAsync(CancellationToken cancellationToken)
        => InTurnAsync(() => store.FindProblemAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// Sees to it that there is a row. A new webhook begins with the changes after now. The tiers of a request that is
    /// tried stay as they are, so that each attempt sends the same changes.
    /// </summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="delivers">Whether this process delivers to it, so that a row has its tiers from now on.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task EnsureAsync(Webhook webhook, bool delivers, CancellationToken cancellationToken)
        => RunAsync(
            store => store.ExecuteAsync(
                $"""
                INSERT INTO leadgraph.webhooks (name, tiers, position)
                SELECT @name, @tiers, ({TierChangeRows.LastIdSql}) WHERE true
                ON CONFLICT (name) DO UPDATE SET tiers = excluded.tiers
                WHERE webhooks.pending_id IS NULL AND @delivers
                """,
                cancellationToken, ("name", webhook.Name), ("tiers", webhook.TierBits), ("delivers", delivers)),
            cancellationToken);

    /// <summary>The row of a webhook; null if there is none.</summary>
    /// <param name="name">The name of the webhook.</param>
    /// <param name="tiers">
    /// The tiers whose changes are counted that wait, as <see cref="Webhook.TierBits"/>; null to count none, which costs
    /// the same however many wait.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<WebhookRow?> ReadAsync(string name, int? tiers, CancellationToken cancellationToken)
        => (await RunAsync(
            store => ReadAsync(store, name, tiers, tiers is not null, _instance, cancellationToken),
            cancellationToken)).SingleOrDefault();

    /// <summary>
    /// The rows of all webhooks, by name, with what waits for the tiers that the store has; none where the store has no
    /// table for them.
    /// </summary>
    /// <param name="connection">A connection to the store.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<List<WebhookRow>> ReadAllAsync(
        StoreConnection connection, CancellationToken cancellationToken)
    {
        string exists = connection.IsSqlite
            ? "SELECT count(*) FROM sqlite_master WHERE name = 'webhooks'"
            : "SELECT coalesce(has_table_privilege(to_regclass('leadgraph.webhooks'), 'SELECT'), false)::integer";
        await using DbCommand command = connection.Command(exists);
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), null) == 0
            ? [] : await ReadAsync(connection, name: null, tiers: null, counts: true, instance: "", cancellationToken);
    }

    /// <summary>Passes changes that the webhook does not get, and those that have been deleted.</summary>
    /// <param name="row">The row as it was read.</param>
    /// <param name="position">The new position.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>False if another instance has it, or has delivered something since the row was read.</returns>
    public Task<bool> PassAsync(WebhookRow row, long position, CancellationToken cancellationToken)
        => UpdateAsync(
            row, _ => "position = @to, pending_id = NULL", store => $"AND NOT {Taken(store)}", cancellationToken,
            ("to", position));

    /// <summary>Takes the webhook for this instance, to deliver the changes up to one.</summary>
    /// <param name="row">The row as it was read.</param>
    /// <param name="last">The id of the last change to deliver.</param>
    /// <param name="tiers">The tiers of the request, as <see cref="Webhook.TierBits"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>False if another instance has it, or has delivered something since the row was read.</returns>
    public Task<bool> TryBeginAsync(WebhookRow row, long last, int tiers, CancellationToken cancellationToken)
        => UpdateAsync(
            row,
            store => "pending_id = @last, tiers = @tiers, lease_holder = @instance, "
                + $"lease_until = {Now(store)} + {LeaseSeconds}",
            store => $"AND disabled_at IS NULL AND NOT {Taken(store)}", cancellationToken, ("last", last),
            ("tiers", tiers));

    /// <summary>Moves the position on after a success.</summary>
    /// <param name="row">The row as it was read.</param>
    /// <param name="last">The id of the last change that was delivered.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<bool> CompleteAsync(WebhookRow row, long last, CancellationToken cancellationToken)
        => UpdateAsync(
            row,
            store => $"position = @last, pending_id = NULL, delivered_at = {Time(store)}, failure = NULL, {NoFailure}, "
                + Kept(store),
            _ => "AND lease_holder = @instance", cancellationToken, ("last", last));

    /// <summary>Notes that an attempt failed, at this time by the clock of the store.</summary>
    /// <param name="row">The row as it was read.</param>
    /// <param name="failure">Why.</param>
    /// <param name="wait">How long to wait before the next attempt; null to disable the webhook.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<bool> FailAsync(
        WebhookRow row, string failure, TimeSpan? wait, CancellationToken cancellationToken)
        => UpdateAsync(
            row,
            store => $"attempts = attempts + 1, first_attempt_at = {FirstAttempt(store)}, "
                + $"attempted_at = {Time(store)}, next_attempt_at = {TimeAfterWait(store)}, "
                + $"disabled_at = {(wait is null ? Time(store) : "NULL")}, failure = @failure, {Kept(store)}",
            _ => "AND lease_holder = @instance", cancellationToken, ("wait", (wait ?? TimeSpan.Zero).TotalSeconds),
            ("overdue", row.Overdue.TotalSeconds), ("failure", failure));

    /// <summary>
    /// Has a webhook go on where it is, if it was disabled. An instance that delivers keeps it for itself, and the
    /// request that is tried stays the same.
    /// </summary>
    /// <param name="name">The name of the webhook.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task ResumeAsync(string name, CancellationToken cancellationToken)
        => RunAsync(
            store => store.ExecuteAsync(
                $"UPDATE leadgraph.webhooks SET {NoFailure}, disabled_at = NULL, failure = NULL WHERE name = @name",
                cancellationToken, ("name", name)),
            cancellationToken);

    /// <summary>Has a webhook go back to a position, and never forward, so that nothing is skipped.</summary>
    /// <param name="name">The name of the webhook.</param>
    /// <param name="position">The id before that of the first change to deliver.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether the webhook was beyond that position, and has gone back.</returns>
    public Task<bool> RewindAsync(string name, long position, CancellationToken cancellationToken)
        => RunAsync(
            async store => await store.ExecuteAsync(
                "UPDATE leadgraph.webhooks SET position = @position, pending_id = NULL "
                    + "WHERE name = @name AND position > @position",
                cancellationToken, ("name", name), ("position", position)) > 0,
            cancellationToken);

    /// <summary>Forgets a webhook.</summary>
    /// <param name="connection">A connection to the store.</param>
    /// <param name="name">The name of the webhook.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether there was such a webhook.</returns>
    public static async Task<bool> RemoveAsync(
        StoreConnection connection, string name, CancellationToken cancellationToken)
        => await connection.ExecuteAsync(
            "DELETE FROM leadgraph.webhooks WHERE name = @name", cancellationToken, ("name", name)) > 0;

    /// <summary>Gives back what this instance has taken, because it stops.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task ReleaseAsync(CancellationToken cancellationToken)
        => RunAsync(
            store => store.ExecuteAsync(
                "UPDATE leadgraph.webhooks SET lease_until = 0 WHERE lease_holder = @instance",
                cancellationToken, ("instance", _instance)),
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // Only if the row is as it was read: nobody has delivered, replayed or passed anything since.
    private Task<bool> UpdateAsync(
        WebhookRow row, Func<StoreConnection, string> set, Func<StoreConnection, string> condition,
        CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
        => RunAsync(
            async store => await store.ExecuteAsync(
                $"UPDATE leadgraph.webhooks SET {set(store)} WHERE name = @name AND position = @position "
                    + $"AND coalesce(pending_id, 0) = @pending {condition(store)}",
                cancellationToken,
                [
                    ("name", row.Name), ("position", row.Position), ("pending", row.PendingId ?? 0),
                    ("instance", _instance), .. parameters
                ]) > 0,
            cancellationToken);

    private Task<T> RunAsync<T>(Func<StoreConnection, Task<T>> run, CancellationToken cancellationToken)
        => InTurnAsync(
            async () =>
            {
                await using StoreConnection connection = await store.OpenAsync(cancellationToken);
                return await run(connection);
            },
            cancellationToken);

    private async Task<T> InTurnAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await run();
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<List<WebhookRow>> ReadAsync(
        StoreConnection connection, string? name, int? tiers, bool counts, string instance,
        CancellationToken cancellationToken)
    {
        string waiting = counts
            ? $"(SELECT count(*) FROM (SELECT 1 {Waiting} LIMIT {WebhookRow.MostCounted}) n), "
                + $"(SELECT c.changed_at {Waiting} ORDER BY c.id LIMIT 1)"
            : "0, NULL";
        await using DbCommand command = connection.Command(
            $"""
            SELECT {Columns}, {Taken(connection)}, {Last}, {waiting}, {Time(connection)}
            FROM leadgraph.webhooks w {(name is null ? "" : "WHERE w.name = @name")} ORDER BY w.name
            """,
            ("name", name ?? ""), ("tiers", tiers), ("instance", instance));
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        List<WebhookRow> rows = [];
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(new WebhookRow(
                row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2), row.GetInt32(3),
                row.GetUtcOrNull(4), row.GetUtcOrNull(5), row.GetUtcOrNull(6),
                row.IsDBNull(7) ? null : row.GetString(7), row.GetUtcOrNull(8), row.GetUtcOrNull(9),
                row.GetInt32(10), row.GetBoolean(11), row.GetInt64(12), row.GetInt32(13), row.GetUtcOrNull(14),
                row.GetUtc(15)));
        }

        return rows;
    }

    private static string Now(StoreConnection connection) => connection.IsSqlite
        ? "((julianday('now') - 2440587.5) * 86400.0)" : "extract(epoch FROM clock_timestamp())::float8";

    // All times of a statement are the same.
    private static string Time(StoreConnection connection)
        => connection.IsSqlite ? "strftime('%Y-%m-%d %H:%M:%f', 'now')" : "now()";

    // Later by the time in which an attempt was due and none was made, so that it does not count.
    private static string FirstAttempt(StoreConnection connection) => connection.IsSqlite
        ? "coalesce(strftime('%Y-%m-%d %H:%M:%f', first_attempt_at, '+' || @overdue || ' seconds'), "
            + $"{Time(connection)})"
        : $"coalesce(first_attempt_at + @overdue * interval '1 second', {Time(connection)})";

    private static string TimeAfterWait(StoreConnection connection) => connection.IsSqlite
        ? "strftime('%Y-%m-%d %H:%M:%f', 'now', '+' || @wait || ' seconds')" : "now() + @wait * interval '1 second'";

    private static string Kept(StoreConnection connection) => $"lease_until = {Now(connection)} + {KeptSeconds}";

    // One that would end later than any can was taken before the clock was set back.
    private static string Taken(StoreConnection connection)
        => $"(lease_holder <> @instance AND lease_until > {Now(connection)} "
            + $"AND lease_until <= {Now(connection)} + {LeaseSeconds})";
}
