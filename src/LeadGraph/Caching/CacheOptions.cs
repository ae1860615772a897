using LeadGraph.Data;

namespace LeadGraph.Caching;

/// <summary>Settings of the in-memory response cache, in section <see cref="Section"/>.</summary>
public sealed class CacheOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Cache";

    private static readonly TimeSpan MaxStaleIfError = TimeSpan.FromDays(7);
    private static readonly TimeSpan MaintainedStaleIfError = TimeSpan.FromHours(1);

    /// <summary>How long a cached response is fresh, in seconds, 1 to 3600; 0 turns the cache off.</summary>
    public int Seconds { get; set; } = 5;

    /// <summary>The most memory, in megabytes, that cached responses take, 1 to 65536.</summary>
    public int MaxMegabytes { get; set; } = 64;

    /// <summary>
    /// The greatest age of a stale response that is served, and marked as stale, when the service cannot compute a new
    /// one, for example because the database is down. 0 to 7 days; the default is 1 h in Maintained mode and none in
    /// Live mode. <see cref="MaxMegabytes"/> bounds stale responses too, and <see cref="Seconds"/> = 0 turns them off.
    /// </summary>
    public TimeSpan? StaleIfError { get; set; }

    /// <summary><see cref="StaleIfError"/>, or its default for the mode if it is not set.</summary>
    /// <param name="mode">Where the activity is read from.</param>
    public TimeSpan StaleIfErrorFor(ActivityMode mode)
        => StaleIfError ?? (mode == ActivityMode.Maintained ? MaintainedStaleIfError : TimeSpan.Zero);

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
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

        if (StaleIfError < TimeSpan.Zero || StaleIfError > MaxStaleIfError)
        {
            yield return $"{Section}:{nameof(StaleIfError)} is {StaleIfError}; it must be 00:00:00 to 7.00:00:00.";
        }
    }
}
