using HotChocolate;
using HotChocolate.Types;
using LeadGraph.Leads;

namespace LeadGraph.DataQuality;

/// <summary>The field of the query type for rows that do not count.</summary>
[ExtendObjectType<Query>]
public class DataHealthFields
{
    /// <summary>
    /// What was found wrong in the two tables at the last check, which is made every few minutes; null before the first
    /// one.
    /// </summary>
    /// <param name="monitor">Checks the tables.</param>
    public DataHealth? GetDataHealth([Service] DataHealthMonitor monitor) => monitor.Latest;
}
