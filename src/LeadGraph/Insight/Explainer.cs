using LeadGraph.Scoring;

namespace LeadGraph.Insight;

/// <summary>Explains scores from the events of users, by type and day.</summary>
internal sealed class Explainer
{
    private readonly ScoringRules _rules;
    private readonly DateTime _asOf;
    private readonly DateOnly[]? _days;
    private readonly ILookup<long, EventGroup> _groups;

    /// <summary>Initializes the explainer.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="asOf">The moment at which the window stands, UTC.</param>
    /// <param name="dayStarts">
    /// When the days begin whose numbers the groups have, UTC; null if they are those of
    /// <see cref="CalendarDays.NumberOf"/>.
    /// </param>
    /// <param name="groups">The events.</param>
    public Explainer(ScoringRules rules, DateTime asOf, DateTime[]? dayStarts, IEnumerable<EventGroup> groups)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone);
        _rules = rules;
        _asOf = asOf;
        _days = dayStarts is null
            ? null
            : [.. dayStarts.Select(start => DateOnly.FromDayNumber(CalendarDays.NumberOf(start, zone)))];
        _groups = groups.ToLookup(group => group.UserId);
    }

    /// <summary>Explains the score of a user.</summary>
    /// <param name="userId">The Telegram id.</param>
    public ScoreExplanation Explain(long userId)
    {
        var ofTypes = Sums(userId, group => group.EventType ?? "")
            .OrderByDescending(sum => sum.Points).ThenByDescending(sum => sum.Events)
            .ThenBy(sum => sum.Key, StringComparer.Ordinal).ToList();
        var ofDays = Sums(userId, DateOf).OrderBy(sum => sum.Key).ToList();
        EventTypeContribution[] eventTypes = [.. ofTypes.Zip(Shares(ofTypes.Select(sum => sum.Points)),
            (sum, points) => new EventTypeContribution(sum.Key, sum.Events, points, sum.LastAt))];
        DayContribution[] days = [.. ofDays.Zip(Shares(ofDays.Select(sum => sum.Points)),
            (sum, points) => new DayContribution(sum.Key, sum.Events, points))];
        return new ScoreExplanation(
            _rules.WindowStart(_asOf),
            _rules.WindowEnd(_asOf),
            eventTypes,
            days,
            MissingEngagement.Of(_rules, eventTypes.Sum(type => type.Points), days.Length));
    }

    private IEnumerable<(TKey Key, int Events, long Points, DateTime LastAt)> Sums<TKey>(
        long userId, Func<EventGroup, TKey> keyOf)
        => _groups[userId].GroupBy(keyOf, (key, groups) =>
        {
            EventGroup[] all = [.. groups];
            return (key, all.Sum(group => group.Events), all.Sum(group => (long)group.Events * group.Weight),
                all.Max(group => group.LastAt!.Value));
        });

    private DateOnly DateOf(EventGroup group)
        => _days is null ? DateOnly.FromDayNumber(group.Day!.Value) : _days[group.Day!.Value - 1];

    // The points of a user end at the largest integer, and so does the sum of the shares.
    private static IEnumerable<int> Shares(IEnumerable<long> points)
    {
        long left = int.MaxValue;
        foreach (long share in points)
        {
            int counted = (int)Math.Min(share, left);
            left -= counted;
            yield return counted;
        }
    }
}
