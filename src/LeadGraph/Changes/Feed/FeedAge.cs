using System.Diagnostics.Metrics;
using LeadGraph.Configuration;
using LeadGraph.Data;

namespace LeadGraph.Changes.Feed;

/// <summary>How long ago changes of tier were last looked for, as far as this instance knows. Thread-safe.</summary>
public sealed class FeedAge
{
    private readonly StoredAge _age;

    /// <summary>Creates the instrument.</summary>
    /// <param name="meters">Creates the meter.</param>
    /// <param name="clock">Measures time that passes.</param>
    public FeedAge(IMeterFactory meters, TimeProvider clock)
    {
        _age = new StoredAge(clock);
        meters.Create(LeadGraphMetrics.MeterName).CreateObservableGauge(
            "leadgraph.feed.age", Measure, "s", "How long ago changes of tier were last looked for and recorded.");
    }

    /// <summary>The age; null before the first comparison, and without a store.</summary>
    public TimeSpan? Value => _age.Value;

    private IEnumerable<Measurement<double>> Measure() => Value is { } age ? [new(age.TotalSeconds)] : [];

    /// <summary>Notes the last comparison or tick.</summary>
    /// <param name="last">Which it is, by equality.</param>
    /// <param name="age">How long ago it was, by the clock of the store; negative after that was set back.</param>
    public void Note(object last, TimeSpan age) => _age.Note(last, age);

    /// <summary>Why changes are not recorded although there is a store, which is of another version; else null.</summary>
    public string? Problem { get; set; }

    /// <summary>Forgets it, because changes are not recorded any more.</summary>
    public void Clear() => _age.Clear();
}
