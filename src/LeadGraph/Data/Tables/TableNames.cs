namespace LeadGraph.Data.Tables;

/// <summary>The names of the two tables and their columns, spelled as in the database.</summary>
/// <param name="Events">Those of events.</param>
/// <param name="Registrations">Those of registrations.</param>
public sealed record TableNames(EventNames Events, RegistrationNames Registrations)
{
    /// <summary>The names of the documentation.</summary>
    public static TableNames Default { get; } = TableMapping.Default.AsWritten();
}

/// <summary>The names of the table of events.</summary>
/// <param name="Schema">The schema, or null if the table is found by the search path.</param>
/// <param name="Table">The table.</param>
/// <param name="Id">The number of the row.</param>
/// <param name="UserId">The user.</param>
/// <param name="EventType">The type.</param>
/// <param name="CreatedAt">The time.</param>
/// <param name="Details">The details.</param>
public sealed record EventNames(
    string? Schema, string Table, string Id, string UserId, string EventType, string CreatedAt, string Details)
{
    /// <summary>The table as an identifier of SQL.</summary>
    public string Sql => SqlIdentifier.Of(Schema, Table);
}

/// <summary>The names of the table of registrations.</summary>
/// <param name="Schema">The schema, or null if the table is found by the search path.</param>
/// <param name="Table">The table.</param>
/// <param name="Id">The number of the row, if it has one.</param>
/// <param name="UserId">The user.</param>
/// <param name="Username">The username.</param>
/// <param name="FirstName">The first name.</param>
/// <param name="Email">The email address.</param>
/// <param name="RegisteredAt">The time.</param>
public sealed record RegistrationNames(
    string? Schema, string Table, string Id, string UserId, string Username, string FirstName, string Email,
    string RegisteredAt)
{
    /// <summary>The table as an identifier of SQL.</summary>
    public string Sql => SqlIdentifier.Of(Schema, Table);
}
