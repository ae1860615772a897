namespace LeadGraph.Demo;

/// <summary>What a member of a demo campaign did.</summary>
/// <param name="User">The user.</param>
/// <param name="EventType">The type of the event.</param>
/// <param name="At">When it was, UTC.</param>
public sealed record DemoOutcome(long User, string EventType, DateTime At);
