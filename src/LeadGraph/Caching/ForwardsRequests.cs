namespace LeadGraph.Caching;

/// <summary>
/// Marks an endpoint that reads nothing itself, but by requests to others, which pass the response cache.
/// </summary>
public sealed class ForwardsRequests;
