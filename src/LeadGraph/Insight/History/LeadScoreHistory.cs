using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Store;

namespace LeadGraph.Insight.History;

/// <summary>
/// The tiers at the ends of days. With a store each day is kept as it was first counted after its end; without one days
/// are counted each time.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="rules">The scoring rules.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class LeadScoreHistory(LeadStore store, ScoringRules rules, TimeProvider clock)
{
    /// <summary>How long after its end a day is kept, so that events that are on their way then are counted.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private readonly HistoryStore _kept = new(rules);

    /// <summary>The present moment, UTC.</summary>
    internal DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The scoring rules.</summary>
    internal ScoringRules Rules => rules;

    /// <summary>The days of a span that have ended.</summary>
    /// <param name="reader">Reads the two tables.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="caller">The name under which the caller is counted; null for background work.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public async Task<List<LeadScoreDay>> ReadAsync(
        DatabaseReader reader, DateOnly from, DateOnly to, string? caller, CancellationToken cancellationToken)
    {
        DateTime now = Now;
        ClosedDays days = ClosedDays.Of(rules, from, to, now);
        if (days.Dates.Length == 0)
        {
            return [];
        }

        Dictionary<DateOnly, LeadScoreDay>? kept = await WithStoreAsync(
            (connection, stop) => _kept.ReadAsync(connection, days.Dates[0], days.Dates[^1], stop));
        if (kept is null)
        {
            return await HistoryReader.ReadAsync(reader, rules, days, caller, cancellationToken);
        }

        int first = Array.FindIndex(days.Dates, day => !kept.ContainsKey(day));
        if (first < 0)
        {
            return [.. days.Dates.Select(day => kept[day])];
        }

        int last = Array.FindLastIndex(days.Dates, day => !kept.ContainsKey(day));
        List<LeadScoreDay> missing = await HistoryReader.ReadAsync(
            reader, rules, days.Between(first, last), caller, cancellationToken);
        missing = await WithStoreAsync(
            (connection, stop) => _kept.KeepAsync(connection, missing, now - Grace, stop)) ?? missing;

        return
        [
            .. days.Dates.Take(first).Select(day => kept[day]), .. missing,
            .. days.Dates.Skip(last + 1).Select(day => kept[day])
        ];

        // Null if there is no store.
        Task<T?> WithStoreAsync<T>(Func<StoreConnection, CancellationToken, Task<T>> use)
            where T : class
            => reader.RunReadAsync(
                caller,
                async stop =>
                {
                    await using StoreConnection? connection = (await store.OpenForCallerAsync(stop)).Connection;
                    return connection is null ? null : await use(connection, stop);
                },
                cancellationToken);
    }
}
