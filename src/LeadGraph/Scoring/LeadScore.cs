namespace LeadGraph.Scoring;

/// <summary>Lead classification by engagement within the activity window.</summary>
public enum LeadScore
{
    /// <summary>By default, fewer than 5 events.</summary>
    Cold,

    /// <summary>By default, at least 5 events.</summary>
    Cool,

    /// <summary>By default, at least 10 events on 3 or more days.</summary>
    Warm,

    /// <summary>By default, at least 20 events on 5 or more days.</summary>
    Hot
}
