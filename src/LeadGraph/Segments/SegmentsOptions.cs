namespace LeadGraph.Segments;

/// <summary>The segments by their names, in section <see cref="Section"/>.</summary>
public sealed class SegmentsOptions() : Dictionary<string, SegmentOptions>(StringComparer.OrdinalIgnoreCase)
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Segments";

    // Each is counted by the query for all.
    private const int Most = 50;

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (Count > Most)
        {
            yield return $"{Section} has {Count} segments; there may be {Most}.";
        }

        foreach (string name in Keys)
        {
            if (SegmentOptions.NameProblem($"{Section}:{name}", name) is { } problem)
            {
                yield return problem;
            }
        }
    }
}
