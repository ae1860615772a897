using System.Data;
using System.Diagnostics;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Tables;
using LeadGraph.Leads;
using LeadGraph.Maintained.Sql;
using LeadGraph.Scoring;
using LeadGraph.Store;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>Brings <c>leadgraph.user_activity</c> up to date, in one transaction.</summary>
/// <param name="source">The primary server.</param>
/// <param name="rules">The window and the thresholds.</param>
/// <param name="options">When to rebuild, and how far to look back.</param>
/// <param name="mapping">The names that the settings give to the tables; null for those of the documentation.</param>
/// <param name="changes">How long tier changes are kept; null for the default.</param>
public sealed class ActivityTick(
    NpgsqlDataSource source, ScoringRules rules, ActivityOptions options, TableMapping? mapping = null,
    ChangesOptions? changes = null)
{
    private static readonly TimeSpan RebuildLimit = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestIdle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(30);

    // A tick also finds new events with small ids if they are dated at most this long before the last tick.
    private static readonly TimeSpan RecentTime = TimeSpan.FromHours(1);

    // The shortest interval between rebuilds that are caused by ids that do not rise with time.
    private static readonly TimeSpan RebuildIntervalOfOutOfOrderIds = TimeSpan.FromMinutes(5);

    private readonly string _rules = StoredRules.TextOf(rules);

    private readonly RebuildPace _pace = new(options.RebuildInterval);

    // A tick found recent events with ids below the look-back range. Older ones can only be found by a rebuild.
    private bool _foundEventsBelowLookBack;

    /// <summary>
    /// How long a tick may take: a minute or ten refresh intervals, whichever is longer, at most an hour.
    /// </summary>
    public TimeSpan TickLimit { get; set; } = TimeSpan.FromTicks(Math.Clamp(
        10 * options.RefreshInterval.Ticks, TimeSpan.TicksPerMinute, RebuildLimit.Ticks));

    /// <summary>Runs a tick, or a rebuild where one is due.</summary>
    /// <param name="now">The current time, UTC, of the computed state.</param>
    /// <param name="shortestGap">The tick is skipped if any instance has run one more recently than this.</param>
    /// <param name="rebuild">Whether to rebuild even though it is not due.</param>
    /// <param name="cancellationToken">Ends the work and leaves the table as it was.</param>
    /// <exception cref="NpgsqlException">
    /// The database failed, or the work took longer than it may; the table is as it was.
    /// </exception>
    /// <exception cref="DatabaseNotReadyException">The two tables or the schema lack something.</exception>
    public Task<TickResult> RunAsync(
        DateTime now, TimeSpan shortestGap, bool rebuild, CancellationToken cancellationToken)
        => RunAsync(() => now, shortestGap, rebuild, cancellationToken);

    /// <summary>Runs a tick, or a rebuild where one is due.</summary>
    /// <param name="readClock">
    /// Gives the current time, UTC: of the computed state before the snapshot that it is computed of, so that no event
    /// is missing that was there then; and once more if another instance has ticked as of a later time.
    /// </param>
    /// <param name="shortestGap">The tick is skipped if any instance has run one more recently than this.</param>
    /// <param name="rebuild">Whether to rebuild even though it is not due.</param>
    /// <param name="cancellationToken">Ends the work and leaves the table as it was.</param>
    /// <exception cref="NpgsqlException">
    /// The database failed, or the work took longer than it may; the table is as it was.
    /// </exception>
    /// <exception cref="DatabaseNotReadyException">The two tables or the schema lack something.</exception>
    public async Task<TickResult> RunAsync(
        Func<DateTime> readClock, TimeSpan shortestGap, bool rebuild, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        DateTime now = readClock();
        await using NpgsqlTransaction transaction =
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        try
        {
            await ExecuteAsync(connection, TickSql.Prepare(Idle), cancellationToken);
            await using (var tryLock = new NpgsqlCommand(TickSql.TryLock, connection))
            {
                if (await tryLock.ExecuteScalarAsync(cancellationToken) is false)
                {
                    return new TickResult(TickKind.Skipped);
                }
            }

            TableCatalog catalog = await PostgreSqlCatalog.ReadAsync(
                connection, mapping ?? TableMapping.Default, cancellationToken);
            TableShape shape = catalog.ToShape(rules.TimeZone);
            TickState state = await TickState.ReadAsync(connection, options.LookBack, shape, cancellationToken);
            StoreVersion.Require(state.Version);
            // This instance has waited for the server, or was frozen, since it read its clock: changes of tier would be
            // recorded with a time before that of the last tick. A clock that was set back still shows an earlier one.
            if (now < state.AsOf && readClock() >= state.AsOf)
            {
                return SkippedAfter(state);
            }

            // Rebuilds are paced by the clock itself, because the moment stands still while the clock is behind it.
            DateTime clock = now;
            now = ComparisonMoment.Of(clock, state.AsOf);
            // The last tick can be in the future if the database's clock was set back or the server has changed.
            if (state.SinceLastTick >= TimeSpan.Zero && state.SinceLastTick < shortestGap && !rebuild)
            {
                return SkippedAfter(state);
            }

            TickState? taken = await LiveTakeOver.TryTakeAsync(
                connection, state, rules, _rules, RebuildLimit, cancellationToken);
            string? reason = rebuild ? "requested"
                : taken is not null ? LiveTakeOver.Reason
                : state.ReasonToRebuild(clock, _rules, options.RebuildInterval, _pace, shape)
                ?? (_pace.TookTooLong ? "the previous tick took too long" : null)
                ?? (_foundEventsBelowLookBack
                    && state.SinceRebuild(clock) >= _pace.Interval(RebuildIntervalOfOutOfOrderIds)
                    ? "new events have ids far below the largest" : null);
            TimeSpan? rebuildsEvery = null;
            if (reason is null && _pace.ReplacesTicks(clock))
            {
                rebuildsEvery = _pace.Interval(options.RefreshInterval);
                if (state.SinceRebuild(clock) < rebuildsEvery)
                {
                    return SkippedAfter(state) with { RebuildsEvery = rebuildsEvery };
                }

                reason = "ticks take too long";
            }

            DateTime windowStart = rules.WindowStart(now);
            TickResult done = await ComputeAsync(
                connection, taken ?? state, reason, now, windowStart, shape, cancellationToken);
            await ChangeRetention.PruneAsync(
                new StoreConnection(connection), changes ?? new ChangesOptions(), now, TickLimit, cancellationToken);
            await RecordAsync(
                connection, state, rebuiltAt: reason is null ? state.RebuiltAt!.Value : clock, now, windowStart, started,
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            TimeSpan duration = Stopwatch.GetElapsedTime(started);
            if (reason is null)
            {
                _pace.NoteTick();
            }
            else
            {
                _pace.NoteRebuild(clock, duration);
            }

            _foundEventsBelowLookBack = reason is null && (_foundEventsBelowLookBack || done.BelowLookBack > 0);
            return done with
            {
                AsOf = now,
                TickedAt = state.BeganAt,
                Age = duration,
                Duration = duration,
                RebuildsEvery = rebuildsEvery
            };
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            // Another instance committed a tick between this snapshot and the lock.
            return new TickResult(TickKind.Skipped);
        }
    }

    private static TickResult SkippedAfter(TickState last)
        => new(TickKind.Skipped, AsOf: last.AsOf, TickedAt: last.TickedAt, Age: last.SinceLastTick);

    private TimeSpan Idle
    {
        get
        {
            TimeSpan wanted = 3 * options.RefreshInterval;
            return wanted < ShortestIdle ? ShortestIdle : wanted > LongestIdle ? LongestIdle : wanted;
        }
    }

    private async Task<TickResult> ComputeAsync(
        NpgsqlConnection connection,
        TickState state,
        string? reason,
        DateTime now,
        DateTime windowStart,
        TableShape shape,
        CancellationToken cancellationToken)
    {
        TimeSpan limit = reason is null ? TickLimit : RebuildLimit;
        await ExecuteAsync(connection, TickSql.Limit(limit), cancellationToken);
        IReadOnlyList<EventTypeRule> eventTypes = rules.EventTypes();
        bool hasEventTypes = eventTypes.Count > 0;
        await using var command = new NpgsqlCommand(
            reason is null
                ? TickSql.Tick(shape, hasEventTypes)
                : TickSql.Rebuild(shape, hasEventTypes),
            connection);
        // The server ends the statement first, unless the connection is lost.
        command.CommandTimeout = (int)limit.TotalSeconds + 10;
        NpgsqlParameterCollection parameters = command.Parameters;
        parameters.AddWithValue("now", now);
        AddWindow(parameters, rules, now, "");
        AddWindow(
            parameters, PreviousWindow.RulesOf(rules), PreviousWindow.End(rules, now), TickSql.Previous);
        // Where it is needed the rules were the same then: changes under other rules have them as their reason.
        AddWindow(parameters, rules, state.AsOf ?? now, TickSql.AtLastTick);
        foreach (var (tier, threshold) in new[] { ("hot", rules.Hot), ("warm", rules.Warm), ("cool", rules.Cool) })
        {
            parameters.AddWithValue($"{tier}_events", threshold.MinEvents);
            parameters.AddWithValue($"{tier}_days", threshold.MinActiveDays);
        }

        parameters.AddWithValue("tier_without_events", (int)rules.Score(points: 0, activeDays: 0));
        parameters.AddWithValue("leaves", TierFallSql.Leaves(rules));
        if (hasEventTypes)
        {
            var encoding = DatabaseEncoding.Of(shape.Encoding);
            parameters.AddWithValue(
                "event_types",
                eventTypes.Select(type => encoding?.Encodable(type.EventType) ?? type.EventType).ToArray());
            parameters.AddWithValue("weights", eventTypes.Select(type => type.Weight).ToArray());
            parameters.AddWithValue("max_per_day", eventTypes.Select(type => type.MaxPerDay).ToArray());
        }

        // The first computation is not published, nor is what another version computed in another way.
        parameters.AddWithValue("record_changes", StoredRules.IsOfThisVersion(state.Rules));
        parameters.AddWithValue("other_rules", state.Rules != _rules);
        if (reason is null)
        {
            // If the clock was set back, events can have returned to the window.
            DateTime before = state.WindowStart!.Value;
            parameters.AddWithValue("left_from", before < windowStart ? before : windowStart);
            parameters.AddWithValue("left_until", before < windowStart ? windowStart : before);
            TimeSpan window = now - windowStart;
            parameters.AddWithValue("left_from_previous", (before < windowStart ? before : windowStart) - window);
            parameters.AddWithValue("left_until_previous", (before < windowStart ? windowStart : before) - window);
            // The rules were the same then, because other rules cause a rebuild.
            DateTime endBefore = rules.WindowEnd(state.AsOf!.Value), end = rules.WindowEnd(now);
            parameters.AddWithValue("entered_from", endBefore < end ? endBefore : end);
            parameters.AddWithValue("entered_until", endBefore < end ? end : endBefore);
            parameters.AddWithValue("look_back_id", state.LookBackId);
            DateTime recent = state.AsOf.Value - RecentTime;
            // A day is read as its first moment.
            DateTime recentDay = shape.CreatedAtIsDate || shape.RegisteredAtIsDate
                ? rules.DayStarts(state.AsOf.Value).Last(start => start <= recent) : recent;
            parameters.AddWithValue("recent_from", shape.CreatedAtIsDate ? recentDay : recent);
            parameters.AddWithValue("registered_from", shape.RegisteredAtIsDate ? recentDay : recent);
            parameters.AddWithValue("xmax", state.Xmax);
            parameters.AddWithValue("horizon", state.Horizon!.Value);
        }

        try
        {
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new TickResult(
                reason is null ? TickKind.Incremental : TickKind.Rebuild, reason, Recomputed: reader.GetInt64(0),
                Written: reader.GetInt64(1) + reader.GetInt64(3), TierChanges: reader.GetInt64(2),
                BelowLookBack: reader.GetInt64(4));
        }
        catch (PostgresException late) when (late.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            if (reason is null && !cancellationToken.IsCancellationRequested)
            {
                _pace.NoteSlowTick();
            }

            throw;
        }
        catch (PostgresException other) when (other.SqlState == PostgresErrorCodes.StringDataRightTruncation)
        {
            throw new DatabaseNotReadyException($"A column of {shape.Names.Registrations.Sql} holds more than the same "
                + "column of leadgraph.user_activity may, as its type was changed since the installation. Run "
                + "LeadGraph with \"database uninstall\", then with \"database install\".", other);
        }
    }

    private static void AddWindow(
        NpgsqlParameterCollection parameters, ScoringRules rules, DateTime moment, string at)
    {
        parameters.AddWithValue($"window_start{at}", rules.WindowStart(moment));
        parameters.AddWithValue($"window_end{at}", rules.WindowEnd(moment));
        parameters.AddWithValue($"day_starts{at}", rules.DayStarts(moment));
    }

    private async Task RecordAsync(
        NpgsqlConnection connection,
        TickState state,
        DateTime rebuiltAt,
        DateTime now,
        DateTime windowStart,
        long started,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TickSql.WriteState, connection);
        NpgsqlParameterCollection parameters = command.Parameters;
        parameters.AddWithValue("now", now);
        parameters.AddWithValue("window_start", windowStart);
        parameters.AddWithValue("rules", _rules);
        parameters.AddWithValue("rebuilt_at", rebuiltAt);
        parameters.AddWithValue("tick_ms", (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        parameters.AddWithValue("max_id", state.MaxId);
        parameters.AddWithValue("ranked_id", state.RankedId);
        parameters.AddWithValue("xmin", state.Xmin);
        parameters.AddWithValue("xmax", state.Xmax);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
