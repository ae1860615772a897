using LeadGraph.Data;

namespace LeadGraph.Tests.Faults.History;

/// <summary>The settings of the instances of a run.</summary>
internal static class HistorySettings
{
    /// <summary>The settings.</summary>
    public static (string Key, string Value)[] Of(HistoryDatabase database, ActivityMode mode) =>
    [
        ("ConnectionStrings:LeadGraph", database.ConnectionString), ("LeadGraph:Activity:Mode", $"{mode}"),
        ("LeadGraph:Activity:RefreshInterval", "00:00:00.3"), ("LeadGraph:Live:Interval", "00:00:00.3"),
        ("LeadGraph:Limits:ExecutionTimeout", "00:00:10"),
        // All readers are one caller.
        ("LeadGraph:Limits:RequestsPerSecond", "1000000"), ("LeadGraph:Limits:BurstRequests", "1000000"),
        ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "64"), ("LeadGraph:Limits:ConcurrentReadsPerCaller", "24")
    ];
}
