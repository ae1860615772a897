namespace LeadGraph.Data;

/// <summary>The points of a user in the window before the one of now. Users without events in it have none.</summary>
public sealed class PreviousPoints
{
    /// <summary>The Telegram id of the user, registered or not.</summary>
    public long UserId { get; set; }

    /// <summary>The sum of the weights of the events that count.</summary>
    public int Points { get; set; }
}
