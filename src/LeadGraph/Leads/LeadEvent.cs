using System.Text.Json;

namespace LeadGraph.Leads;

/// <summary>Something a user did.</summary>
public sealed class LeadEvent
{
    /// <summary>The event's own number, or 0 where its row has none.</summary>
    public long Id { get; init; }

    /// <summary>What was done, such as <c>lesson_link_clicked</c>.</summary>
    public string EventType { get; init; } = "";

    /// <summary>When it was done.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>JSON details stored with the event.</summary>
    public JsonElement? Details { get; init; }
}
