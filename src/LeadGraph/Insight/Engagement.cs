using LeadGraph.Scoring;

namespace LeadGraph.Insight;

/// <summary>What a user did within a window.</summary>
/// <param name="TotalEvents">Events in the window that count.</param>
/// <param name="Points">The sum of the weights of these events.</param>
/// <param name="ActiveDays">Distinct days of the scoring time zone with an event in the window.</param>
/// <param name="LeadScore">The tier in which the engagement places a user.</param>
public sealed record Engagement(int TotalEvents, int Points, int ActiveDays, LeadScore LeadScore);
