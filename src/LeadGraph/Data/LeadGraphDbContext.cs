using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Data;

/// <summary>The two tables that LeadGraph reads. It never writes them, so entities are not tracked.</summary>
/// <remarks>Contexts are pooled; <see cref="LeadDatabase"/> creates them with a model that fits the tables.</remarks>
public sealed class LeadGraphDbContext(DbContextOptions<LeadGraphDbContext> options) : DbContext(options)
{
    /// <summary>The registrations; some tables have several rows per user.</summary>
    public DbSet<Registration> Registrations => Set<Registration>();

    /// <summary>The events of all users, registered or not.</summary>
    public DbSet<Event> Events => Set<Event>();

    /// <summary>
    /// Called with the number of bytes that read data take, before they are kept; throws to reject them. Null counts
    /// nothing. A context from the pool has null.
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
