namespace LeadGraph.Data;

/// <summary>The events of a user in the window, summed up. Users without events in it have none.</summary>
public sealed class EventTotals
{
    /// <summary>The Telegram id of the user, registered or not.</summary>
    public long UserId { get; set; }

    /// <summary>How many events count.</summary>
    public int TotalEvents { get; set; }

    /// <summary>Their points.</summary>
    public int Points { get; set; }

    /// <summary>On how many days they are.</summary>
    public int ActiveDays { get; set; }

    /// <summary>The time of the last one, UTC.</summary>
    public DateTime? LastActivity { get; set; }
}
