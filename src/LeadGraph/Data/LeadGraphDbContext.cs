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

    /// <summary>The bytes that have been charged for what this context has read.</summary>
    public long Charged { get; private set; }

    /// <summary>Charges bytes that are read.</summary>
    /// <param name="bytes">How many.</param>
    public void ChargeRead(long bytes)
    {
        Charge?.Invoke(bytes);
        Charged += bytes;
    }

    /// <summary>Gives back what has been charged for a read that is repeated.</summary>
    /// <param name="before">What had been charged before it.</param>
    public void GiveBack(long before)
    {
        Charge?.Invoke(before - Charged);
        Charged = before;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        (Charge, Charged) = (null, 0);
        base.Dispose();
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        (Charge, Charged) = (null, 0);
        return base.DisposeAsync();
    }
}
