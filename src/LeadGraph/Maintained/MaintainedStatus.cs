using System.Globalization;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Tables;
using LeadGraph.DataQuality;
using LeadGraph.Scoring;
using LeadGraph.Store;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>Writes the state of the maintained table for an operator.</summary>
public static class MaintainedStatus
{
    // In seconds. The command may run with other settings than the service, so it assumes more than the usual interval.
    private const double LongSilence = 60;

    private const string IsNew =
        "mod(x.xmax - e.xmin::text::bigint, 4294967296) < mod(x.xmax - s.xmin::text::bigint, 4294967296)";

    // Estimates the new events: it assumes the default LookBack, 10,000, and takes the transaction of the last tick,
    // which wrote the row of leadgraph.state, in place of the horizon.
    private static string StateSql(TableShape shape) => $"""
        SELECT (SELECT count(*) FROM leadgraph.user_activity), s.as_of, extract(epoch FROM now() - s.ticked_at)::float8,
            s.tick_ms, s.rebuilt_at, s.watermark,
            {NewEvents(shape)},
            s.pending_xmax > pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
            (SELECT count(*) FROM leadgraph.tier_changes),
            (SELECT pid FROM pg_catalog.pg_locks
                WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_catalog.pg_database
                        WHERE datname = current_database())
                    AND (classid::bigint << 32) | objid::bigint = {LeadStore.Lock} AND objsubid = 1
                    AND granted),
            s.rules, {StoreVersion.Column}
        FROM leadgraph.state s, (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax) x
        """;

    private static string NewEvents(TableShape shape) => (NewEventSearches.Of(shape), shape.EventsHaveId) switch
    {
        (NewEventSearch.ByTransaction, true) => $"""
            (SELECT count(*) FROM {SourceSql.EventsWithTransactions(shape)} e
                WHERE e.id > least(s.settled_id, coalesce(
                        (SELECT l.id FROM {SourceSql.Events(shape)} l
                            WHERE l.id IS NOT NULL ORDER BY l.id DESC OFFSET 10000 LIMIT 1),
                        -9223372036854775808))
                    AND {IsNew})
            + (SELECT count(*) FROM {SourceSql.EventsWithTransactions(shape)} e WHERE e.id IS NULL AND {IsNew})
            """,
        (NewEventSearch.ByTransaction, false) => $"""
            (SELECT count(*) FROM {SourceSql.EventsWithTransactions(shape)} e
                WHERE e.created_at >= s.as_of - interval '1 hour' AND {IsNew})
            """,
        (_, true) => $"(SELECT count(*) FROM {SourceSql.Events(shape)} e WHERE e.id > s.watermark)",
        _ => "NULL::bigint"
    };

    /// <summary>Writes the status.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="output">Where to write it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="mapping">
    /// The names that the settings give to the tables; null for those of the documentation.
    /// </param>
    /// <param name="live">
    /// The rules of the settings, if these say Live mode; null for those by which the table was computed.
    /// </param>
    /// <exception cref="NpgsqlException">The database failed, or Maintained mode is not installed.</exception>
    public static async Task WriteAsync(
        NpgsqlDataSource source, TextWriter output, CancellationToken cancellationToken, TableMapping? mapping = null,
        ScoringRules? live = null)
    {
        mapping ??= TableMapping.Default;
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        TableCatalog catalog = await PostgreSqlCatalog.ReadAsync(connection, mapping, cancellationToken);
        TableShape? shape = null;
        try
        {
            shape = catalog.ToShape();
        }
        catch (DatabaseNotReadyException notReady)
        {
            Line("tables", notReady.Message);
        }

        TableShape assumed = shape ?? TableShape.Default with { Names = mapping.AsWritten() };
        EventNames events = assumed.Names.Events;
        DateTime? asOf;
        ScoringRules? rules;
        await using (var command = new NpgsqlCommand(StateSql(assumed), connection))
        {
            await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            if (StoreVersion.Problem(row.IsDBNull(11) ? null : row.GetInt32(11)) is { } problem)
            {
                Line("schema", problem);
            }
            else
            {
                Line("schema", $"version {StoreVersion.Current}");
            }

            Line("rows", Number(row.GetInt64(0)));
            Line("as of",
                row.IsDBNull(1) ? "not filled yet; start LeadGraph in Maintained mode" : Time(row.GetDateTime(1)));
            if (!row.IsDBNull(1))
            {
                bool wasRebuild = row.GetDateTime(1) == row.GetDateTime(4);
                Line("last tick", string.Create(CultureInfo.InvariantCulture,
                    $"{Ago(row.GetDouble(2))}, took {row.GetInt32(3)} ms{(wasRebuild ? ", a rebuild" : "")}"));
                if (row.GetDouble(2) > LongSilence)
                {
                    Line("no recent tick", "check that an instance runs in Maintained mode, and read its log"
                        + (wasRebuild ? PauseAfter(TimeSpan.FromMilliseconds(row.GetInt32(3))) : ""));
                }

                if (!row.IsDBNull(9))
                {
                    Line("tick running", $"server process {row.GetInt32(9)} (see pg_stat_activity)");
                }

                Line("last rebuild", Time(row.GetDateTime(4)));
                if (assumed.EventsHaveId)
                {
                    Line("watermark", $"event {row.GetInt64(5).ToString(CultureInfo.InvariantCulture)}");
                }

                if (!row.IsDBNull(6))
                {
                    Line("events not yet processed", Number(row.GetInt64(6)));
                }
            }

            if (row.GetBoolean(7))
            {
                Line("open transaction", "a transaction has been open for several ticks; until it ends, every tick "
                    + "recomputes the users of all events since it began (see pg_stat_activity, pg_prepared_xacts)");
            }

            Line("tier changes", $"{Number(row.GetInt64(8))} stored");
            asOf = row.IsDBNull(1) ? null : row.GetDateTime(1);
            rules = row.IsDBNull(10) ? null : StoredRules.Read(row.GetString(10));
        }

        await WriteComparisonAsync(connection, Line, cancellationToken);
        if (shape is not null && (live ?? rules) is { } counting)
        {
            DateTime now = live is null && asOf is not null ? asOf.Value : DateTime.UtcNow;
            var database = new DatabaseConnection(DatabaseProvider.PostgreSql, source.ConnectionString);
            foreach (string problem in await DataHealthReport.CountAsync(
                database, source, catalog, counting, now, cancellationToken))
            {
                Line("data", problem);
            }
        }

        if (NewEventSearches.Cost(assumed) is { } cost)
        {
            Line("events", cost);
        }

        if (RegistrationSearch.Cost(assumed) is { } costOfRegistrations)
        {
            Line("registrations", costOfRegistrations);
        }

        if (assumed.EventsKind is TableKind.View or TableKind.ForeignTable)
        {
            Line("indexes", $"{events.Sql} is a {(assumed.EventsKind == TableKind.View ? "view" : "foreign table")}, "
                + "which has none; its table needs them by user and time, and by time and user"
                + (assumed.EventsKind == TableKind.View ? ", on the expressions of the view where it converts" : ""));
            return;
        }

        IReadOnlyList<string> missing = await EventIndexes.MissingAsync(connection, assumed, cancellationToken);
        Line("indexes", missing.Count == 0
            ? "complete" : $"{events.Sql} lacks indexes that ticks need; run");
        foreach (string advice in missing)
        {
            output.WriteLine($"  {advice}");
        }

        if (assumed.EventsKind == TableKind.PartlyForeignTable)
        {
            Line("indexes elsewhere", $"partitions of {events.Sql} are on another server, where their tables need both "
                + "indexes too");
        }

        void Line(string label, string text) => output.WriteLine(MaintainedStatus.Line(label, text));
    }

    // Of Live mode, whose tables a schema of an earlier version has not.
    private static async Task WriteComparisonAsync(
        NpgsqlConnection connection, Action<string, string> line, CancellationToken cancellationToken)
    {
        const string sql = "SELECT compared_at, extract(epoch FROM clock_timestamp() - ended_at)::float8 "
            + "FROM leadgraph.comparison WHERE compared_at IS NOT NULL";
        await using var exists = new NpgsqlCommand(
            "SELECT to_regclass('leadgraph.comparison') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return;
        }

        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        if (await row.ReadAsync(cancellationToken))
        {
            line("last comparison", string.Create(CultureInfo.InvariantCulture,
                $"{Time(row.GetDateTime(0))}, {Ago(row.GetDouble(1))}, in Live mode"));
        }
    }

    /// <summary>A line of the status.</summary>
    /// <param name="label">What it is about.</param>
    /// <param name="text">What it says.</param>
    internal static string Line(string label, string text) => $"{label + ':',-26}{text}";

    private static string Ago(double seconds) => seconds >= 0
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s ago")
        : string.Create(CultureInfo.InvariantCulture,
            $"{-seconds:F1} s ahead of the database's clock, which has been set back since");

    // Whether ticks are replaced by rebuilds is known to the instances alone.
    private static string PauseAfter(TimeSpan rebuild) => string.Create(CultureInfo.InvariantCulture,
        $"; if ticks take longer than they may, a rebuild follows every "
        + $"{ComparisonPace.Period(TimeSpan.Zero, rebuild).TotalSeconds:F0} s instead (log event 3008)");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTime utc)
        => utc.ToString("yyyy-MM-dd HH:mm:ss.fff' UTC'", CultureInfo.InvariantCulture);
}
