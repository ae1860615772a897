using HotChocolate;

namespace LeadGraph.Scoring;

/// <summary>The minimum engagement for a tier.</summary>
public sealed record ScoreThreshold
{
    /// <summary>
    /// Points within the window, 0 or more. An event is one point unless its type has another weight.
    /// </summary>
    /// <remarks>Named after events because an event is one point if no setting says otherwise.</remarks>
    public int MinEvents { get; init; }

    /// <summary>Distinct days of the scoring time zone with an event in the window, 0 or more.</summary>
    public int MinActiveDays { get; init; }

    /// <summary>Whether the engagement given reaches this threshold in both measures.</summary>
    /// <param name="points">Points within the window.</param>
    /// <param name="activeDays">Distinct days of the scoring time zone with an event in the window.</param>
    [GraphQLIgnore]
    public bool IsReachedBy(int points, int activeDays)
        => points >= MinEvents && activeDays >= MinActiveDays;
}
