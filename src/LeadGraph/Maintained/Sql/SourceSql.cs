using LeadGraph.Data;
using LeadGraph.Data.Tables;

namespace LeadGraph.Maintained.Sql;

/// <summary>
/// The two tables as subqueries whose columns have the names of the documentation. PostgreSQL merges them into the
/// statement around them, which uses the tables' indexes.
/// </summary>
public static class SourceSql
{
    /// <summary>The events.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string Events(TableShape shape) => Events(shape, "");

    /// <summary>The events with <c>xmin</c>, which those of a view lack.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string EventsWithTransactions(TableShape shape) => Events(shape, ", xmin");

    /// <summary>The registrations.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string Registrations(TableShape shape)
        => Registrations(
            shape, shape.RegistrationsHaveId ? $", {SqlIdentifier.Of(shape.Names.Registrations.Id)} AS id" : "");

    /// <summary>The registrations with <c>xmin</c>, which those of a view lack.</summary>
    /// <param name="shape">The shape of the tables.</param>
    public static string RegistrationsWithTransactions(TableShape shape) => Registrations(shape, ", xmin");

    private static string Events(TableShape shape, string further)
    {
        EventNames e = shape.Names.Events;
        return $"(SELECT {SqlIdentifier.Of(e.Id)} AS id, {SqlIdentifier.Of(e.UserId)} AS user_id, "
            + $"{SqlIdentifier.Of(e.EventType)} AS event_type, {SqlIdentifier.Of(e.CreatedAt)} AS created_at{further} "
            + $"FROM {e.Sql})";
    }

    private static string Registrations(TableShape shape, string further)
    {
        RegistrationNames r = shape.Names.Registrations;
        return $"(SELECT {SqlIdentifier.Of(r.UserId)} AS user_id, {SqlIdentifier.Of(r.Username)} AS username, "
            + $"{SqlIdentifier.Of(r.FirstName)} AS first_name, {SqlIdentifier.Of(r.Email)} AS email, "
            + $"{SqlIdentifier.Of(r.RegisteredAt)} AS registered_at{further} FROM {r.Sql})";
    }
}
