using System.Data.Common;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Soak;

namespace LeadGraph.Tests.Faults.History;

/// <summary>Has the feed read in every way, and compares what was read with what was recorded.</summary>
/// <param name="database">The database.</param>
/// <param name="report">Where it is told.</param>
internal sealed class HistoryCheck(HistoryDatabase database, SoakReport report)
{
    // A user who is registered when nothing else changes any more, so that this change is the last.
    private const long LastUser = 1_000_000;

    // Whatever is not so by then, on any machine, will never be.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<HistoryReader> _readers = [];

    /// <summary>Reads in every way until told to stop.</summary>
    /// <param name="stop">Ends it.</param>
    /// <param name="instances">For each reader of each way what asks its instances.</param>
    public Task ReadAsync(CancellationToken stop, params IReadOnlyList<Func<HttpClient>>[] instances)
    {
        List<Task> reading = [];
        foreach (var (index, asked) in instances.Index())
        {
            foreach (var (way, read) in HistoryWays.All)
            {
                var reader = new HistoryReader($"{way} {index + 1}", asked, report);
                _readers.Add(reader);
                reading.Add(Task.Run(() => reader.RunAsync(read, stop), CancellationToken.None));
            }
        }

        return Task.WhenAll(reading);
    }

    /// <summary>Waits until nothing changes any more and all has been read, and compares.</summary>
    /// <param name="lastExit">When the last event that leaves has left, UTC.</param>
    /// <param name="receivers">The receivers of webhooks.</param>
    public async Task EndAsync(DateTime lastExit, params IReadOnlyList<HistoryReceiver> receivers)
    {
        await Eventually.UntilAsync(() => DateTime.UtcNow > lastExit);
        await using (DbConnection connection = await database.OpenAsync())
        {
            await HistoryDatabase.RegisterAsync(connection, LastUser);
        }

        Dictionary<long, LeadScore> tiers = await database.TiersAsync();
        List<HistoryChange> recorded = [];
        await RequireAsync("recorded history", async () =>
        {
            recorded = await database.RecordedAsync();
            return WrongTiers(recorded, tiers).FirstOrDefault();
        });
        report.Count("changes recorded", recorded.Count);
        CompareWithItself(recorded);
        long last = recorded[^1].Id;
        await RequireAsync("lost changes", () => Task.FromResult(
            _readers.Select(reader => (reader.Name, reader.Position))
                .Concat(receivers.Select(receiver => (receiver.Name, receiver.Position)))
                .Where(reader => reader.Position < last)
                .Select(reader => $"{reader.Name} has got to {reader.Position} of {last}").FirstOrDefault()));
        _readers.ForEach(reader => Compare(reader.Name, reader.Read, recorded, report));
        foreach (HistoryReceiver receiver in receivers)
        {
            receiver.Compare(recorded, report);
        }
    }

    /// <summary>Compares what one has read with what was recorded.</summary>
    /// <param name="name">Who has read it.</param>
    /// <param name="read">What.</param>
    /// <param name="recorded">What was recorded.</param>
    /// <param name="report">Where it is told.</param>
    public static void Compare(
        string name, IReadOnlyList<HistoryChange> read, IReadOnlyList<HistoryChange> recorded, SoakReport report)
    {
        int same = read.Zip(recorded).TakeWhile(pair => pair.First == pair.Second).Count();
        if (same < read.Count || same < recorded.Count)
        {
            report.AddProblem("histories that differ", $"{name} has read {read.Count} of {recorded.Count}; after "
                + $"{same} it has {read.ElementAtOrDefault(same)}, where {recorded.ElementAtOrDefault(same)} was "
                + "recorded");
        }
    }

    // Each change begins where the one before it ended, and was noticed no earlier.
    private void CompareWithItself(List<HistoryChange> recorded)
    {
        Dictionary<long, LeadScore?> tiers = [];
        DateTime noticed = DateTime.MinValue;
        foreach (HistoryChange change in recorded)
        {
            LeadScore? before = tiers.TryGetValue(change.UserId, out LeadScore? known)
                ? known : HistoryDatabase.TierAtStart(change.UserId);
            if (change.Previous != before)
            {
                report.AddProblem("recorded history", $"{change} follows {before}");
            }

            if (change.ChangedAt < noticed)
            {
                report.AddProblem("recorded history", $"{change} follows one of {noticed:HH:mm:ss.fff}");
            }

            tiers[change.UserId] = change.Reason == "removal" ? null : change.Current;
            noticed = change.ChangedAt;
        }
    }

    private static IEnumerable<string> WrongTiers(
        List<HistoryChange> recorded, IReadOnlyDictionary<long, LeadScore> tiers)
    {
        Dictionary<long, HistoryChange> last = recorded.GroupBy(change => change.UserId)
            .ToDictionary(changes => changes.Key, changes => changes.Last());
        foreach (long user in tiers.Keys.Union(last.Keys))
        {
            LeadScore? known = last.TryGetValue(user, out HistoryChange? change)
                ? change.Reason == "removal" ? null : change.Current
                : HistoryDatabase.TierAtStart(user);
            LeadScore? tier = tiers.TryGetValue(user, out LeadScore there) ? there : null;
            if (known != tier)
            {
                yield return $"{user} is {tier}, and was recorded last as {known} by {change}";
            }
        }
    }

    // Waits until there is nothing to complain of; a run that has failed already need not wait.
    private async Task RequireAsync(string kind, Func<Task<string?>> complaint)
    {
        DateTime begun = DateTime.UtcNow;
        string? found;
        while ((found = await complaint()) is not null && report.Problems.Count == 0
            && DateTime.UtcNow - begun < Patience)
        {
            await Task.Delay(50);
        }

        if (found is not null)
        {
            report.AddProblem(kind, found);
        }
    }
}
