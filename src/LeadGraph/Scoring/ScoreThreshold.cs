using HotChocolate;

namespace LeadGraph.Scoring;

/// <summary>The minimum engagement for a tier.</summary>
public sealed record ScoreThreshold
{
    /// <summary>Events within the window, 0 or more.</summary>
    public int MinEvents { get; init; }

    /// <summary>Distinct UTC days with an event within the window, 0 or more.</summary>
    public int MinActiveDays { get; init; }

    /// <summary>Whether the engagement given reaches this threshold in both measures.</summary>
    /// <param name="totalEvents">Events within the window.</param>
    /// <param name="activeDays">Distinct UTC days with an event within the window.</param>
    [GraphQLIgnore]
    public bool IsReachedBy(int totalEvents, int activeDays)
        => totalEvents >= MinEvents && activeDays >= MinActiveDays;
}
