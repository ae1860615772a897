namespace LeadGraph.Maintained;

/// <summary>What a tick did.</summary>
public enum TickKind
{
    /// <summary>Nothing: another instance was at work, or had been just before.</summary>
    Skipped,

    /// <summary>Recomputed the dirty users.</summary>
    Incremental,

    /// <summary>Recomputed every user.</summary>
    Rebuild
}

/// <summary>What a tick did, and to how many.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Reason">Why everything was rebuilt, or null.</param>
/// <param name="Recomputed">Users whose numbers were computed.</param>
/// <param name="Written">Users whose rows differed and were written or dropped.</param>
/// <param name="TierChanges">Tier changes recorded.</param>
/// <param name="BelowLookBack">Users of events that came under ids too far below the largest to be searched.</param>
/// <param name="AsOf">The moment, UTC, as of which the table holds now, where this is known.</param>
/// <param name="Duration">How long it took, from the first command to the commit.</param>
public sealed record TickResult(
    TickKind Kind, string? Reason = null, long Recomputed = 0, long Written = 0, long TierChanges = 0,
    long BelowLookBack = 0, DateTime? AsOf = null, TimeSpan Duration = default);
