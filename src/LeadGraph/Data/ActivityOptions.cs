namespace LeadGraph.Data;

/// <summary>How the scored activity is computed, in section <see cref="Section"/>.</summary>
public sealed class ActivityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Activity";

    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRefresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestRebuild = TimeSpan.FromDays(7);

    /// <summary>The source of the activity.</summary>
    public ActivityMode Mode { get; set; } = ActivityMode.Live;

    /// <summary>Time from one tick of the maintained table to the next, 100 ms to 1 h.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time from one full rebuild of the maintained table to the next, at least <see cref="RefreshInterval"/>, at
    /// most 7 days. A deleted or updated row of the two tables is detected within this time.
    /// </summary>
    public TimeSpan RebuildInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How many ids below those known to be complete a tick searches for late commits, 100 to 10 million. It has to
    /// exceed the number of ids that all sessions of a sequence with CACHE reserve, and the number of ids that all
    /// writers take between one writer's call of nextval and the start of its transaction id.
    /// </summary>
    public int LookBack { get; set; } = 10_000;

    /// <summary>The age of the last tick from which LeadGraph reports that no instance ticks.</summary>
    public TimeSpan OldestTick => (5 * RefreshInterval) + TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Enum.IsDefined(Mode))
        {
            yield return $"{Section}:{nameof(Mode)} is {Mode}; it must be {nameof(ActivityMode.Live)} or "
                + $"{nameof(ActivityMode.Maintained)}.";
        }

        if (RefreshInterval < ShortestRefresh || RefreshInterval > LongestRefresh)
        {
            yield return $"{Section}:{nameof(RefreshInterval)} is {RefreshInterval}; it must be 00:00:00.1 to "
                + "01:00:00, as hours:minutes:seconds.";
        }

        if (RebuildInterval < RefreshInterval || RebuildInterval > LongestRebuild)
        {
            yield return $"{Section}:{nameof(RebuildInterval)} is {RebuildInterval}; it must be at least "
                + $"{nameof(RefreshInterval)}, which is {RefreshInterval}, and at most 7.00:00:00.";
        }

        if (LookBack is < 100 or > 10_000_000)
        {
            yield return $"{Section}:{nameof(LookBack)} is {LookBack}; it must be 100 to 10000000.";
        }
    }
}
