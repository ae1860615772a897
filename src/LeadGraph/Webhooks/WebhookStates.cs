using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LeadGraph.Configuration;
using LeadGraph.Data;

namespace LeadGraph.Webhooks;

/// <summary>What this instance knows of the webhooks, and the metrics of its deliveries. Thread-safe.</summary>
public sealed class WebhookStates
{
    private const string NameTag = "leadgraph.webhook.name";

    // To count what waits is the dearest part of a look at the store, and nobody needs it each second.
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, WebhookRow> _rows = new();
    private readonly ConcurrentDictionary<string, StoredAge> _ages = new();
    private readonly ConcurrentDictionary<string, long> _countedAt = new();
    private readonly ConcurrentDictionary<string, string> _problems = new();
    private readonly TimeProvider _clock;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _failed;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Creates the meter.</param>
    /// <param name="clock">Gives the current time.</param>
    public WebhookStates(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        Meter meter = meters.Create(LeadGraphMetrics.MeterName);
        _delivered = meter.CreateCounter<long>(
            "leadgraph.webhook.delivered", "{change}", "Changes of tier that this instance delivered, by webhook.");
        _failed = meter.CreateCounter<long>(
            "leadgraph.webhook.failed", "{attempt}", "Attempts of this instance that failed, by webhook.");
        meter.CreateObservableGauge(
            "leadgraph.webhook.backlog.age", Ages, "s",
            "How old the oldest change is that waits for its delivery, by webhook; 0 if none waits.");
    }

    /// <summary>What is known of a webhook; null before it has been read.</summary>
    /// <param name="name">The name of the webhook.</param>
    public WebhookRow? Find(string name) => _rows.GetValueOrDefault(name);

    /// <summary>Why nothing is known of a webhook at present; null if something is.</summary>
    /// <param name="name">The name of the webhook.</param>
    public string? FindProblem(string name) => _problems.GetValueOrDefault(name);

    /// <summary>How old the oldest change is that waits; zero if none does.</summary>
    /// <param name="name">The name of the webhook.</param>
    public TimeSpan AgeOf(string name) => _ages.GetValueOrDefault(name)?.Value ?? TimeSpan.Zero;

    /// <summary>Whether what waits is to be counted again: at times, and when a webhook is disabled or goes on.</summary>
    /// <param name="row">The webhook as it was read, without a count.</param>
    public bool IsCountDue(WebhookRow row)
        => row.Last > row.Position
            && (!_countedAt.TryGetValue(row.Name, out long counted) || Find(row.Name) is not { } known
                || _clock.GetElapsedTime(counted) >= CountInterval
                || (known.DisabledAt is null) != (row.DisabledAt is null));

    /// <summary>Notes what was read of a webhook.</summary>
    /// <param name="row">The webhook.</param>
    /// <param name="isCounted">Whether what waits was counted; otherwise the last count stands, while any waits.</param>
    public void Note(WebhookRow row, bool isCounted)
    {
        if (isCounted)
        {
            _countedAt[row.Name] = _clock.GetTimestamp();
        }
        else if (row.Last > row.Position && Find(row.Name) is { } known)
        {
            row = row with { Waiting = known.Waiting, WaitingSince = known.WaitingSince };
        }

        StoredAge age = _ages.GetOrAdd(row.Name, _ => new StoredAge(_clock));
        if (row.WaitingSince is { } since)
        {
            age.Note(since, _clock.GetUtcNow().UtcDateTime - since);
        }
        else
        {
            age.Clear();
        }

        _rows[row.Name] = row;
        _problems.TryRemove(row.Name, out _);
    }

    /// <summary>Notes why a webhook cannot be read.</summary>
    /// <param name="name">The name of the webhook.</param>
    /// <param name="problem">Why.</param>
    public void NoteProblem(string name, string problem) => _problems[name] = problem;

    /// <summary>Counts changes that were delivered.</summary>
    /// <param name="name">The name of the webhook.</param>
    /// <param name="changes">How many.</param>
    public void CountDelivered(string name, int changes) => _delivered.Add(changes, TagOf(name));

    /// <summary>Counts an attempt that failed.</summary>
    /// <param name="name">The name of the webhook.</param>
    public void CountFailed(string name) => _failed.Add(1, TagOf(name));

    private static KeyValuePair<string, object?> TagOf(string name) => new(NameTag, name);

    private IEnumerable<Measurement<double>> Ages()
        => _rows.Values.Select(row => new Measurement<double>(AgeOf(row.Name).TotalSeconds, TagOf(row.Name)));
}
