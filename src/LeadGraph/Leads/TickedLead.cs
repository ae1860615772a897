namespace LeadGraph.Leads;

/// <summary>A lead of the maintained table.</summary>
/// <param name="Row">The lead.</param>
/// <param name="AsOf">The time of the last tick, UTC, from the same snapshot; null before the first.</param>
internal sealed record TickedLead(LeadRow Row, DateTime? AsOf);
