namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Counts the days of events within a hash aggregate: a set of days is a <c>bigint</c> with a bit per day, so that no
/// event is sorted, as <c>COUNT(DISTINCT …)</c> would do.
/// </summary>
public static class DaySet
{
    /// <summary>The most days that a set can hold: the bits of a <c>bigint</c>, counted from 1.</summary>
    public const int MaxDays = 63;

    /// <summary>The model's annotation for servers that can count bits, as PostgreSQL can since version 14.</summary>
    public const string Supported = "LeadGraph:DaySet";

    /// <summary>On how many of the days the times of a group lie, within a query.</summary>
    /// <param name="times">The times of a group, none before the first day.</param>
    /// <param name="dayStarts">
    /// When the days begin, in order, at most <see cref="MaxDays"/>. The last day has no end.
    /// </param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static int Count(IEnumerable<DateTime?> times, DateTime[] dayStarts) => throw OutsideAQuery();

    /// <summary>The number of the day on which a time lies, from 1, within a query; any number of days.</summary>
    /// <param name="time">The time, not before the first day.</param>
    /// <param name="dayStarts">When the days begin, in order. The last day has no end.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static int DayOf(DateTime? time, DateTime[] dayStarts) => throw OutsideAQuery();

    private static InvalidOperationException OutsideAQuery()
        => new($"{nameof(DaySet)} stands for SQL and runs only within a query.");
}
