using LeadGraph.Data.Tables;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// The two tables as subqueries whose columns have the names and types of the documentation. PostgreSQL merges them
/// into the statement around them. What is converted is there as it is, too, in <c>user_key</c> and <c>created_on</c>:
/// conditions on these use the table's indexes.
/// </summary>
public static class SourceSql
{
    /// <summary>The events without their details.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string Events(TableShape shape) => $"({Select(shape.Names.Events.Sql, OfEvents(shape))})";

    /// <summary>The events with <c>xmin</c>, which those of a view lack, and without their details.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string EventsWithTransactions(TableShape shape)
        => $"({Select(shape.Names.Events.Sql, OfEvents(shape).Append("xmin"))})";

    /// <summary>The statement that reads every column of events.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string SelectEvents(TableShape shape) => Select(
        shape.Names.Events.Sql,
        [
            .. OfEvents(shape), $"{SqlIdentifier.Of(shape.Names.Events.Details)} AS details",
            // By bytes: under a nondeterministic collation ids that differ can be equal.
            .. shape.EventsHaveId
                ? [] : (string[])[$"{SqlIdentifier.Of(shape.Names.Events.Id)}::text COLLATE \"C\" AS id_text"]
        ]);

    /// <summary>The registrations.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string Registrations(TableShape shape) => $"({SelectRegistrations(shape)})";

    /// <summary>The registrations with <c>xmin</c>, which those of a view lack.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string RegistrationsWithTransactions(TableShape shape)
        => $"({Select(shape.Names.Registrations.Sql, OfRegistrations(shape).Append("xmin"))})";

    /// <summary>The statement that reads every column of registrations.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string SelectRegistrations(TableShape shape)
        => Select(shape.Names.Registrations.Sql, OfRegistrations(shape));

    /// <summary>The condition that an event <c>e</c> is of the user of a row.</summary>
    /// <param name="shape">The shape of the tables.</param>
    /// <param name="row">The alias of the row.</param>
    public static string IsOfUser(TableShape shape, string row) => shape.EventUserId switch
    {
        UserIdType.Numeric => $"e.user_key = {row}.user_id::numeric",
        // The key's collation may take other texts for equal.
        UserIdType.Text => $"e.user_key = {row}.user_id::text AND e.user_id = {row}.user_id",
        _ => $"e.user_id = {row}.user_id"
    };

    /// <summary>
    /// A condition that holds for all events <c>e</c> between two times, for an index on days; empty without days. The
    /// session's time zone has to be UTC.
    /// </summary>
    /// <param name="shape">The shape of the tables.</param>
    /// <param name="from">The parameter with the first time.</param>
    /// <param name="until">The parameter with the last time.</param>
    public static string AndOnDays(TableShape shape, string from, string until)
        => !shape.CreatedAtIsDate ? ""
            : shape.DayZone == TableShape.Utc ? $"AND e.created_on BETWEEN @{from}::date AND @{until}::date"
            // Elsewhere a day begins up to 14 hours before or after that of UTC.
            : $"AND e.created_on BETWEEN @{from}::date - 1 AND @{until}::date + 1";

    private static string Select(string table, IEnumerable<string> columns)
        => $"SELECT {string.Join(", ", columns)} FROM {table}";

    private static IEnumerable<string> OfEvents(TableShape shape)
    {
        EventNames names = shape.Names.Events;
        string user = SqlIdentifier.Of(names.UserId), time = SqlIdentifier.Of(names.CreatedAt);
        return
        [
            $"{(shape.EventsHaveId ? SqlIdentifier.Of(names.Id) : "NULL::bigint")} AS id",
            $"{UserId(shape.EventUserId, user)} AS user_id",
            .. shape.EventUserId == UserIdType.Integer ? [] : (string[])[$"{user} AS user_key"],
            $"{Text(shape, nameof(names.EventType), names.EventType)} AS event_type",
            $"{Time(shape, shape.CreatedAtIsDate, time)} AS created_at",
            .. shape.CreatedAtIsDate ? (string[])[$"{time} AS created_on"] : []
        ];
    }

    private static IEnumerable<string> OfRegistrations(TableShape shape)
    {
        RegistrationNames names = shape.Names.Registrations;
        return
        [
            $"{UserId(shape.RegistrationUserId, SqlIdentifier.Of(names.UserId))} AS user_id",
            $"{Text(shape, nameof(names.Username), names.Username)} AS username",
            $"{Text(shape, nameof(names.FirstName), names.FirstName)} AS first_name",
            $"{Text(shape, nameof(names.Email), names.Email)} AS email",
            $"{Time(shape, shape.RegisteredAtIsDate, SqlIdentifier.Of(names.RegisteredAt))} AS registered_at",
            .. shape.RegistrationsHaveId ? (string[])[$"{SqlIdentifier.Of(names.Id)} AS id"] : []
        ];
    }

    // The conversion to text takes the padding off.
    private static string Text(TableShape shape, string key, string column)
        => SqlIdentifier.Of(column) + (shape.IsPadded(key) ? "::text" : "");

    // NaN and the infinities are greater or smaller than every bigint.
    private static string UserId(UserIdType type, string column) => type switch
    {
        UserIdType.Numeric => $"CASE WHEN {column} BETWEEN {long.MinValue} AND {long.MaxValue} "
            + $"AND {column} = trunc({column}) THEN {column}::bigint END",
        UserIdType.Text => WholeNumber(column),
        _ => column
    };

    /// <summary>The number that a text is; NULL if it is none or has more than 18 digits.</summary>
    /// <param name="text">The text. Its own collation may not work with patterns.</param>
    internal static string WholeNumber(string text)
        => $"CASE WHEN {text} COLLATE \"C\" ~ '^(0|-?[1-9][0-9]{{0,17}})$' THEN {text}::bigint END";

    // The first date is that of the start of year 1, which is no readable time.
    private static string Time(TableShape shape, bool isDate, string column)
    {
        string inUtc = shape.DayZone == TableShape.Utc ? ""
            : $" AT TIME ZONE '{shape.DayZone.Replace("'", "''", StringComparison.Ordinal)}' AT TIME ZONE 'UTC'";
        return isDate
            ? $"CASE WHEN {column} > DATE '9999-12-31' THEN TIMESTAMP 'infinity' "
                + $"WHEN {column} < DATE '0001-01-01' THEN TIMESTAMP '-infinity' ELSE {column}::timestamp{inUtc} END"
            : column;
    }
}
