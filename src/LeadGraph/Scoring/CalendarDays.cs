namespace LeadGraph.Scoring;

/// <summary>The calendar days of a time zone, across changes to and from summer time.</summary>
public static class CalendarDays
{
    // Farther from UTC than any zone is.
    private static readonly TimeSpan FarthestOffset = TimeSpan.FromHours(15);

    // Longer than any name is.
    private const int LongestName = 64;

    // Files of a machine's time zone folder that are no time zones of the IANA database.
    private static readonly string[] OtherFiles = ["localtime", "posixrules", "Factory"];
    private static readonly string[] OtherFolders = ["posix/", "right/"];

    /// <summary>Whether this machine knows a time zone of this IANA name.</summary>
    /// <param name="name">The name, such as <c>Europe/Moscow</c>. Callers may give any text.</param>
    public static bool IsKnown(string? name)
        => !string.IsNullOrEmpty(name)
            // The system looks for a file of the name.
            && name.Length <= LongestName
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '+' or '-')
            && !OtherFiles.Contains(name)
            && !OtherFolders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal))
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
            && zone.HasIanaId;

    /// <summary>The number of the day on which a moment lies. Equal numbers are the same day.</summary>
    /// <param name="utc">The moment, UTC.</param>
    /// <param name="zone">The time zone.</param>
    public static int NumberOf(DateTime utc, TimeZoneInfo zone)
        => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, zone)).DayNumber;

    /// <summary>When the days that touch a span of time begin, UTC, in order.</summary>
    /// <param name="zone">The time zone.</param>
    /// <param name="from">The first moment of the span, UTC.</param>
    /// <param name="until">The last moment of the span, UTC.</param>
    public static DateTime[] Starts(TimeZoneInfo zone, DateTime from, DateTime until)
    {
        var starts = new List<DateTime>();
        DateTime last = TimeZoneInfo.ConvertTimeFromUtc(until, zone).Date;
        for (DateTime day = TimeZoneInfo.ConvertTimeFromUtc(from, zone).Date; day <= last; day = day.AddDays(1))
        {
            DateTime start = StartOf(day, zone);
            // A zone that moved across the date line skipped a day.
            if (starts.Count == 0 || start > starts[^1])
            {
                starts.Add(start);
            }
        }

        return [.. starts];
    }

    private static DateTime StartOf(DateTime day, TimeZoneInfo zone)
    {
        DateTime midnight = DateTime.SpecifyKind(day - zone.GetUtcOffset(day), DateTimeKind.Utc);
        if (HasBegun(midnight) && !HasBegun(midnight.AddTicks(-1)))
        {
            return midnight;
        }

        // The clocks change around midnight, which there is twice then, or not at all. They change at whole seconds.
        DateTime before = DateTime.SpecifyKind(day - FarthestOffset, DateTimeKind.Utc);
        long notBegun = 0, begun = (long)(2 * FarthestOffset).TotalSeconds;
        while (begun - notBegun > 1)
        {
            long middle = (begun + notBegun) / 2;
            (notBegun, begun) = HasBegun(before.AddSeconds(middle)) ? (notBegun, middle) : (middle, begun);
        }

        return before.AddSeconds(begun);

        bool HasBegun(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, zone).Date >= day;
    }
}
