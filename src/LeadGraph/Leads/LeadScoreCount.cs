using LeadGraph.Scoring;

namespace LeadGraph.Leads;

/// <summary>How many users stand in a tier.</summary>
/// <param name="LeadScore">The tier.</param>
/// <param name="Users">How many registered users stand in it, 0 or more.</param>
public sealed record LeadScoreCount(LeadScore LeadScore, int Users);
