using LeadGraph.Scoring;

namespace LeadGraph.Leads;

/// <summary>The number of users in a tier.</summary>
/// <param name="LeadScore">The tier.</param>
/// <param name="Users">The number of registered users in it, 0 or more.</param>
public sealed record LeadScoreCount(LeadScore LeadScore, int Users);
