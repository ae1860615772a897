namespace LeadGraph.DataQuality;

/// <summary>How often rows that do not count, or are shown incompletely, are counted.</summary>
public sealed class DataHealthOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:DataHealth";

    /// <summary>The time from one check to the next, up to 1 day; 0 for no checks.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (Interval < TimeSpan.Zero || Interval > TimeSpan.FromDays(1))
        {
            yield return $"{Section}:{nameof(Interval)} is {Interval}; it must be 00:00:00 to 1.00:00:00.";
        }
    }
}
