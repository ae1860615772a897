namespace LeadGraph.Insight;

/// <summary>What a user's score consists of, and what is missing to the next tier.</summary>
/// <param name="WindowStart">The start of the window. An event at that moment counts.</param>
/// <param name="WindowEnd">
/// The end of the window, ahead of the clock by as much as events may be dated ahead. An event at that moment counts.
/// </param>
/// <param name="EventTypes">
/// What the types of events contribute, most points first. The sums are the user's <c>totalEvents</c> and
/// <c>points</c>.
/// </param>
/// <param name="Days">
/// What the active days of the scoring time zone contribute, in order. There are <c>activeDays</c> of them, and the
/// sums are the user's <c>totalEvents</c> and <c>points</c>.
/// </param>
/// <param name="Next">What is missing to the next tier; null for a hot lead.</param>
public sealed record ScoreExplanation(
    DateTime WindowStart,
    DateTime WindowEnd,
    IReadOnlyList<EventTypeContribution> EventTypes,
    IReadOnlyList<DayContribution> Days,
    MissingEngagement? Next);

/// <summary>What the events of one type contribute to a score.</summary>
/// <param name="EventType">The event type, such as <c>lesson_link_clicked</c>; empty for events without one.</param>
/// <param name="Events">How many of them count, after the daily cap of the type.</param>
/// <param name="Points">The points of these events.</param>
/// <param name="LastAt">The latest event of the type, whether or not it is above the cap.</param>
public sealed record EventTypeContribution(string EventType, int Events, int Points, DateTime LastAt);

/// <summary>What the events of one day contribute to a score.</summary>
/// <param name="Date">The day, in the scoring time zone.</param>
/// <param name="Events">How many of its events count, after the daily caps of their types.</param>
/// <param name="Points">The points of these events.</param>
public sealed record DayContribution(DateOnly Date, int Events, int Points);
