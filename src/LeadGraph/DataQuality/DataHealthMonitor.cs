using System.Diagnostics;
using System.Diagnostics.Metrics;
using LeadGraph.Configuration;
using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.Extensions.Options;

namespace LeadGraph.DataQuality;

/// <summary>
/// Checks the two tables at an interval and keeps the result for GraphQL, the readiness probe and metrics. Each kind is
/// counted within <c>LeadGraph:Limits:ExecutionTimeout</c>; one that takes longer is left alone for an hour. One that
/// takes more than a second is counted less often, so that it takes a hundredth of the time.
/// </summary>
public sealed partial class DataHealthMonitor : BackgroundService
{
    private const int PauseOfALongCount = 100;

    private static readonly TimeSpan PauseWhileNotReady = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterTimeout = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongCount = TimeSpan.FromSeconds(1);

    private readonly DatabaseReader _reader;
    private readonly LeadDatabase _database;
    private readonly ScoringRules _rules;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Dictionary<DataProblemKind, long> _counted = [];
    private readonly Dictionary<DataProblemKind, TimeSpan> _pauses = [];
    private volatile DataHealth? _latest;

    /// <summary>Creates the monitor and its instrument.</summary>
    /// <param name="reader">Reads the tables.</param>
    /// <param name="database">Knows the catalog.</param>
    /// <param name="rules">The window.</param>
    /// <param name="options">How often to check.</param>
    /// <param name="clock">Gives the current time.</param>
    /// <param name="meters">Creates the meter.</param>
    /// <param name="logger">Logs new problems.</param>
    public DataHealthMonitor(
        DatabaseReader reader, LeadDatabase database, ScoringRules rules, IOptions<DataHealthOptions> options,
        TimeProvider clock, IMeterFactory meters, ILogger<DataHealthMonitor> logger)
    {
        (_reader, _database, _rules, _clock, _logger) = (reader, database, rules, clock, logger);
        _interval = options.Value.Interval;
        meters.Create(LeadGraphMetrics.MeterName).CreateObservableGauge(
            "leadgraph.data.problems", Measure, "{row}", "Rows that do not count or are shown incompletely, by kind.");
    }

    /// <summary>The result of the last check, or null before the first one.</summary>
    public DataHealth? Latest => _latest;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_interval > TimeSpan.Zero && !stoppingToken.IsCancellationRequested)
        {
            TimeSpan pause = _interval;
            try
            {
                DataHealth? before = _latest;
                _latest = await CheckAsync(before, stoppingToken);
                foreach (DataProblem problem in _latest.Problems.Where(problem
                    => before?.Problems.Any(known => known.Kind == problem.Kind) != true))
                {
                    LogFound(problem.Text);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // DatabaseWatch logs why. The latest result stays, with its time.
                LogFailed(failure);
                pause = _interval < PauseWhileNotReady ? _interval : PauseWhileNotReady;
            }
            catch (Exception)
            {
                return;
            }

            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<DataHealth> CheckAsync(DataHealth? before, CancellationToken cancellationToken)
    {
        await _database.EnsureCatalogAsync(cancellationToken);
        TableCatalog catalog = _database.Catalog!;
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        var problems = new List<DataProblem>();
        var skipped = new List<DataProblemKind>();
        foreach (DataProblemKind kind in Enum.GetValues<DataProblemKind>())
        {
            DataProblem? found = before?.Problems.FirstOrDefault(known => known.Kind == kind);
            bool isUnchecked = before?.Unchecked.Contains(kind) == true;
            if (IsDue(kind))
            {
                DateTime? firstFound = found?.Since;
                bool isFirst = !_counted.ContainsKey(kind);
                long started = Stopwatch.GetTimestamp();
                try
                {
                    found = await _reader.ReadAsync(
                        caller: null,
                        (db, stop)
                            => new DataProblemCounts(db, catalog, _rules, now).CountAsync(kind, firstFound, stop),
                        cancellationToken);
                    TimeSpan took = Stopwatch.GetElapsedTime(started);
                    // The first count also compiles its query, on a machine that is busy with the start.
                    _pauses[kind] = took > LongCount && !isFirst ? PauseOfALongCount * took : TimeSpan.Zero;
                    isUnchecked = false;
                }
                catch (TimeoutException)
                {
                    _pauses[kind] = PauseAfterTimeout;
                    (found, isUnchecked) = (null, true);
                }

                _counted[kind] = Stopwatch.GetTimestamp();
            }

            problems.AddRange(found is null ? [] : [found]);
            skipped.AddRange(isUnchecked ? [kind] : []);
        }

        return new DataHealth(now, problems, skipped);
    }

    private bool IsDue(DataProblemKind kind)
        => !_counted.TryGetValue(kind, out long at) || Stopwatch.GetElapsedTime(at) >= _pauses[kind];

    private IEnumerable<Measurement<long>> Measure() => (_latest?.Problems ?? []).Select(problem
        => new Measurement<long>(
            problem.Events ?? problem.Registrations ?? 1,
            new KeyValuePair<string, object?>("leadgraph.data.problem", $"{problem.Kind}")));

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Rows of the tables are amiss: {Problem}")]
    private partial void LogFound(string problem);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Debug, Message = "The tables' rows cannot be checked.")]
    private partial void LogFailed(Exception failure);
}
