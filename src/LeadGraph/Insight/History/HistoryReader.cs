using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Insight.History;

/// <summary>Computes the tiers at the ends of days from the two tables, as they are now.</summary>
internal static class HistoryReader
{
    /// <summary>Computes days, by one statement.</summary>
    /// <param name="reader">Reads.</param>
    /// <param name="rules">The scoring rules.</param>
    /// <param name="days">The days; not none.</param>
    /// <param name="caller">The name under which the caller is counted; null for background work.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DatabaseNotReadyException">The database cannot serve leads; the message says why.</exception>
    /// <exception cref="TimeoutException">The reading takes longer than it may.</exception>
    public static Task<List<LeadScoreDay>> ReadAsync(
        DatabaseReader reader, ScoringRules rules, ClosedDays days, string? caller,
        CancellationToken cancellationToken)
        => reader.StreamAsync(
            caller,
            async (db, stop) =>
            {
                var (moves, users) = await ReadAsync(db, rules, days, users: null, stop);
                await foreach (var (_, first, events) in users.WithCancellation(stop))
                {
                    moves.Add(first, events);
                }

                return moves.Days(days.Dates);
            },
            cancellationToken);

    /// <summary>Computes the tiers of some users at the ends of days, by one statement.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The scoring rules.</param>
    /// <param name="days">The days; not none.</param>
    /// <param name="users">The users, a few hundred at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The days of each user, without those that ended before the registration.</returns>
    public static async Task<Dictionary<long, DailyScore[]>> ReadUsersAsync(
        LeadGraphDbContext db, ScoringRules rules, ClosedDays days, long[] users, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, DailyScore[]>();
        var (moves, rows) = await ReadAsync(db, rules, days, users, cancellationToken);
        await foreach (var (user, first, events) in rows.WithCancellation(cancellationToken))
        {
            // The first midnight begins the first day.
            LeadScore[] tiers = moves.TiersOf(Math.Max(first, 1), events);
            found[user] = [.. days.Dates[^tiers.Length..].Zip(tiers, (date, tier) => new DailyScore(date, tier))];
        }

        return found;
    }

    private static async Task<(TierMoves Moves, IAsyncEnumerable<(long User, int First, int[] Events)> Users)>
        ReadAsync(
            LeadGraphDbContext db, ScoringRules rules, ClosedDays days, long[]? users,
            CancellationToken cancellationToken)
    {
        IReadOnlyList<EventTypeRule> all = rules.EventTypes();
        string[] leftOut = [.. all.Where(type => type.Weight == 0).Select(type => type.EventType)];
        EventTypeRule[] types =
            [.. all.Where(type => type.Weight > 0), new EventTypeRule("", Weight: 1, MaxPerDay: null)];
        var timeline = new Timeline(rules, days.Midnights);
        IAsyncEnumerable<HistoryRow> rows =
            await HistorySql.ReadAsync(db, timeline, types, leftOut, users, cancellationToken);
        return (new TierMoves(rules, timeline, types), rows.Select(row => (
            row.UserId, timeline.FirstMidnightOf(row.RegisteredAt), row.Places ?? Parse(row.PlacesText))));
    }

    private static int[] Parse(string? places)
        => places is null ? [] : Array.ConvertAll(places.Split(','), int.Parse);
}
