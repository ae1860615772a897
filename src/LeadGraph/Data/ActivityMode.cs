namespace LeadGraph.Data;

/// <summary>Where the scored activity is read from.</summary>
public enum ActivityMode
{
    /// <summary>The two tables, by the one activity query, on each request; a role with SELECT suffices.</summary>
    Live,

    /// <summary>
    /// <c>leadgraph.user_activity</c>, a table that LeadGraph keeps up to date on PostgreSQL, so that the cost of an
    /// answer does not grow with the number of events.
    /// </summary>
    Maintained
}
