namespace LeadGraph.Tests.Hosting;

/// <summary>
/// A clock that stands where the reference answers were recorded, until a test moves it: forwards, as time passes, or
/// backwards, as a clock is set, which gives back no time that has passed.
/// </summary>
public sealed class FixedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2025, 9, 10, 15, 0, 0, TimeSpan.Zero);
    private TimeSpan _passed;

    /// <summary>The moment that the clock shows.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }

        set
        {
            lock (_lock)
            {
                _passed += value > _now ? value - _now : TimeSpan.Zero;
                _now = value;
            }
        }
    }

    /// <summary>How far the clock goes on whenever it is read.</summary>
    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            DateTimeOffset now = Now;
            Now += Step;
            return now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _passed.Ticks;
        }
    }
}
