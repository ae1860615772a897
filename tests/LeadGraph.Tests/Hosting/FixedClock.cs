namespace LeadGraph.Tests.Hosting;

/// <summary>A clock that stands where the reference answers were recorded, until a test moves it.</summary>
public sealed class FixedClock : TimeProvider
{
    /// <summary>The moment that the clock shows.</summary>
    public DateTimeOffset Now { get; set; } = new(2025, 9, 10, 15, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;
}
