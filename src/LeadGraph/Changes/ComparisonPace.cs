using System.Diagnostics.Metrics;
using LeadGraph.Configuration;

namespace LeadGraph.Changes;

/// <summary>
/// Decides when tiers are compared again: at the interval, but less often if comparisons take long, so that they take
/// at most a fifth of the time.
/// </summary>
/// <param name="interval">The time from the start of one comparison to the next.</param>
/// <param name="meters">Creates the instrument that records how long comparisons took.</param>
/// <param name="logger">Logs when the interval cannot be kept.</param>
public sealed partial class ComparisonPace(TimeSpan interval, IMeterFactory meters, ILogger logger)
{
    // The shortest pause, as a multiple of the duration before it.
    private const int ShortestPause = 4;

    private readonly Histogram<double> _durations = meters.Create(LeadGraphMetrics.MeterName)
        .CreateHistogram<double>(
            "leadgraph.live.comparison.duration", "s", "How long comparisons of all tiers for subscribers took.");

    private bool _isSlow;

    /// <summary>Records a comparison.</summary>
    /// <param name="duration">How long it took.</param>
    /// <returns>The pause until the next one.</returns>
    public TimeSpan PauseAfter(TimeSpan duration)
    {
        _durations.Record(duration.TotalSeconds);
        TimeSpan pause = Pause(duration);
        bool isSlow = duration + pause > interval;
        // Logged once until the interval is kept again.
        if (isSlow && !_isSlow)
        {
            LogSlow(duration.TotalSeconds, (duration + pause).TotalSeconds, interval.TotalSeconds);
        }

        _isSlow = isSlow;
        return pause;
    }

    /// <summary>The pause after a comparison that failed.</summary>
    /// <param name="duration">How long it took to fail.</param>
    /// <param name="isReadyAsync">
    /// Whether the database responds. If it does not, the comparison took the time of nobody, and subscribers wait for
    /// its return.
    /// </param>
    public async Task<TimeSpan> PauseAfterFailureAsync(TimeSpan duration, Func<Task<bool>> isReadyAsync)
    {
        TimeSpan pause = Pause(duration);
        return pause <= interval || await isReadyAsync() ? pause : interval;
    }

    private TimeSpan Pause(TimeSpan duration)
    {
        TimeSpan rest = interval - duration, shortest = ShortestPause * duration;
        return rest > shortest ? rest : shortest;
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning,
        Message = "Comparing the tiers takes {Seconds:F1} s, so subscribers get changes every {Every:F0} s, and not "
        + "every {Interval:F0} s as LeadGraph:Live:Interval says.")]
    private partial void LogSlow(double seconds, double every, double interval);
}
