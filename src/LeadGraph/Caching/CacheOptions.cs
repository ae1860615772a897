namespace LeadGraph.Caching;

/// <summary>How long answers to identical queries are kept in memory, in section <see cref="Section"/>.</summary>
public sealed class CacheOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Cache";

    /// <summary>How old, in seconds, an answer from memory may be, 1 to 3600; 0 keeps none.</summary>
    public int Seconds { get; set; } = 5;

    /// <summary>The most memory, in megabytes, that kept answers take, 1 to 65536.</summary>
    public int MaxMegabytes { get; set; } = 64;

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
    }
}
