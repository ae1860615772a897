namespace LeadGraph.Data;

/// <summary>
/// Measures how long ago something was of which the store knows the time, such as the last tick of whatever instance. A
/// clock that is set back would say that it has yet to come, so this instance measures by itself from when it first
/// sees it. Thread-safe.
/// </summary>
/// <param name="clock">Measures time that passes.</param>
public sealed class StoredAge(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private object? _what;
    private TimeSpan _atFirst;
    private long _seenAt;

    /// <summary>The age; null if nothing is known.</summary>
    public TimeSpan? Value
    {
        get
        {
            lock (_lock)
            {
                return _what is null ? null : Elapsed;
            }
        }
    }

    private TimeSpan Elapsed => _atFirst + clock.GetElapsedTime(_seenAt);

    /// <summary>Notes what was last.</summary>
    /// <param name="what">Which it is, by equality.</param>
    /// <param name="age">
    /// How long ago it was by the clock by which its time was taken; negative after that was set back.
    /// </param>
    /// <returns>The age, never negative, and of the same thing never less than before.</returns>
    public TimeSpan Note(object what, TimeSpan age)
    {
        lock (_lock)
        {
            // More than was measured, after the machine has slept.
            if (!what.Equals(_what) || age > Elapsed)
            {
                (_what, _atFirst, _seenAt) = (what, age > TimeSpan.Zero ? age : TimeSpan.Zero, clock.GetTimestamp());
            }

            return Elapsed;
        }
    }

    /// <summary>Forgets it.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _what = null;
        }
    }
}
