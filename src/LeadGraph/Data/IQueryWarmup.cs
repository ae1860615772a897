namespace LeadGraph.Data;

/// <summary>Compiles the usual queries for a shape of the tables, so that no request waits for that.</summary>
public interface IQueryWarmup
{
    /// <summary>Compiles the queries without executing them.</summary>
    /// <param name="db">A context over the tables.</param>
    Task WarmUpAsync(LeadGraphDbContext db);
}
