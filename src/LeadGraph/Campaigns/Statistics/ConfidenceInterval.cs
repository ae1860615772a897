namespace LeadGraph.Campaigns.Statistics;

/// <summary>An interval of 95 % confidence.</summary>
/// <param name="Low">The lower bound.</param>
/// <param name="High">The upper bound.</param>
public sealed record ConfidenceInterval(double Low, double High);
