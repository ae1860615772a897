namespace LeadGraph.Tests.Faults.History;

/// <summary>The clock of a machine, which goes on and may be set.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private long _offset;

    /// <summary>How much later it shows than the clock of the test.</summary>
    public TimeSpan Offset
    {
        get => new(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
