using LeadGraph.Changes;

namespace LeadGraph.Maintained;

/// <summary>
/// Decides how often the table is rebuilt: rebuilds take at most a fifth of the time, as comparisons in Live mode do.
/// If ticks exceed their time limit twice in a row, rebuilds replace them, and a tick is tried again after a while.
/// </summary>
/// <param name="retryInterval">The time after which a tick is tried again.</param>
public sealed class RebuildPace(TimeSpan retryInterval)
{
    // One can be late for other reasons, such as a lock or the events of an import.
    private const int MostSlowTicks = 2;

    private TimeSpan _duration;
    private int _slowTicks;
    private DateTime _slowAt;

    /// <summary>Whether the last tick exceeded its time limit; a rebuild is faster.</summary>
    public bool TookTooLong { get; private set; }

    /// <summary>The time from the start of one rebuild to the next.</summary>
    /// <param name="interval">How often to rebuild if that took no time.</param>
    public TimeSpan Interval(TimeSpan interval) => ComparisonPace.Period(interval, _duration);

    /// <summary>Whether rebuilds replace ticks.</summary>
    /// <param name="now">The current time.</param>
    public bool ReplacesTicks(DateTime now)
        => _slowTicks >= MostSlowTicks && (now - _slowAt).Duration() < retryInterval;

    /// <summary>Notes that a tick exceeded its time limit.</summary>
    public void NoteSlowTick() => TookTooLong = true;

    /// <summary>Notes a tick that did not.</summary>
    public void NoteTick() => (TookTooLong, _slowTicks) = (false, 0);

    /// <summary>Notes a rebuild.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="duration">How long it took.</param>
    public void NoteRebuild(DateTime now, TimeSpan duration)
    {
        _duration = duration;
        if (TookTooLong)
        {
            (TookTooLong, _slowTicks, _slowAt) = (false, _slowTicks + 1, now);
        }
    }
}
