using System.Diagnostics.Metrics;
using LeadGraph.Configuration;

namespace LeadGraph.Changes.Feed;

/// <summary>How long ago changes of tier were last looked for, as far as this instance knows. Thread-safe.</summary>
public sealed class FeedAge
{
    private readonly TimeProvider _clock;
    private long _asOf;

    /// <summary>Creates the instrument.</summary>
    /// <param name="meters">Creates the meter.</param>
    /// <param name="clock">Gives the current time.</param>
    public FeedAge(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        meters.Create(LeadGraphMetrics.MeterName).CreateObservableGauge(
            "leadgraph.feed.age", Measure, "s", "How long ago changes of tier were last looked for and recorded.");
    }

    /// <summary>The age; null before the first comparison, and without a store.</summary>
    public TimeSpan? Value
        => Interlocked.Read(ref _asOf) is var asOf and not 0
            && _clock.GetUtcNow().UtcDateTime - new DateTime(asOf, DateTimeKind.Utc) is var age
            ? age > TimeSpan.Zero ? age : TimeSpan.Zero : null;

    private IEnumerable<Measurement<double>> Measure() => Value is { } age ? [new(age.TotalSeconds)] : [];

    /// <summary>Notes the time of a comparison or a tick.</summary>
    /// <param name="asOf">The time, UTC; null for one that is not known.</param>
    public void Note(DateTime? asOf) => Interlocked.Exchange(ref _asOf, asOf?.Ticks ?? 0);
}
