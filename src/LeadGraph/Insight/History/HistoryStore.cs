using System.Data.Common;
using System.Text.Json;
using LeadGraph.Scoring;
using LeadGraph.Store;

namespace LeadGraph.Insight.History;

/// <summary>Keeps days in the store as they were when they were first counted.</summary>
/// <param name="rules">The scoring rules; days that were counted by others are not read.</param>
internal sealed class HistoryStore(ScoringRules rules)
{
    private const long Lock = 7306934282;

    private const string Numbers = "hot, warm, cool, cold, entered_hot, entered_warm, entered_cool, entered_cold, "
        + "left_hot, left_warm, left_cool, left_cold";

    private static readonly string[] Names = Numbers.Split(", ");

    private static readonly string Insert = $"""
        INSERT INTO leadgraph.tier_days (day, ends_at, rules, {Numbers})
        VALUES (@day, @ends_at, @rules, {string.Join(", ", Names.Select(name => $"@{name}"))})
        ON CONFLICT (day) DO UPDATE SET ends_at = excluded.ends_at, rules = excluded.rules,
            {string.Join(", ", Names.Select(name => $"{name} = excluded.{name}"))}
        """;

    private readonly string _rules = JsonSerializer.Serialize(rules);

    /// <summary>Reads the days that are kept.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Dictionary<DateOnly, LeadScoreDay>> ReadAsync(
        StoreConnection connection, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.Command(
            $"SELECT day, ends_at, {Numbers} FROM leadgraph.tier_days "
                + "WHERE day BETWEEN @from AND @to AND rules = @rules",
            ("from", from), ("to", to), ("rules", _rules));
        await using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        var days = new Dictionary<DateOnly, LeadScoreDay>();
        while (await row.ReadAsync(cancellationToken))
        {
            int[] numbers = [.. Enumerable.Range(2, Names.Length).Select(row.GetInt32)];
            var day = new LeadScoreDay(
                row.GetFieldValue<DateOnly>(0), row.GetUtc(1),
                numbers[0], numbers[1], numbers[2], numbers[3],
                new TierNumbers(numbers[4], numbers[5], numbers[6], numbers[7]),
                new TierNumbers(numbers[8], numbers[9], numbers[10], numbers[11]));
            days.Add(day.Date, day);
        }

        return days;
    }

    /// <summary>
    /// Keeps days that are not kept yet. Their numbers follow those of the days around them that are, even if the
    /// tables have been changed since these were counted: who makes the difference enters or leaves.
    /// </summary>
    /// <param name="connection">The store.</param>
    /// <param name="computed">Consecutive days as the tables give them now.</param>
    /// <param name="endedBefore">Only days are kept that ended before this, UTC.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The days, those that are kept as they are kept.</returns>
    public async Task<List<LeadScoreDay>> KeepAsync(
        StoreConnection connection, List<LeadScoreDay> computed, DateTime endedBefore,
        CancellationToken cancellationToken)
    {
        // Days that two instances keep at the same time would not follow each other.
        await using DbTransaction transaction = await connection.BeginAloneAsync(Lock, cancellationToken);
        Dictionary<DateOnly, LeadScoreDay> kept = await ReadAsync(
            connection, computed[0].Date.AddDays(-1), computed[^1].Date.AddDays(1), cancellationToken);
        List<LeadScoreDay> days = Join(computed, kept);
        foreach (LeadScoreDay day in days.Where(day => !kept.ContainsKey(day.Date) && day.EndsAt < endedBefore))
        {
            await connection.ExecuteAsync(Insert, cancellationToken,
            [
                ("day", day.Date), ("ends_at", day.EndsAt), ("rules", _rules),
                .. Names.Zip(Enum.GetValues<LeadScore>().OrderDescending().Select(tier => day.Closing[tier])
                    .Concat(Enum.GetValues<LeadScore>().OrderDescending().Select(tier => day.Entered[tier]))
                    .Concat(Enum.GetValues<LeadScore>().OrderDescending().Select(tier => day.Left[tier])))
                    .Select(x => (x.First, (object?)x.Second))
            ]);
        }

        await transaction.CommitAsync(cancellationToken);
        return days;
    }

    /// <summary>Joins days that are kept with others, so that each begins as the one before ends.</summary>
    /// <param name="computed">Consecutive days.</param>
    /// <param name="kept">Days that are kept, of these and around them.</param>
    internal static List<LeadScoreDay> Join(
        List<LeadScoreDay> computed, Dictionary<DateOnly, LeadScoreDay> kept)
    {
        var days = new List<LeadScoreDay>(computed.Count);
        LeadScoreDay? before = kept.GetValueOrDefault(computed[0].Date.AddDays(-1));
        foreach (LeadScoreDay day in computed)
        {
            before = kept.GetValueOrDefault(day.Date) ?? day.Between(
                before?.Closing ?? day.Opening,
                kept.GetValueOrDefault(day.Date.AddDays(1))?.Opening ?? day.Closing);
            days.Add(before);
        }

        return days;
    }
}
