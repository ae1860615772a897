using LeadGraph.Data;
using LeadGraph.Data.Tables;
using Npgsql;

namespace LeadGraph.Maintained;

/// <summary>The indexes on events that ticks need.</summary>
public static class EventIndexes
{
    // Only the leading columns matter; an index may have more.
    private const string Sql = """
        SELECT DISTINCT first.attname, second.attname
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_attribute first ON first.attrelid = i.indrelid AND first.attnum = i.indkey[0]
        JOIN pg_catalog.pg_attribute second ON second.attrelid = i.indrelid AND second.attnum = i.indkey[1]
        WHERE i.indrelid = to_regclass(@events) AND i.indisvalid AND i.indpred IS NULL
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
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), reader.GetString(1)));
        }

        return
        [
            .. found.Contains((events.UserId, events.CreatedAt)) ? [] : (string[])[ByUser(events, shape.EventsHaveId)],
            .. found.Contains((events.CreatedAt, events.UserId)) ? [] : (string[])[ByTime(events)]
        ];
    }

    private static string ByUser(EventNames events, bool haveId)
        => $"{Create("events_user_id_created_at", events)} ({SqlIdentifier.Of(events.UserId)}, "
            + $"{SqlIdentifier.Of(events.CreatedAt)} DESC{(haveId ? $", {SqlIdentifier.Of(events.Id)} DESC" : "")});  "
            + "-- without an index by user_id every tick is a rebuild";

    private static string ByTime(EventNames events)
        => $"{Create("events_created_at_user_id", events)} ({SqlIdentifier.Of(events.CreatedAt)}, "
            + $"{SqlIdentifier.Of(events.UserId)});  -- finds the events that leave the window";

    private static string Create(string name, EventNames events)
        => $"CREATE INDEX CONCURRENTLY {name} ON {events.Sql}";
}
