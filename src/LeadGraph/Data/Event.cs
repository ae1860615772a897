namespace LeadGraph.Data;

/// <summary>A row of <c>events</c>: an action of a user.</summary>
public sealed class Event
{
    /// <summary>The number of the row. No key: in some tables it is NULL, or the same in several rows.</summary>
    public long? Id { get; set; }

    /// <summary>
    /// The Telegram id of the user, who need not have registered. Rows without one exist; no query by user finds them.
    /// </summary>
    public long UserId { get; set; }

    /// <summary>The type, such as <c>lesson_link_clicked</c>.</summary>
    public string? EventType { get; set; }

    /// <summary>
    /// The time of the event, UTC; an event without a time is in no window. Read it only for events in a window.
    /// </summary>
    public DateTime? CreatedAt { get; set; }

    /// <summary>JSON text with details from the bot.</summary>
    public string? Details { get; set; }
}
