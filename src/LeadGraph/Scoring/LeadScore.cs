namespace LeadGraph.Scoring;

/// <summary>Lead classification by engagement within the activity window.</summary>
public enum LeadScore
{
    /// <summary>Fewer than 5 events.</summary>
    Cold,

    /// <summary>At least 5 events.</summary>
    Cool,

    /// <summary>At least 10 events on 3 or more days.</summary>
    Warm,

    /// <summary>At least 20 events on 5 or more days.</summary>
    Hot
}
