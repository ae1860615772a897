namespace LeadGraph.Data;

/// <summary>Where the scored activity is read from.</summary>
public enum ActivityMode
{
    /// <summary>Each request computes it from the two tables; a role with SELECT suffices.</summary>
    Live,

    /// <summary>
    /// <c>leadgraph.user_activity</c>, a table that LeadGraph keeps up to date on PostgreSQL, so that the cost of a
    /// response does not grow with the number of events.
    /// </summary>
    Maintained
}
