using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Leads;
using LeadGraph.Store;

namespace LeadGraph.Maintained.Sql;

/// <summary>
/// The SQL that updates <c>leadgraph.user_activity</c>. It computes the same rows as <see cref="Leads.ActivityQuery"/>
/// but reads as few events as possible. All statements of a tick run in one transaction of isolation level
/// REPEATABLE READ, so they see the same snapshot.
/// </summary>
public static class TickSql
{
    /// <summary>
    /// Settings for the transaction. With <c>TimeZone = UTC</c>, comparing <c>timestamp</c> with <c>timestamptz</c>
    /// treats it as UTC and can use the index. The timeouts end the transaction of an instance that is frozen or whose
    /// machine is gone, so that others can tick.
    /// </summary>
    /// <param name="idle">How long the instance may be silent between two statements.</param>
    /// <remarks>
    /// https://www.postgresql.org/docs/current/runtime-config-connection.html, section 20.3.2: the server detects a
    /// lost client by keepalives; with <c>client_connection_check_interval</c>, which not every version and system has,
    /// also during a statement.
    /// </remarks>
    public static string Prepare(TimeSpan idle) => $"""
        SET LOCAL timezone = 'UTC'; SET LOCAL jit = off; SET LOCAL work_mem = '64MB';
        SET LOCAL idle_in_transaction_session_timeout = {(long)idle.TotalMilliseconds};
        SET LOCAL tcp_keepalives_idle = 10; SET LOCAL tcp_keepalives_interval = 5; SET LOCAL tcp_keepalives_count = 3;
        SET LOCAL tcp_user_timeout = 25000;
        SELECT set_config(name, '5s', true) FROM pg_catalog.pg_settings
        WHERE name = 'client_connection_check_interval' AND version() LIKE '%linux%'
        """;

    /// <summary>Has the server end a statement that takes too long, even if the instance is gone.</summary>
    /// <param name="limit">How long a statement may take.</param>
    public static string Limit(TimeSpan limit) => $"SET LOCAL statement_timeout = {(long)limit.TotalMilliseconds}";

    /// <summary>Tries to take the lock that one instance at a time can hold; it ends with the transaction.</summary>
    public const string TryLock = $"SELECT pg_try_advisory_xact_lock({LeadStore.Lock})";

    /// <summary>
    /// Reads the state of the table and the ids of the snapshot. Fails with 40001 if another instance has committed a
    /// tick since the snapshot was taken.
    /// </summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string ReadState(TableShape shape) => $"""
        SELECT s.as_of, s.window_start, s.rules, s.rebuilt_at, s.watermark, s.horizon, s.settled_id,
            extract(epoch FROM clock_timestamp() - s.ticked_at)::float8,
            {(shape.EventsHaveId ? LargestIds(shape) : "0::bigint, NULL::bigint")},
            pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
            pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
            EXISTS (
                SELECT FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = to_regclass(@events) AND a.attname = @events_user_id AND i.indisvalid
                    AND i.indpred IS NULL),
            {StoreVersion.Column}, s.ticked_at, transaction_timestamp()
        FROM leadgraph.state s
        FOR UPDATE
        """;

    private static string LargestIds(TableShape shape) => $"""
        (SELECT coalesce(max(e.id), 0)::bigint FROM {SourceSql.Events(shape)} e),
            (SELECT e.id::bigint FROM {SourceSql.Events(shape)} e
                WHERE e.id IS NOT NULL ORDER BY e.id DESC OFFSET @look_back LIMIT 1)
        """;

    /// <summary>Writes the new state, and sends the notification.</summary>
    public const string WriteState = $"""
        UPDATE leadgraph.state SET
            as_of = @now, window_start = @window_start, rules = @rules, rebuilt_at = @rebuilt_at,
            -- The start of the tick, because the interval is from start to start.
            ticked_at = transaction_timestamp(), tick_ms = @tick_ms, watermark = @max_id, horizon = @xmin,
            -- Not the largest id, which may be far above all others.
            settled_id = least(@ranked_id, CASE WHEN pending_xmax <= @xmin THEN pending_id ELSE settled_id END),
            pending_id = CASE WHEN pending_xmax <= @xmin THEN @ranked_id ELSE least(@ranked_id, pending_id) END,
            pending_xmax = CASE WHEN pending_xmax <= @xmin THEN @xmax ELSE pending_xmax END;
        UPDATE leadgraph.feed SET mode = '{TierRecord.Maintained}'
            WHERE mode IS DISTINCT FROM '{TierRecord.Maintained}';
        SELECT pg_notify('{LeadStore.Channel}', (SELECT coalesce(max(id), 0)::text FROM leadgraph.tier_changes));
        """;

    /// <summary>The end of the names of the parameters for the window of the last tick.</summary>
    internal const string AtLastTick = "_before";

    /// <summary>The end of the names of the parameters for the window before the one of now.</summary>
    internal const string Previous = "_previous";

    private const string Tier = """
        CASE
            WHEN points >= @hot_events AND active_days >= @hot_days THEN 3
            WHEN points >= @warm_events AND active_days >= @warm_days THEN 2
            WHEN points >= @cool_events AND active_days >= @cool_days THEN 1
            ELSE 0
        END
        """;

    private static string Day(string at = "") => $"width_bucket(e.created_at::timestamptz, @day_starts{at})";

    private static string InWindow(TableShape shape, string at = "")
        => $"e.created_at >= @window_start{at} AND e.created_at <= @window_end{at} "
            + SourceSql.AndOnDays(shape, $"window_start{at}", $"window_end{at}");

    // Of the events of one user, or of the rows of OfDays.
    private static string Counts(
        TableShape shape, string restriction, bool hasEventTypes, string groups = "", string at = "")
        => hasEventTypes
            ? $"""
                coalesce(sum(e.events), 0)::int AS total_events,
                least(coalesce(sum(e.events * e.weight), 0), 2147483647)::int AS points,
                count(DISTINCT {Day(at)})::int AS active_days,
                date_trunc('milliseconds', max(e.created_at)) AS last_activity
                FROM ({OfDays(shape, restriction, at)}) e {groups}
                """
            : $"""
                count(*)::int AS total_events, count(*)::int AS points, count(DISTINCT {Day(at)})::int AS active_days,
                date_trunc('milliseconds', max(e.created_at)) AS last_activity
                FROM {SourceSql.Events(shape)} e WHERE {restriction} {InWindow(shape, at)} {groups}
                """;

    // Expects the CTE fresh, the recomputed rows without a tier. All CTEs of a statement see the table before it.
    private const string Write = $"""
        , differing AS MATERIALIZED (
            SELECT f.*, u.lead_score AS previous
            FROM (SELECT fresh.*, {Tier} AS lead_score FROM fresh) f
            LEFT JOIN leadgraph.user_activity u ON u.user_id = f.user_id
            WHERE u.user_id IS NULL
                -- By bytes: under a nondeterministic collation texts that differ can be equal.
                OR (u.username::text COLLATE "C", u.first_name::text COLLATE "C", u.email::text COLLATE "C",
                    u.registered_at, u.total_events, u.points, u.active_days, u.last_activity, u.lead_score,
                    u.falls_at, u.falls_to, u.momentum)
                IS DISTINCT FROM (f.username::text, f.first_name::text, f.email::text, f.registered_at::timestamptz,
                    f.total_events, f.points, f.active_days, f.last_activity::timestamptz, f.lead_score, f.falls_at,
                    f.falls_to, f.momentum)
        ), written AS (
            INSERT INTO leadgraph.user_activity (user_id, username, first_name, email, registered_at,
                total_events, points, active_days, last_activity, lead_score, falls_at, falls_to, momentum)
            SELECT user_id, username, first_name, email, registered_at,
                total_events, points, active_days, last_activity, lead_score, falls_at, falls_to, momentum
            FROM differing
            ON CONFLICT (user_id) DO UPDATE SET
                username = excluded.username, first_name = excluded.first_name, email = excluded.email,
                registered_at = excluded.registered_at, total_events = excluded.total_events,
                points = excluded.points, active_days = excluded.active_days, last_activity = excluded.last_activity,
                lead_score = excluded.lead_score, falls_at = excluded.falls_at, falls_to = excluded.falls_to,
                momentum = excluded.momentum
        ), fallen AS MATERIALIZED (
            SELECT user_id FROM differing WHERE @record_changes AND NOT @other_rules AND previous > lead_score
        )
        """;

    // Expects the CTEs of Write; gone, the rows that were deleted; and at_last_tick, the counts of fallen users as of
    // the last tick by what the tables hold now. As TierChangeDetector: more events never lower a tier, so what lowers
    // it is an event that left the window, if these counts still give the tier of then, else one that was changed or
    // deleted.
    private static string Record(string recomputed) => $"""
        , changes AS (
            INSERT INTO leadgraph.tier_changes (user_id, previous, current, reason, changed_at)
            SELECT c.user_id, c.previous, coalesce(c.current, 0), CASE
                    WHEN c.current IS NULL THEN {(int)LeadScoreChangeReason.Removal}
                    WHEN c.previous IS NULL THEN {(int)LeadScoreChangeReason.Registration}
                    WHEN @other_rules THEN {(int)LeadScoreChangeReason.Rules}
                    WHEN b.lead_score >= c.previous THEN {(int)LeadScoreChangeReason.Expiry}
                    ELSE {(int)LeadScoreChangeReason.Events}
                END, @now
            FROM (
                SELECT user_id, previous, lead_score AS current FROM differing
                WHERE previous IS DISTINCT FROM lead_score
                UNION ALL
                SELECT user_id, lead_score, NULL FROM gone
            ) c
            LEFT JOIN (SELECT user_id, {Tier} AS lead_score FROM at_last_tick) b ON b.user_id = c.user_id
            WHERE @record_changes
            ORDER BY c.user_id
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM {recomputed}), (SELECT count(*) FROM differing), (SELECT count(*) FROM changes),
            (SELECT count(*) FROM gone), (SELECT count(*) FROM below)
        """;

    // An event is new if the transaction that wrote it is at or after the last tick's horizon. A row's xmin is only the
    // low 32 bits of the transaction id, so both sides are distances from the snapshot's xmax, modulo 2^32. Of some
    // rows a view may not tell it, and of those of a foreign table it is 0.
    private const string IsNew = "coalesce("
        + "mod(@xmax - nullif(e.xmin::text::bigint, 0), 4294967296) <= @xmax - @horizon, true)";

    private static bool IsByTransaction(TableShape shape)
        => NewEventSearches.Of(shape) == NewEventSearch.ByTransaction;

    private static string Recent(TableShape shape) => $"""
        SELECT DISTINCT e.user_id FROM {SourceSql.EventsWithTransactions(shape)} e
            WHERE e.created_at >= @recent_from AND e.created_at <= @window_end AND {IsNew}
                {SourceSql.AndOnDays(shape, "recent_from", "window_end")}
        """;

    private static string NewEvents(TableShape shape) => (NewEventSearches.Of(shape), shape.EventsHaveId) switch
    {
        (NewEventSearch.ByTransaction, true) => $"""
            SELECT e.user_id FROM {SourceSql.EventsWithTransactions(shape)} e WHERE e.id > @look_back_id AND {IsNew}
            UNION
            SELECT e.user_id FROM {SourceSql.EventsWithTransactions(shape)} e WHERE e.id IS NULL AND {IsNew}
            UNION
            SELECT user_id FROM below
            UNION
            """,
        (NewEventSearch.ByTransaction, false) => $"""
            {Recent(shape)}
            UNION
            """,
        (NewEventSearch.ById, _) => $"""
            SELECT e.user_id FROM {SourceSql.Events(shape)} e WHERE e.id > @look_back_id
            UNION
            SELECT e.user_id FROM {SourceSql.Events(shape)} e
            WHERE e.created_at >= @recent_from AND e.created_at <= @window_end
                {SourceSql.AndOnDays(shape, "recent_from", "window_end")}
            UNION
            """,
        _ => ""
    };

    // New and updated registrations. This reads all registrations, so it uses the cheapest test: age() is the distance
    // to the tick's own transaction, which is newer than all that it sees. A view without transactions is compared with
    // what is stored. Of a foreign table, whose rows would all be sent, those of the last hour are taken for new.
    private static string ChangedRegistrations(TableShape shape)
        => shape.RegistrationsHaveTransactions
        ? $"""
        UNION
            SELECT r.user_id FROM {SourceSql.RegistrationsWithTransactions(shape)} r
            WHERE age(r.xmin) BETWEEN 0 AND (SELECT pg_current_xact_id()::text::bigint - @horizon)
                OR (r.xmin IS NULL OR r.xmin = '0'::xid) AND {IsRecentRegistration}
        """
        : shape.RegistrationsKind == TableKind.ForeignTable
        ? $"""
        UNION
            SELECT r.user_id FROM {SourceSql.Registrations(shape)} r WHERE {IsRecentRegistration}
        """
        : $"""
        UNION
            SELECT r.user_id FROM ({Latest(shape, "WHERE r.user_id IS NOT NULL")}) r
            JOIN leadgraph.user_activity u ON u.user_id = r.user_id
            WHERE (u.username::text COLLATE "C", u.first_name::text COLLATE "C", u.email::text COLLATE "C",
                    u.registered_at)
                IS DISTINCT FROM
                    (r.username::text, r.first_name::text, r.email::text, r.registered_at::timestamptz)
        """;

    // Where users have several registrations, the one that is stored may be gone and others not: then an earlier one
    // stands for the user. Among those that a view or a foreign table has, rows are compared already, or not sent.
    private static string DeletedRegistrations(TableShape shape)
        => shape.UserIdIsUnique || !shape.RegistrationsHaveTransactions ? "" : $"""
        UNION
            SELECT u.user_id FROM leadgraph.user_activity u
            WHERE NOT EXISTS (
                SELECT FROM {SourceSql.Registrations(shape)} r
                WHERE r.user_id = u.user_id
                    AND (r.username::text COLLATE "C", r.first_name::text COLLATE "C", r.email::text COLLATE "C",
                        date_trunc('milliseconds', {RegisteredAt})::timestamptz)
                    IS NOT DISTINCT FROM (u.username::text, u.first_name::text, u.email::text, u.registered_at))
        """;

    private const string IsRecentRegistration = "r.registered_at BETWEEN @registered_from AND @window_end";

    /// <summary>
    /// Recomputes the changed users, those whose row may differ from the last tick, and deletes those who are no longer
    /// registered.
    /// </summary>
    /// <param name="shape">The shape of the tables.</param>
    /// <param name="hasEventTypes">Whether event types have rules.</param>
    /// <remarks>
    /// New events are searched above an id (<see cref="Maintained.TickState.LookBackId"/>), among rows without an id,
    /// and among recent rows with any id, in case ids do not rise with time. If events have no integer ids, they are
    /// searched among recent rows alone; <see cref="NewEventSearch"/> has the cases without <c>xmin</c>.
    /// </remarks>
    public static string Tick(TableShape shape, bool hasEventTypes) => $"""
        WITH below AS MATERIALIZED (
            {(IsByTransaction(shape) && shape.EventsHaveId
                ? $"{Recent(shape)} AND e.id <= @look_back_id" : "SELECT NULL::bigint AS user_id WHERE false")}
        ), unmatched AS MATERIALIZED (
            SELECT r.user_id AS registered, u.user_id AS known
            FROM (SELECT user_id FROM {SourceSql.Registrations(shape)} r WHERE user_id IS NOT NULL) r
            FULL JOIN leadgraph.user_activity u ON u.user_id = r.user_id
            WHERE r.user_id IS NULL OR u.user_id IS NULL
        ), changed_users AS MATERIALIZED (
            {NewEvents(shape)}
            SELECT e.user_id FROM {SourceSql.Events(shape)} e
            WHERE e.created_at >= @left_from AND e.created_at < @left_until
                {SourceSql.AndOnDays(shape, "left_from", "left_until")}
            UNION
            SELECT e.user_id FROM {SourceSql.Events(shape)} e
            WHERE e.created_at >= @left_from_previous AND e.created_at < @left_until_previous
                {SourceSql.AndOnDays(shape, "left_from_previous", "left_until_previous")}
            UNION
            SELECT e.user_id FROM {SourceSql.Events(shape)} e
            WHERE e.created_at > @entered_from AND e.created_at <= @entered_until
                {SourceSql.AndOnDays(shape, "entered_from", "entered_until")}
            UNION
            SELECT registered FROM unmatched WHERE registered IS NOT NULL
            {ChangedRegistrations(shape)}
            {DeletedRegistrations(shape)}
        ), fresh AS MATERIALIZED (
            SELECT r.*, a.*, f.falls_at, f.falls_to, a.points - b.points AS momentum
            FROM ({Latest(shape, "JOIN changed_users c ON c.user_id = r.user_id")}) r
            CROSS JOIN LATERAL (SELECT {Counts(shape, $"{SourceSql.IsOfUser(shape, "r")} AND", hasEventTypes)}) a
            LEFT JOIN LATERAL ({Falls(shape, $"{SourceSql.IsOfUser(shape, "r")} AND", hasEventTypes)}) f ON true
            CROSS JOIN LATERAL (
                SELECT {Counts(shape, $"{SourceSql.IsOfUser(shape, "r")} AND", hasEventTypes, at: Previous)}
            ) b
        )
        {Write}
        , gone AS (
            DELETE FROM leadgraph.user_activity
            WHERE user_id = ANY (ARRAY(SELECT known FROM unmatched WHERE registered IS NULL))
            RETURNING user_id, lead_score
        ), at_last_tick AS (
            SELECT f.user_id, a.*
            FROM fallen f
            CROSS JOIN LATERAL (
                SELECT {Counts(shape, $"{SourceSql.IsOfUser(shape, "f")} AND", hasEventTypes, at: AtLastTick)}
            ) a
        )
        {Record("changed_users")}
        """;

    /// <summary>Recomputes every user, and deletes those who are no longer registered.</summary>
    /// <param name="shape">The shape of the tables.</param>
    /// <param name="hasEventTypes">Whether event types have rules.</param>
    public static string Rebuild(TableShape shape, bool hasEventTypes) => $"""
        WITH fresh AS MATERIALIZED (
            SELECT r.*, coalesce(a.total_events, 0) AS total_events, coalesce(a.points, 0) AS points,
                coalesce(a.active_days, 0) AS active_days, a.last_activity, f.falls_at, f.falls_to,
                coalesce(a.points, 0) - coalesce(b.points, 0) AS momentum
            FROM ({Latest(shape, "WHERE r.user_id IS NOT NULL")}) r
            LEFT JOIN (
                SELECT e.user_id AS active_user, {Counts(shape, "", hasEventTypes, "GROUP BY e.user_id")}
            ) a ON a.active_user = r.user_id
            LEFT JOIN ({Falls(shape, "", hasEventTypes)}) f ON f.user_id = r.user_id
            LEFT JOIN (
                SELECT e.user_id AS previous_user, {Counts(shape, "", hasEventTypes, "GROUP BY e.user_id", Previous)}
            ) b ON b.previous_user = r.user_id
        ), below AS (
            SELECT WHERE false
        )
        {Write}
        , gone AS (
            DELETE FROM leadgraph.user_activity u WHERE NOT EXISTS (SELECT FROM fresh WHERE fresh.user_id = u.user_id)
            RETURNING u.user_id, u.lead_score
        ), at_last_tick AS (
            SELECT e.user_id, {Counts(
                shape, "e.user_id IN (SELECT user_id FROM fallen) AND", hasEventTypes, "GROUP BY e.user_id",
                AtLastTick)}
        )
        {Record("fresh")}
        """;

    private const string OfTypes = """
        LEFT JOIN unnest(@event_types, @weights, @max_per_day) AS t (event_type, weight, max_per_day)
            ON t.event_type = e.event_type
        """;

    // The events of a user, a day and a rule, up to the cap; least() ignores a cap that is NULL.
    private static string OfDays(TableShape shape, string restriction, string at) => $"""
        SELECT e.user_id, max(e.created_at) AS created_at, least(count(*), t.max_per_day) AS events,
            coalesce(t.weight, 1) AS weight
        FROM {SourceSql.Events(shape)} e
        {OfTypes}
        WHERE {restriction} {InWindow(shape, at)} AND t.weight IS DISTINCT FROM 0
        GROUP BY e.user_id, {Day(at)}, t.event_type, t.weight, t.max_per_day
        """;

    // As TierFalls in Leads. The tier of users without events is 0 unless a threshold is 0.
    private static string Falls(TableShape shape, string restriction, bool hasEventTypes) => new TierFallSql(
        $"""
        SELECT e.user_id, date_trunc('milliseconds', e.created_at::timestamptz) AS moment, {Day()} AS day
            {(hasEventTypes
                ? ", t.event_type AS rule, coalesce(t.weight, 1) AS weight, t.max_per_day" : "")}
        FROM {SourceSql.Events(shape)} e
        {(hasEventTypes ? OfTypes : "")}
        WHERE {restriction} {InWindow(shape)} {(hasEventTypes ? "AND t.weight IS DISTINCT FROM 0" : "")}
        """,
        HasWeights: hasEventTypes, HasCaps: hasEventTypes, Tier, "@tier_without_events",
        moment => $"{moment} + @leaves * interval '1 millisecond'").Statement;

    private const string RegisteredAt = $"""
        CASE WHEN r.registered_at BETWEEN '{ReadableTime.First}' AND '{ReadableTime.Last}' THEN r.registered_at END
        """;

    // As LatestRegistrations in RegistrationQuery.
    private static string Latest(TableShape shape, string restriction) => $"""
        SELECT DISTINCT ON (r.user_id) r.user_id, r.username, r.first_name, r.email,
            date_trunc('milliseconds', {RegisteredAt}) AS registered_at
        FROM {SourceSql.Registrations(shape)} r {restriction}
        ORDER BY r.user_id, {RegisteredAt} DESC NULLS LAST{(shape.RegistrationsHaveId ? ", r.id DESC" : "")}
        """;
}
