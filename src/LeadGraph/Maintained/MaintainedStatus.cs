using System.Globalization;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Data.PostgreSql;
using LeadGraph.DataQuality;
using LeadGraph.Maintained.Sql;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>Writes the state of the maintained table for an operator.</summary>
public static class MaintainedStatus
{
    // In seconds. The command may run with other settings than the service, so it assumes more than the usual interval.
    private const double LongSilence = 60;

    // Estimates the new events: it assumes the default LookBack, 10,000, and takes the transaction of the last tick,
    // which wrote the row of leadgraph.state, in place of the horizon.
    private const string StateSql = $"""
        SELECT (SELECT count(*) FROM leadgraph.user_activity), s.as_of, extract(epoch FROM now() - s.ticked_at)::float8,
            s.tick_ms, s.rebuilt_at, s.watermark,
            (SELECT count(*) FROM events e
                WHERE e.id > least(s.settled_id, coalesce(
                        (SELECT id FROM events WHERE id IS NOT NULL ORDER BY id DESC OFFSET 10000 LIMIT 1),
                        -9223372036854775808))
                    AND mod(x.xmax - e.xmin::text::bigint, 4294967296)
                        < mod(x.xmax - s.xmin::text::bigint, 4294967296))
            + (SELECT count(*) FROM events e
                WHERE e.id IS NULL
                    AND mod(x.xmax - e.xmin::text::bigint, 4294967296)
                        < mod(x.xmax - s.xmin::text::bigint, 4294967296)),
            s.pending_xmax > pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
            (SELECT count(*) FROM leadgraph.tier_changes),
            (SELECT pid FROM pg_catalog.pg_locks
                WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_catalog.pg_database
                        WHERE datname = current_database())
                    AND (classid::bigint << 32) | objid::bigint = {TickSql.TickLock} AND objsubid = 1
                    AND granted),
            s.rules
        FROM leadgraph.state s, (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax) x
        """;

    // Only the leading columns matter; an index may have more.
    private const string IndexesSql = """
        SELECT DISTINCT first.attname || ' ' || second.attname
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_attribute first ON first.attrelid = i.indrelid AND first.attnum = i.indkey[0]
        JOIN pg_catalog.pg_attribute second ON second.attrelid = i.indrelid AND second.attnum = i.indkey[1]
        WHERE i.indrelid = to_regclass('events') AND i.indisvalid AND i.indpred IS NULL
        """;

    private static readonly TimeSpan LongestCount = TimeSpan.FromSeconds(30);

    private static readonly (string Columns, string Advice)[] Wanted =
    [
        ("user_id created_at", "CREATE INDEX CONCURRENTLY events_user_id_created_at "
            + "ON events (user_id, created_at DESC, id DESC);  -- without an index by user_id every tick is a rebuild"),
        ("created_at user_id", "CREATE INDEX CONCURRENTLY events_created_at_user_id "
            + "ON events (created_at, user_id);  -- finds the events that leave the window")
    ];

    /// <summary>Writes the status.</summary>
    /// <param name="source">The primary server.</param>
    /// <param name="output">Where to write it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="NpgsqlException">The database failed, or Maintained mode is not installed.</exception>
    public static async Task WriteAsync(NpgsqlDataSource source, TextWriter output, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        DateTime? asOf;
        ScoringRules? rules;
        await using (var command = new NpgsqlCommand(StateSql, connection))
        {
            await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            Line("rows", Number(row.GetInt64(0)));
            Line("as of",
                row.IsDBNull(1) ? "not filled yet; start LeadGraph in Maintained mode" : Time(row.GetDateTime(1)));
            if (!row.IsDBNull(1))
            {
                Line("last tick", string.Create(CultureInfo.InvariantCulture,
                    $"{row.GetDouble(2):F1} s ago, took {row.GetInt32(3)} ms"));
                if (row.GetDouble(2) > LongSilence)
                {
                    Line("no recent tick", "check that an instance runs in Maintained mode, and read its log");
                }

                if (!row.IsDBNull(9))
                {
                    Line("tick running", $"server process {row.GetInt32(9)} (see pg_stat_activity)");
                }

                Line("last rebuild", Time(row.GetDateTime(4)));
                Line("watermark", $"event {row.GetInt64(5).ToString(CultureInfo.InvariantCulture)}");
                Line("events not yet processed", Number(row.GetInt64(6)));
            }

            if (row.GetBoolean(7))
            {
                Line("open transaction", "a transaction has been open for several ticks; until it ends, every tick "
                    + "recomputes the users of all events since it began (see pg_stat_activity, pg_prepared_xacts)");
            }

            Line("tier changes", $"{Number(row.GetInt64(8))} stored");
            asOf = row.IsDBNull(1) ? null : row.GetDateTime(1);
            rules = row.IsDBNull(10) ? null : JsonSerializer.Deserialize<ScoringRules>(row.GetString(10));
        }

        if (asOf is not null && rules is not null)
        {
            await WriteProblemsAsync(source, rules, asOf.Value, Line, cancellationToken);
        }

        await using var indexes = new NpgsqlCommand(IndexesSql, connection);
        await using NpgsqlDataReader reader = await indexes.ExecuteReaderAsync(cancellationToken);
        var found = new HashSet<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetString(0));
        }

        string[] missing = [.. Wanted.Where(index => !found.Contains(index.Columns)).Select(index => index.Advice)];
        Line("indexes", missing.Length == 0 ? "complete" : "events lacks indexes that ticks need; run");
        foreach (string advice in missing)
        {
            output.WriteLine($"  {advice}");
        }

        void Line(string label, string text) => output.WriteLine($"{label + ':',-26}{text}");
    }

    private static async Task WriteProblemsAsync(
        NpgsqlDataSource source, ScoringRules rules, DateTime now, Action<string, string> line,
        CancellationToken cancellationToken)
    {
        TableCatalog catalog = await PostgreSqlCatalog.ReadAsync(source, cancellationToken);
        TableShape shape;
        try
        {
            shape = catalog.ToShape();
        }
        catch (DatabaseNotReadyException notReady)
        {
            line("tables", notReady.Message);
            return;
        }

        var contexts = new ContextPool(
            new DatabaseConnection(DatabaseProvider.PostgreSql, source.ConnectionString), source, shape,
            ActivityMode.Live, NullLoggerFactory.Instance);
        foreach (DataProblemKind kind in Enum.GetValues<DataProblemKind>())
        {
            await using LeadGraphDbContext db = contexts.CreateContextWithoutRetries();
            db.Database.SetCommandTimeout(LongestCount);
            try
            {
                DataProblem? problem = await new DataProblemCounts(db, catalog, rules, now)
                    .CountAsync(kind, firstFound: null, cancellationToken);
                if (problem is not null)
                {
                    line("data", problem.Text);
                }
            }
            catch (Exception late) when (late.InnerException is TimeoutException || late is TimeoutException)
            {
                line("data", $"{kind} was not counted within {LongestCount.TotalSeconds} s");
            }
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTime utc)
        => utc.ToString("yyyy-MM-dd HH:mm:ss.fff' UTC'", CultureInfo.InvariantCulture);
}
