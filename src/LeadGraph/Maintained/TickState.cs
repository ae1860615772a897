using LeadGraph.Data;
using LeadGraph.Maintained.Sql;
using LeadGraph.Store;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>The state of the maintained table before a tick, and the ids of the tick's snapshot.</summary>
/// <param name="AsOf">The time of the state of the table, or null before the first tick.</param>
/// <param name="WindowStart">The start of the window at that time.</param>
/// <param name="Rules">The rules at that time.</param>
/// <param name="RebuiltAt">The time of the last rebuild.</param>
/// <param name="Watermark">The largest event id that the last tick saw.</param>
/// <param name="Horizon">The first transaction whose events the last tick may not have seen.</param>
/// <param name="LookBackId">The id above which a tick searches new events.</param>
/// <param name="TickedAt">When the last tick began, by the database's clock.</param>
/// <param name="SinceLastTick">Time since then, by the same clock; negative after that was set back.</param>
/// <param name="BeganAt">When the transaction of this tick began, by the database's clock.</param>
/// <param name="MaxId">The largest event id now.</param>
/// <param name="RankedId">
/// The largest event id if the <c>lookBack</c> largest ones are left out, or the smallest value if there are no others.
/// </param>
/// <param name="Xmin">The oldest transaction that is still open.</param>
/// <param name="Xmax">The first transaction that has not begun.</param>
/// <param name="IndexBeginsWithUserId">Whether <c>events</c> has an index that begins with the user id.</param>
/// <param name="Version">The version of the schema, see <see cref="StoreVersion"/>.</param>
public sealed record TickState(
    DateTime? AsOf, DateTime? WindowStart, string? Rules, DateTime? RebuiltAt, long? Watermark, long? Horizon,
    long LookBackId, DateTime? TickedAt, TimeSpan? SinceLastTick, DateTime BeganAt, long MaxId, long RankedId,
    long Xmin, long Xmax, bool IndexBeginsWithUserId, int? Version)
{
    /// <summary>Reads the state in the transaction of a tick.</summary>
    /// <param name="connection">The connection of the transaction.</param>
    /// <param name="lookBack">
    /// How many of the largest event ids <see cref="RankedId"/> leaves out, and by how much <see cref="LookBackId"/> is
    /// smaller than it, or than the settled id if that is smaller.
    /// </param>
    /// <param name="shape">The shape of the tables.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<TickState> ReadAsync(
        NpgsqlConnection connection, long lookBack, TableShape shape, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TickSql.ReadState(shape), connection);
        command.Parameters.AddWithValue("look_back", lookBack);
        command.Parameters.AddWithValue("events", shape.Names.Events.Sql);
        command.Parameters.AddWithValue("events_user_id", shape.Names.Events.UserId);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        long rankedId = Value<long>(9) ?? long.MinValue;
        long settledId = Math.Min(row.GetInt64(6), rankedId);
        long lookBackId = settledId < long.MinValue + lookBack ? long.MinValue : settledId - lookBack;
        return new TickState(
            Value<DateTime>(0), Value<DateTime>(1), row.IsDBNull(2) ? null : row.GetString(2), Value<DateTime>(3),
            Value<long>(4), Value<long>(5), lookBackId, Value<DateTime>(14),
            Value<double>(7) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, row.GetDateTime(15),
            row.GetInt64(8), rankedId, row.GetInt64(10), row.GetInt64(11), row.GetBoolean(12),
            Value<int>(13));

        T? Value<T>(int column)
            where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
    }

    /// <summary>The reason for a rebuild, or null if recomputing the changed users is enough.</summary>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="interval">Time from one rebuild to the next.</param>
    /// <param name="pace">Makes that longer if rebuilds take long.</param>
    /// <param name="shape">The shape of the tables.</param>
    public string? ReasonToRebuild(
        DateTime now, string rules, TimeSpan interval, RebuildPace pace, TableShape shape)
        => AsOf is null ? "first computation"
            : Rules != rules ? "other scoring rules"
            : SinceRebuild(now) >= pace.Interval(interval) ? "due"
            : MaxId < Watermark ? "the largest event id is smaller than before"
            : Horizon > Xmin ? "transaction ids are smaller than before: the data are another server's"
            : NewEventSearches.Of(shape) == NewEventSearch.ByRebuild
            ? SinceRebuild(now) >= pace.Interval(NewEventSearches.RebuildInterval)
                ? "new events are found by rebuilds alone" : null
            // The indexes of a view are those of its table.
            : !IndexBeginsWithUserId && shape.EventsKind != TableKind.View ? "no index on events that begins with user_id"
            : null;

    /// <summary>The time since the last rebuild.</summary>
    /// <param name="now">The current time, UTC.</param>
    public TimeSpan SinceRebuild(DateTime now) => (now - RebuiltAt!.Value).Duration();
}
