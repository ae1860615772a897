namespace LeadGraph.Data;

/// <summary>The variations of the two tables, which determine the model.</summary>
/// <param name="RegisteredAtHasZone">
/// Whether <c>registered_at</c> is <c>timestamptz</c>; a plain <c>timestamp</c> is read as UTC.
/// </param>
/// <param name="CreatedAtHasZone">Whether <c>created_at</c> is <c>timestamptz</c>.</param>
/// <param name="UserIdIsUnique">
/// Whether the database prevents two registrations of one user. If not, the latest one is used.
/// </param>
/// <param name="RegistrationsHaveId">Whether registrations have an <c>id</c>, which then breaks ties.</param>
/// <param name="FoldingCollation">
/// The collation under which <c>lower()</c> folds every script, or null where the column's own does.
/// </param>
public sealed record TableShape(
    bool RegisteredAtHasZone,
    bool CreatedAtHasZone,
    bool UserIdIsUnique,
    bool RegistrationsHaveId,
    string? FoldingCollation = null)
{
    /// <summary>The shape of the tables that LeadGraph's own scripts create on SQLite.</summary>
    public static TableShape Usual { get; } = new(
        RegisteredAtHasZone: false, CreatedAtHasZone: false, UserIdIsUnique: true, RegistrationsHaveId: false);

    /// <summary>The shape in words.</summary>
    public override string ToString()
        => $"{Time("registered_at", RegisteredAtHasZone)}, {Time("created_at", CreatedAtHasZone)}, "
            + (UserIdIsUnique ? "one registration per user" : "the latest of a user's registrations");

    private static string Time(string column, bool hasZone) => $"{column} {(hasZone ? "with a zone" : "in UTC")}";
}
