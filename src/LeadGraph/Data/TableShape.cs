using LeadGraph.Data.Tables;

namespace LeadGraph.Data;

/// <summary>The variations of the two tables, which determine the model.</summary>
/// <param name="RegisteredAtHasZone">
/// Whether <c>registered_at</c> is <c>timestamptz</c>; a plain <c>timestamp</c> is read as UTC.
/// </param>
/// <param name="CreatedAtHasZone">Whether <c>created_at</c> is <c>timestamptz</c>.</param>
/// <param name="UserIdIsUnique">
/// Whether the database prevents two registrations of one user. If not, the latest one is used.
/// </param>
/// <param name="RegistrationsHaveId">Whether registrations have an <c>id</c>. The larger one breaks ties.</param>
/// <param name="FoldingCollation">
/// The collation under which <c>lower()</c> folds every script in the same way everywhere, or null where there is none
/// and the database's own has to do.
/// </param>
/// <param name="CanNormalize">Whether the server normalizes Unicode, which it does for databases in UTF-8.</param>
/// <param name="TextCollation">
/// The collation by which texts of registrations are compared, or null where it is that of their columns. Under a
/// nondeterministic one PostgreSQL knows no LIKE, and texts that differ can be equal.
/// </param>
/// <param name="CanCountBits">Whether the server has <c>bit_count</c>, which PostgreSQL has since version 14.</param>
/// <param name="EventsHaveUserIndex">
/// Whether <c>events</c> has an index by <c>user_id</c> and then <c>created_at</c>.
/// </param>
/// <param name="ActivitySettings">
/// The statement that sets the server's parameters for the activity query, or null where they stay as they are.
/// </param>
public sealed record TableShape(
    bool RegisteredAtHasZone,
    bool CreatedAtHasZone,
    bool UserIdIsUnique,
    bool RegistrationsHaveId,
    string? FoldingCollation = null,
    bool CanNormalize = false,
    string? TextCollation = null,
    bool CanCountBits = false,
    bool EventsHaveUserIndex = false,
    string? ActivitySettings = null)
{
    /// <summary>The name of UTC.</summary>
    public const string Utc = "UTC";

    /// <summary>The shape of the tables that LeadGraph's own scripts create on SQLite.</summary>
    public static TableShape Default { get; } = new(
        RegisteredAtHasZone: false, CreatedAtHasZone: false, UserIdIsUnique: true, RegistrationsHaveId: false);

    /// <summary>The names of the tables and their columns.</summary>
    public TableNames Names { get; init; } = TableNames.Default;

    /// <summary>
    /// The encoding of the database, by PostgreSQL's name; null for UTF-8, which has every character.
    /// </summary>
    public string? Encoding { get; init; }

    /// <summary>What the table of events is.</summary>
    public TableKind EventsKind { get; init; }

    /// <summary>What the table of registrations is.</summary>
    public TableKind RegistrationsKind { get; init; }

    /// <summary>
    /// Whether rows of events have <c>xmin</c>: those of a table do, those of a view only if it passes it on.
    /// </summary>
    public bool EventsHaveTransactions { get; init; } = true;

    /// <summary>Whether rows of registrations have <c>xmin</c>.</summary>
    public bool RegistrationsHaveTransactions { get; init; } = true;

    /// <summary>How events keep the user id.</summary>
    public UserIdType EventUserId { get; init; }

    /// <summary>How registrations keep the user id.</summary>
    public UserIdType RegistrationUserId { get; init; }

    /// <summary>
    /// The IANA name of the time zone in which days begin, where a time is only known as a day; else that of UTC.
    /// </summary>
    public string DayZone { get; init; } = Utc;

    /// <summary>Whether <c>created_at</c> is a <c>date</c>, which is read as its first moment in that zone.</summary>
    public bool CreatedAtIsDate { get; init; }

    /// <summary>Whether <c>registered_at</c> is a <c>date</c>, which is read likewise.</summary>
    public bool RegisteredAtIsDate { get; init; }

    /// <summary>Whether the <c>id</c> of events is an integer. An id of another type is not read.</summary>
    public bool EventsHaveId { get; init; } = true;

    /// <summary>
    /// Whether the window has so many events for each user that looking each user's up reads less than an aggregate over
    /// all of them; see <see cref="PostgreSql.EventsByUser"/>.
    /// </summary>
    public bool ReadsEventsByUser { get; init; }

    /// <summary>
    /// The keys of the columns of type <c>char(n)</c>, which are padded with blanks, each followed by a blank.
    /// </summary>
    public string PaddedTexts { get; init; } = "";

    /// <summary>Whether columns of events have to be converted.</summary>
    public bool ConvertsEvents
        => EventUserId != UserIdType.Integer || CreatedAtIsDate || !EventsHaveId
            || IsPadded(nameof(EventNames.EventType));

    /// <summary>Whether columns of registrations have to be converted.</summary>
    public bool ConvertsRegistrations
        => RegistrationUserId != UserIdType.Integer || RegisteredAtIsDate
            || IsPadded(nameof(RegistrationNames.Username)) || IsPadded(nameof(RegistrationNames.FirstName))
            || IsPadded(nameof(RegistrationNames.Email));

    /// <summary>Whether a column of texts is padded with blanks.</summary>
    /// <param name="key">The last part of its setting.</param>
    public bool IsPadded(string key) => PaddedTexts.Contains($"{key} ", StringComparison.Ordinal);

    /// <summary>The shape for the log.</summary>
    public override string ToString()
        => $"registered_at {Type(RegisteredAtHasZone, RegisteredAtIsDate)}, "
            + $"created_at {Type(CreatedAtHasZone, CreatedAtIsDate)}, "
            + (UserIdIsUnique ? "one registration per user" : "several registrations per user (the latest counts)");

    private string Type(bool hasZone, bool isDate)
        => hasZone ? "timestamptz" : isDate ? $"date ({DayZone})" : $"timestamp ({Utc})";
}
