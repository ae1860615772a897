using LeadGraph.Data;
using LeadGraph.Data.Tables;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>The indexes on events that ticks need.</summary>
public static class EventIndexes
{
    // Only the leading columns matter; an index may have more.
    private const string Sql = """
        SELECT DISTINCT c.relkind = 'p', first.attname, second.attname
        FROM pg_catalog.pg_class c
        LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
        LEFT JOIN pg_catalog.pg_attribute first ON first.attrelid = i.indrelid AND first.attnum = i.indkey[0]
        LEFT JOIN pg_catalog.pg_attribute second ON second.attrelid = i.indrelid AND second.attnum = i.indkey[1]
        WHERE c.oid = to_regclass(@events)
        """;

    /// <summary>The statements that create what is missing, each with a comment that says what for.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="shape">The shape of the tables.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<string>> MissingAsync(
        NpgsqlConnection connection, TableShape shape, CancellationToken cancellationToken)
    {
        EventNames events = shape.Names.Events;
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.AddWithValue("events", events.Sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new HashSet<(string, string)>();
        bool isPartitioned = false;
        while (await reader.ReadAsync(cancellationToken))
        {
            isPartitioned = reader.GetBoolean(0);
            if (!reader.IsDBNull(1) && !reader.IsDBNull(2))
            {
                found.Add((reader.GetString(1), reader.GetString(2)));
            }
        }

        // PostgreSQL creates no index of a partitioned table concurrently.
        string create = isPartitioned ? "CREATE INDEX" : "CREATE INDEX CONCURRENTLY";
        string warning = isPartitioned ? "; writers of events wait until it is made" : "";

        return
        [
            .. found.Contains((events.UserId, events.CreatedAt)) ? []
                : (string[])[ByUser(create, events, shape.EventsHaveId) + warning],
            .. found.Contains((events.CreatedAt, events.UserId)) ? [] : (string[])[ByTime(create, events) + warning]
        ];
    }

    private static string ByUser(string create, EventNames events, bool haveId)
        => $"{create} events_user_id_created_at ON {events.Sql} ({SqlIdentifier.Of(events.UserId)}, "
            + $"{SqlIdentifier.Of(events.CreatedAt)} DESC{(haveId ? $", {SqlIdentifier.Of(events.Id)} DESC" : "")});  "
            + "-- without an index by user_id every tick is a rebuild";

    private static string ByTime(string create, EventNames events)
        => $"{create} events_created_at_user_id ON {events.Sql} ({SqlIdentifier.Of(events.CreatedAt)}, "
            + $"{SqlIdentifier.Of(events.UserId)});  -- finds the events that leave the window";
}
