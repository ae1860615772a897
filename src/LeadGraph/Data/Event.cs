namespace LeadGraph.Data;

/// <summary>A row of <c>events</c>: something a user did.</summary>
public sealed class Event
{
    /// <summary>The number of the row. No key: in some tables it is NULL, or the same in several rows.</summary>
    public long? Id { get; set; }

    /// <summary>
    /// The Telegram id of the user, who need not have registered. Rows without one exist; no query by user finds them.
    /// </summary>
    public long UserId { get; set; }

    /// <summary>What was done, such as <c>lesson_link_clicked</c>.</summary>
    public string? EventType { get; set; }

    /// <summary>
    /// When it was done, UTC; an event without a time is in no window. It can be read of events in a window alone.
    /// </summary>
    public DateTime? CreatedAt { get; set; }

    /// <summary>JSON text with whatever the bot noted of the event.</summary>
    public string? Details { get; set; }
}
