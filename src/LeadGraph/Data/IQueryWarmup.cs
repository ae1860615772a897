namespace LeadGraph.Data;

/// <summary>Has EF Core compile the usual queries over tables of a new shape, so that no caller waits for that.</summary>
public interface IQueryWarmup
{
    /// <summary>Compiles the queries, and sends none.</summary>
    /// <param name="db">A context over the tables.</param>
    Task WarmUpAsync(LeadGraphDbContext db);
}
