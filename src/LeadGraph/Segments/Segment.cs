using LeadGraph.Scoring;

namespace LeadGraph.Segments;

/// <summary>Leads that are chosen by what is known of them.</summary>
/// <param name="LeadScores">The tiers; empty for all.</param>
/// <param name="Search">The text that username, first name or email contains; null for all.</param>
/// <param name="Where">What else the leads match; null for nothing else.</param>
public sealed record Segment(IReadOnlyList<LeadScore> LeadScores, string? Search, LeadCondition? Where);
