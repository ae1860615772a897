using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Data;

/// <summary>The two tables that LeadGraph reads. It never writes them: nothing is tracked.</summary>
/// <remarks>Contexts are pooled; <see cref="LeadDatabase"/> hands them out with a model that fits the tables.</remarks>
public sealed class LeadGraphDbContext(DbContextOptions<LeadGraphDbContext> options) : DbContext(options)
{
    /// <summary>Who registered; several rows per user where the table is kept that way.</summary>
    public DbSet<Registration> Registrations => Set<Registration>();

    /// <summary>What users did, registered or not.</summary>
    public DbSet<Event> Events => Set<Event>();

    /// <summary>
    /// Told, in bytes, of the memory that what is read takes, before it is kept; may refuse it by throwing. Null, as it
    /// is whenever a context comes from the pool, counts nothing.
    /// </summary>
    public Action<long>? Charge { get; set; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Charge = null;
        base.Dispose();
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Charge = null;
        return base.DisposeAsync();
    }
}
