namespace LeadGraph.Changes;

/// <summary>How tier changes are detected.</summary>
public sealed class LiveOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Live";

    /// <summary>The interval between comparisons of the tiers with subscribers, 50 milliseconds to 1 hour.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a comparison may take, 1 second to 10 minutes. It may take longer than a request's read.</summary>
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (Interval < TimeSpan.FromMilliseconds(50) || Interval > TimeSpan.FromHours(1))
        {
            yield return $"{Section}:{nameof(Interval)} is {Interval}; it must be 00:00:00.05 to 01:00:00.";
        }

        if (ExecutionTimeout < TimeSpan.FromSeconds(1) || ExecutionTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{Section}:{nameof(ExecutionTimeout)} is {ExecutionTimeout}; "
                + "it must be 00:00:01 to 00:10:00.";
        }
    }
}
