namespace HotChocolate.Execution;

/// <summary>
/// Limits the log lines that clients cause, which could fill the disk otherwise. The limit is per period of a minute; a
/// period begins with the first line after the end of the one before. Thread-safe.
/// </summary>
/// <param name="lines">The most lines in a period.</param>
/// <param name="clock">The clock of the periods.</param>
internal sealed class LogQuota(int lines, TimeProvider clock)
{
    private static readonly TimeSpan s_period = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _start = clock.GetTimestamp();
    private int _written;
    private int _omitted;

    /// <summary>Takes one line, if there is one left.</summary>
    /// <param name="omitted">At the first line of a period, how many lines the one before left out; else 0.</param>
    public bool TryTake(out int omitted)
    {
        lock (_lock)
        {
            omitted = 0;
            if (clock.GetElapsedTime(_start) >= s_period)
            {
                omitted = _omitted;
                (_start, _written, _omitted) = (clock.GetTimestamp(), 0, 0);
            }

            if (_written < lines)
            {
                _written++;
                return true;
            }

            _omitted++;
            return false;
        }
    }
}
