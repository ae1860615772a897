using LeadGraph.Data;

namespace LeadGraph.Caching;

/// <summary>How long answers to identical queries are kept in memory, in section <see cref="Section"/>.</summary>
public sealed class CacheOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Cache";

    private static readonly TimeSpan LongestStale = TimeSpan.FromDays(7);
    private static readonly TimeSpan UsualStaleWhenMaintained = TimeSpan.FromHours(1);

    /// <summary>
    /// How old, in seconds, an answer from memory may be while new ones can be computed, 1 to 3600; 0 keeps none.
    /// </summary>
    public int Seconds { get; set; } = 5;

    /// <summary>The most memory, in megabytes, that kept answers take, 1 to 65536.</summary>
    public int MaxMegabytes { get; set; } = 64;

    /// <summary>
    /// How old an answer from memory may be that is given, and says so, when a new one cannot be computed because the
    /// service fails within: its database is away, say. 0 to 7 days; by default 1 h in Maintained mode, none in Live
    /// mode, whose answers are of the moment. <see cref="MaxMegabytes"/> bounds these too, and
    /// <see cref="Seconds"/> = 0 keeps none.
    /// </summary>
    public TimeSpan? StaleIfError { get; set; }

    /// <summary>What <see cref="StaleIfError"/> is where it is not set.</summary>
    /// <param name="mode">Where the activity is read from.</param>
    public TimeSpan StaleIn(ActivityMode mode)
        => StaleIfError ?? (mode == ActivityMode.Maintained ? UsualStaleWhenMaintained : TimeSpan.Zero);

    /// <summary>What is wrong with these options, each message naming its setting; empty when they are sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (Seconds is < 0 or > 3600)
        {
            yield return $"{Section}:{nameof(Seconds)} is {Seconds}; it must be 0 to 3600.";
        }

        if (MaxMegabytes is < 1 or > 65_536)
        {
            yield return $"{Section}:{nameof(MaxMegabytes)} is {MaxMegabytes}; it must be 1 to 65536.";
        }

        if (StaleIfError < TimeSpan.Zero || StaleIfError > LongestStale)
        {
            yield return $"{Section}:{nameof(StaleIfError)} is {StaleIfError}; it must be 00:00:00 to 7.00:00:00.";
        }
    }
}
