using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace LeadGraph.Insight.History;

/// <summary>A registered user, with the times of the events.</summary>
internal sealed class HistoryRow
{
    /// <summary>The Telegram id.</summary>
    public long UserId { get; set; }

    /// <summary>When the user registered first, UTC; null if that is not known.</summary>
    public DateTime? RegisteredAt { get; set; }

    /// <summary>What <see cref="TierMoves.Add"/> takes; null for no events.</summary>
    public int[]? Places { get; set; }

    /// <summary>The same on SQLite, separated by commas.</summary>
    public string? PlacesText { get; set; }
}

/// <summary>
/// The statement that reads the whole history of the tiers: one row for each user, in which a number stands for the
/// time and the type of each event.
/// </summary>
/// <remarks>
/// On PostgreSQL these numbers come from the index on the user and the time, without a hash table or a sort. Counting
/// by user and day in SQL takes several times as long, because there are nearly as many of these as events.
/// </remarks>
internal sealed class HistorySql
{
    private const string SqliteFunction = "piece_of_time";

    private readonly LeadGraphDbContext _db;
    private readonly Timeline _timeline;
    private readonly EventTypeRule[] _types;
    private readonly string[] _leftOut;
    private readonly long[]? _users;
    private readonly List<object> _parameters = [];

    private HistorySql(
        LeadGraphDbContext db, Timeline timeline, EventTypeRule[] types, string[] leftOut, long[]? users)
        => (_db, _timeline, _types, _leftOut, _users) = (db, timeline, types, leftOut, users);

    /// <summary>The registered users.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="timeline">The pieces of time.</param>
    /// <param name="types">The rules of event types that count; the last is of others.</param>
    /// <param name="leftOut">The event types that do not count.</param>
    /// <param name="users">Only these users, a few hundred at most; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IAsyncEnumerable<HistoryRow>> ReadAsync(
        LeadGraphDbContext db, Timeline timeline, EventTypeRule[] types, string[] leftOut, long[]? users,
        CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
        {
            // The function ends with the connection, which stays open as long as the context.
            await db.Database.OpenConnectionAsync(cancellationToken);
            ((SqliteConnection)db.Database.GetDbConnection()).CreateFunction(
                SqliteFunction, (DateTime time) => timeline.PieceOf(DateTime.SpecifyKind(time, DateTimeKind.Utc)));
        }

        var sql = new HistorySql(db, timeline, types, leftOut, users);
        string statement = sql.Statement();
        return db.Database.SqlQueryRaw<HistoryRow>(statement, [.. sql._parameters]).AsAsyncEnumerable();
    }

    private string Statement()
    {
        bool isSqlite = _db.Database.IsSqlite();
        IEntityType registrations = _db.Registrations.EntityType;
        string user = EntitySql.Column(_db, registrations, nameof(Registration.UserId));
        string registered = EntitySql.Column(_db, registrations, nameof(Registration.RegisteredAt));
        string readable = isSqlite
            ? $"{ReadableTime.SqliteFunction}({registered})"
            : $"CASE WHEN {registered} BETWEEN '{ReadableTime.First}' AND '{ReadableTime.Last}' "
                + $"THEN {Utc(registrations, nameof(Registration.RegisteredAt), registered)} END";
        string ofUsers = _users is null ? "" : _db.OfUsersSql(user, _users, Parameter);
        return $"""
            SELECT r.user_id AS "UserId", CASE WHEN r.registrations = r.known THEN r.registered_at END AS "RegisteredAt",
                {(isSqlite ? "NULL" : "e.places")} AS "Places",
                {(isSqlite ? "e.places" : "NULL::text")} AS "PlacesText"
            FROM (
                SELECT x.user_id, count(*) AS registrations, count(x.registered_at) AS known,
                    min(x.registered_at) AS registered_at
                FROM (
                    SELECT {user} AS user_id, {readable} AS registered_at
                    FROM {EntitySql.Table(_db, registrations)} WHERE {user} IS NOT NULL{ofUsers}
                ) x
                GROUP BY x.user_id
            ) r
            LEFT JOIN ({Events(isSqlite)}) e ON e.user_id = r.user_id
            """;
    }

    // As CountedEvents in CountedEventQuery.
    private string Events(bool isSqlite)
    {
        IEntityType events = _db.Events.EntityType;
        string user = EntitySql.Column(_db, events, nameof(Event.UserId));
        string createdAt = EntitySql.Column(_db, events, nameof(Event.CreatedAt));
        string type = EntitySql.Column(_db, events, nameof(Event.EventType));
        bool isUnzoned = !isSqlite && !_db.EventTimesHaveZone();
        string from = Parameter(_timeline.From), until = Parameter(_timeline.Until);
        string conditions = isUnzoned
            ? $"{createdAt} >= ({from} AT TIME ZONE 'UTC') AND {createdAt} < ({until} AT TIME ZONE 'UTC')"
            : $"{createdAt} >= {from} AND {createdAt} < {until}";
        if (_users is not null)
        {
            conditions += _db.EventsOfUsersSql(user, _users, Parameter);
        }

        if (isSqlite)
        {
            conditions += $" AND {ReadableTime.SqliteFunction}({createdAt}) IS NOT NULL";
        }

        if (_db.EventDays(_timeline.From, _timeline.Until) is var (first, last))
        {
            conditions += $" AND {EntitySql.Column(_db, events, LeadGraphModel.EventDay)} "
                + $"BETWEEN {Parameter(first)} AND {Parameter(last)}";
        }

        if (_leftOut.Length > 0)
        {
            string[] names = [.. _leftOut.Select(Parameter)];
            conditions += $" AND ({type} IS NULL OR {type} NOT IN ({string.Join(", ", names)}))";
        }

        string piece = isSqlite
            ? $"{SqliteFunction}({ReadableTime.SqliteFunction}({createdAt}))"
            : $"(width_bucket({Utc(events, nameof(Event.CreatedAt), createdAt)}, {Parameter(_timeline.Cuts)}) - 1)";
        string place = _types.Length == 1 ? piece : $"{piece} * {_types.Length} + {TypeNumber(type)}";
        string places = isSqlite ? $"group_concat({place}, ',')" : $"array_agg({place})";
        return $"SELECT {user} AS user_id, {places} AS places FROM {EntitySql.Table(_db, events)} "
            + $"WHERE {conditions} GROUP BY {user}";
    }

    private string TypeNumber(string type)
    {
        IEnumerable<string> cases = _types[..^1].Select((x, i) => $"WHEN {type} = {Parameter(x.EventType)} THEN {i}");
        return $"CASE {string.Join(' ', cases)} ELSE {_types.Length - 1} END";
    }

    private static string Utc(IEntityType entity, string property, string column)
        => HasZone(entity, property) ? column : $"({column} AT TIME ZONE 'UTC')";

    private static bool HasZone(IEntityType entity, string property)
        => entity.FindProperty(property)!.GetColumnType() == "timestamp with time zone";

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return $"{{{_parameters.Count - 1}}}";
    }
}
