namespace LeadGraph.Maintained;

/// <summary>What a tick did.</summary>
public enum TickKind
{
    /// <summary>Nothing: another instance was running a tick or had just finished one.</summary>
    Skipped,

    /// <summary>Recomputed the changed users.</summary>
    Incremental,

    /// <summary>Recomputed every user.</summary>
    Rebuild
}

/// <summary>The result of a tick.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Reason">Why everything was rebuilt, or null.</param>
/// <param name="Recomputed">Users whose numbers were computed.</param>
/// <param name="Written">Users whose rows differed and were written or dropped.</param>
/// <param name="TierChanges">Tier changes recorded.</param>
/// <param name="BelowLookBack">Users with new events whose ids are below the look-back range.</param>
/// <param name="AsOf">The time, UTC, of the state of the table, if known.</param>
/// <param name="TickedAt">When the last tick began, this one or another, by the database's clock, if known.</param>
/// <param name="Age">How long ago that was; negative after that clock was set back.</param>
/// <param name="Duration">How long it took, from the first command to the commit.</param>
/// <param name="RebuildsEvery">How often everything is rebuilt while that replaces ticks, or null.</param>
public sealed record TickResult(
    TickKind Kind, string? Reason = null, long Recomputed = 0, long Written = 0, long TierChanges = 0,
    long BelowLookBack = 0, DateTime? AsOf = null, DateTime? TickedAt = null, TimeSpan? Age = null,
    TimeSpan Duration = default, TimeSpan? RebuildsEvery = null);
