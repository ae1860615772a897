using System.Diagnostics.Metrics;
using LeadGraph.Configuration;
using LeadGraph.Data;

namespace LeadGraph.Maintained;

/// <summary>Records the outcome and duration of ticks, and the age of the maintained activity.</summary>
public sealed class TickMetrics
{
    private readonly Counter<long> _ticks;
    private readonly Histogram<double> _durations;
    private readonly StoredAge _age;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Creates the meter.</param>
    /// <param name="clock">Measures time that passes.</param>
    public TickMetrics(IMeterFactory meters, TimeProvider clock)
    {
        _age = new StoredAge(clock);
        Meter meter = meters.Create(LeadGraphMetrics.MeterName);
        _ticks = meter.CreateCounter<long>("leadgraph.ticks", "{tick}", "Ticks that this instance tried, by outcome.");
        _durations = meter.CreateHistogram<double>("leadgraph.tick.duration", "s", "How long ticks and rebuilds took.");
        meter.CreateObservableGauge("leadgraph.activity.age", Ages, "s", "How old the maintained activity is.");
    }

    /// <summary>How old the maintained activity is; null before the first tick and in Live mode.</summary>
    public TimeSpan? Age => _age.Value;

    /// <summary>Records a tick that did not fail.</summary>
    /// <param name="result">The result of the tick.</param>
    public void Add(TickResult result)
    {
        if (result is { TickedAt: { } tickedAt, Age: { } age })
        {
            _age.Note(tickedAt, age);
        }

        string outcome = result.Kind.ToString().ToLowerInvariant();
        _ticks.Add(1, Outcome(outcome));
        if (result.Kind != TickKind.Skipped)
        {
            _durations.Record(result.Duration.TotalSeconds, Outcome(outcome));
        }
    }

    /// <summary>Records a failed tick.</summary>
    public void AddFailure() => _ticks.Add(1, Outcome("failed"));

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("leadgraph.tick.outcome", outcome);

    private IEnumerable<Measurement<double>> Ages() => Age is { } age ? [new(age.TotalSeconds)] : [];
}
