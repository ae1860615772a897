namespace LeadGraph.Scoring;

/// <summary>How events of one type count.</summary>
/// <param name="EventType">The event type.</param>
/// <param name="Weight">The points of an event, 0 to 1000. Events of weight 0 do not count at all.</param>
/// <param name="MaxPerDay">The most events that count of one user and day; null for all.</param>
public sealed record EventTypeRule(string EventType, int Weight, int? MaxPerDay)
{
    /// <summary>The largest weight.</summary>
    public const int MaxWeight = 1000;
}
