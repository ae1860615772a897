using LeadGraph.Scoring;

namespace LeadGraph.Insight.History;

/// <summary>A user's tier at the end of a day of the scoring time zone.</summary>
/// <param name="Date">The day.</param>
/// <param name="LeadScore">The tier at the midnight that ends the day.</param>
public sealed record DailyScore(DateOnly Date, LeadScore LeadScore);
