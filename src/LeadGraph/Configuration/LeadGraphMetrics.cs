namespace LeadGraph.Configuration;

/// <summary>What the instruments of the service have in common.</summary>
public static class LeadGraphMetrics
{
    /// <summary>The name of the meter of LeadGraph's own instruments.</summary>
    public const string MeterName = "LeadGraph";
}
