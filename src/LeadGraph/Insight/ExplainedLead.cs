using LeadGraph.GraphQL;

namespace LeadGraph.Insight;

/// <summary>A request for the explanation of one user's score.</summary>
/// <param name="UserId">The user.</param>
/// <param name="AsOf">The past moment as of which to explain it; null for now.</param>
/// <param name="TickedAt">The time of the tick that the row in the response is of; null where that is not known.</param>
/// <param name="LastActivity">The last activity that the response has of the user, where that matters.</param>
/// <param name="Caller">Whose response it is for.</param>
public readonly record struct ExplainedLead(
    long UserId, DateTime? AsOf, DateTime? TickedAt, DateTime? LastActivity, CallerRights Caller);
