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
/// The collation under which <c>lower()</c> folds every script, or null where the column's own does.
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
    bool CanCountBits = false,
    bool EventsHaveUserIndex = false,
    string? ActivitySettings = null)
{
    /// <summary>The shape of the tables that LeadGraph's own scripts create on SQLite.</summary>
    public static TableShape Default { get; } = new(
        RegisteredAtHasZone: false, CreatedAtHasZone: false, UserIdIsUnique: true, RegistrationsHaveId: false);

    /// <summary>The names of the tables and their columns.</summary>
    public TableNames Names { get; init; } = TableNames.Default;

    /// <summary>The shape for the log.</summary>
    public override string ToString()
        => $"registered_at {Type(RegisteredAtHasZone)}, created_at {Type(CreatedAtHasZone)}, "
            + (UserIdIsUnique ? "one registration per user" : "several registrations per user (the latest counts)");

    private static string Type(bool hasZone) => hasZone ? "timestamptz" : "timestamp (UTC)";
}
