namespace LeadGraph.Changes;

/// <summary>Why a user's tier changed.</summary>
/// <remarks>The numbers are those of <c>leadgraph.tier_changes</c>.</remarks>
public enum LeadScoreChangeReason
{
    /// <summary>
    /// New events raised the tier, or it changed because events were changed or deleted in the table.
    /// </summary>
    Events = 0,

    /// <summary>The tier fell because events left the window, whether or not fewer new ones came.</summary>
    Expiry = 1,

    /// <summary>The user is registered and was not before.</summary>
    Registration = 2,

    /// <summary>The user is no longer registered.</summary>
    Removal = 3,

    /// <summary>Other scoring rules are in force than at the comparison before.</summary>
    Rules = 4
}
