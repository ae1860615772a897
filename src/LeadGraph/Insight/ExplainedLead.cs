using LeadGraph.Limits;

namespace LeadGraph.Insight;

/// <summary>A request for the explanation of one user's score.</summary>
/// <param name="UserId">The user.</param>
/// <param name="AsOf">The past moment as of which to explain it; null for now.</param>
/// <param name="Memory">The memory to which the rows are charged.</param>
public readonly record struct ExplainedLead(long UserId, DateTime? AsOf, OperationMemory Memory);
