namespace HotChocolate.Execution;

/// <summary>
/// How many log lines may be written in a minute, where clients cause them: they could fill the disk otherwise.
/// Thread-safe.
/// </summary>
/// <param name="lines">The most lines in a minute.</param>
/// <param name="clock">Tells when a minute has passed.</param>
internal sealed class LogQuota(int lines, TimeProvider clock)
{
    private static readonly TimeSpan s_period = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _start = clock.GetTimestamp();
    private int _written;
    private int _omitted;

    /// <summary>Takes one line, if there is one left.</summary>
    /// <param name="omitted">How many lines were left out before this one since the last minute began.</param>
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
