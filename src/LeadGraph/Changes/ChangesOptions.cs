namespace LeadGraph.Changes;

/// <summary>How long recorded tier changes are kept, in section <see cref="Section"/>.</summary>
public sealed class ChangesOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Changes";

    /// <summary>How long a tier change is kept, 1 minute to 3650 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many tier changes are kept at most, 1000 to 100 million; the oldest are deleted.</summary>
    public int MaxKept { get; set; } = 1_000_000;

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (Retention < TimeSpan.FromMinutes(1) || Retention > TimeSpan.FromDays(3650))
        {
            yield return $"{Section}:{nameof(Retention)} is {Retention}; it must be 00:01:00 to 3650.00:00:00.";
        }

        if (MaxKept is < 1_000 or > 100_000_000)
        {
            yield return $"{Section}:{nameof(MaxKept)} is {MaxKept}; it must be 1000 to 100000000.";
        }
    }
}
