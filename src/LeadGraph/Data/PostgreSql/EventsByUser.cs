using System.Text.Json;
using LeadGraph.Data.Tables;
using Npgsql;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Decides how the activity query reads the events of all users: by looking each user's up in an index, or in one pass
/// over the window and a hash aggregate. The planner cannot choose, because it does not look up what a subquery groups.
/// </summary>
/// <remarks>
/// Measured on PostgreSQL 15 with 100,000 users, a lookup costs about 3.6 µs and 0.14 µs for each event, the pass
/// 0.45 µs for each event; with 58 events a user the lookups take less than half as long, with 6 as long, and with fewer
/// longer. They read an index at random, so they are for one that the operator says the server's memory can hold
/// (<c>effective_cache_size</c>), and they are no matter while the window is small.
/// </remarks>
internal static class EventsByUser
{
    /// <summary>The model's annotation for tables that are read by user.</summary>
    public const string Supported = "LeadGraph:EventsByUser";

    private const double LeastEvents = 100_000;
    private const double EnoughOfUser = 5;

    // What was decided stays while the figures are by this part worse, so that a table at the border does not change its
    // queries at every look.
    private const double Slack = 0.8;

    // The latest time that the statistics know: estimates for times after it are too small until the next ANALYZE, so
    // the window before it is taken for that of now. And the size of the index; of a partitioned table, of its parts.
    private const string FactsSql = """
        SELECT
            (SELECT least(now(), max(bounds[cardinality(bounds)]::timestamptz))::text
                FROM pg_catalog.pg_stats s
                JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
                JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename,
                    LATERAL (SELECT s.histogram_bounds::text::text[] AS bounds) AS histogram
                WHERE c.oid = @events::regclass AND s.attname = @created_at),
            (SELECT coalesce(sum(pg_catalog.pg_relation_size(i.indexrelid)), 0)
                    <= pg_catalog.pg_size_bytes(current_setting('effective_cache_size')) / @slack
                FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute u
                    ON u.attrelid = i.indrelid AND u.attnum = i.indkey[0] AND u.attname = @user_id
                JOIN pg_catalog.pg_attribute t
                    ON t.attrelid = i.indrelid AND t.attnum = i.indkey[1] AND t.attname = @created_at
                WHERE i.indrelid = @events::regclass
                    OR i.indrelid IN (SELECT relid FROM pg_catalog.pg_partition_tree(@events::regclass)))
        """;

    /// <summary>Whether the tables are to be read by user, by the planner's estimates. No row is read.</summary>
    /// <param name="source">Where to connect to.</param>
    /// <param name="shape">The shape of the tables.</param>
    /// <param name="known">What was decided last.</param>
    /// <param name="windowDays">How many days the window has.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<bool> DecideAsync(
        NpgsqlDataSource source, TableShape shape, bool known, int windowDays, CancellationToken cancellationToken)
    {
        // Each lookup of a foreign table would be a query on the other server.
        if (!shape.EventsHaveUserIndex || shape.EventsKind != TableKind.Table || shape.ConvertsEvents
            || shape.ConvertsRegistrations)
        {
            return false;
        }

        EventNames names = shape.Names.Events;
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        double slack = known ? Slack : 1;
        try
        {
            string end;
            await using (var facts = new NpgsqlCommand(FactsSql, connection, transaction))
            {
                facts.Parameters.AddWithValue("events", names.Sql);
                facts.Parameters.AddWithValue("user_id", names.UserId);
                facts.Parameters.AddWithValue("created_at", names.CreatedAt);
                facts.Parameters.AddWithValue("slack", slack);
                await using NpgsqlDataReader fact = await facts.ExecuteReaderAsync(cancellationToken);
                await fact.ReadAsync(cancellationToken);
                if (!fact.GetBoolean(1))
                {
                    return false;
                }

                end = fact.IsDBNull(0) ? "now()" : $"timestamptz '{fact.GetString(0)}'";
            }

            await using var estimates = new NpgsqlCommand(
                $"""
                SET LOCAL lock_timeout = '100ms';
                EXPLAIN (FORMAT JSON) SELECT FROM {names.Sql}
                    WHERE {SqlIdentifier.Of(names.CreatedAt)} >= {end} - interval '{windowDays} days';
                EXPLAIN (FORMAT JSON) SELECT FROM {shape.Names.Registrations.Sql}
                """,
                connection, transaction);
            await using NpgsqlDataReader plan = await estimates.ExecuteReaderAsync(cancellationToken);
            double events = await RowsAsync(plan);
            await plan.NextResultAsync(cancellationToken);
            return events >= slack * LeastEvents && events >= slack * EnoughOfUser * await RowsAsync(plan);
        }
        catch (PostgresException locked) when (locked.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return known;
        }

        async Task<double> RowsAsync(NpgsqlDataReader plan)
        {
            await plan.ReadAsync(cancellationToken);
            using JsonDocument json = JsonDocument.Parse(plan.GetString(0));
            return json.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
        }
    }
}
