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

    // What is less is not worth a warning, and durations always vary a little.
    private const double LoggedExcess = 1.25;
    private const int KeptAgain = 10;

    private readonly Histogram<double> _durations = meters.Create(LeadGraphMetrics.MeterName)
        .CreateHistogram<double>(
            "leadgraph.live.comparison.duration", "s", "How long comparisons of all tiers for subscribers took.");

    // How many comparisons in a row kept the interval, counted while one that did not has been logged.
    private int _keptInARow;
    private bool _isSlow;

    /// <summary>The time from the start of one run of some work to the next, at the pace of comparisons.</summary>
    /// <param name="interval">How often the work is to run.</param>
    /// <param name="duration">How long it takes.</param>
    public static TimeSpan Period(TimeSpan interval, TimeSpan duration) => duration + Pause(interval, duration);

    /// <summary>Records a comparison.</summary>
    /// <param name="duration">How long it took.</param>
    /// <returns>The pause until the next one.</returns>
    public TimeSpan PauseAfter(TimeSpan duration)
    {
        _durations.Record(duration.TotalSeconds);
        TimeSpan pause = Pause(interval, duration);
        Log(duration, duration + pause);
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
        TimeSpan pause = Pause(interval, duration);
        return pause <= interval || await isReadyAsync() ? pause : interval;
    }

    // Once until the interval has been kept for a while.
    private void Log(TimeSpan duration, TimeSpan period)
    {
        _keptInARow = period > interval ? 0 : _keptInARow + 1;
        if (period >= LoggedExcess * interval && !_isSlow)
        {
            _isSlow = true;
            LogSlow(duration.TotalSeconds, period.TotalSeconds, interval.TotalSeconds);
        }

        _isSlow &= _keptInARow < KeptAgain;
    }

    private static TimeSpan Pause(TimeSpan interval, TimeSpan duration)
    {
        TimeSpan rest = interval - duration, shortest = ShortestPause * duration;
        return rest > shortest ? rest : shortest;
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning,
        Message = "Comparing the tiers takes {Seconds:0.##} s, so changes are noticed every {Every:0.##} s, and "
        + "not every {Interval:0.##} s as LeadGraph:Live:Interval says.")]
    private partial void LogSlow(double seconds, double every, double interval);
}
