using LeadGraph.Scoring;

namespace LeadGraph.Insight.History;

/// <summary>Days of the scoring time zone that have ended.</summary>
/// <param name="Dates">The days, in order.</param>
/// <param name="Midnights">
/// The moments at which they begin and end, UTC: each begins at one and ends at the next, so there is one more.
/// </param>
internal sealed record ClosedDays(DateOnly[] Dates, DateTime[] Midnights)
{
    /// <summary>The days within a span that have ended.</summary>
    /// <param name="rules">The time zone.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="now">The present moment, UTC.</param>
    public static ClosedDays Of(ScoringRules rules, DateOnly from, DateOnly to, DateTime now)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone);
        // A day more than any zone is from UTC.
        DateTime first = from.AddDays(-1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        (DateOnly Date, DateTime Start)[] days =
        [
            .. CalendarDays.Starts(zone, first, now)
                .Select(start => (DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(start, zone)), start))
                .Where(day => day.Item1 >= from)
        ];
        // The last one has begun and not ended.
        int count = days.SkipLast(1).Count(day => day.Date <= to);
        return new ClosedDays(
            [.. days.Take(count).Select(day => day.Date)],
            count == 0 ? [] : [.. days.Take(count + 1).Select(day => day.Start)]);
    }

    /// <summary>The day of a moment.</summary>
    /// <param name="rules">The time zone.</param>
    /// <param name="utc">The moment, UTC.</param>
    public static DateOnly DayOf(ScoringRules rules, DateTime utc) => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTimeFromUtc(utc, TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone)));

    /// <summary>These days from the first to the last of some of them.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="last">The number of the last.</param>
    public ClosedDays Between(int first, int last) => new(Dates[first..(last + 1)], Midnights[first..(last + 2)]);
}
