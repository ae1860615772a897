namespace LeadGraph.Operations;

/// <summary>Entries of the log that share a quota.</summary>
/// <param name="Category">Their category.</param>
/// <param name="EventId">The number of their event.</param>
/// <param name="Failure">The kind of failure that they report, or null if there is no exception.</param>
/// <param name="Level">Their level.</param>
internal sealed record LogKind(string Category, int EventId, string? Failure, LogLevel Level)
{
    /// <summary>The name in the log.</summary>
    public override string ToString() => $"{Category}[{EventId}]{(Failure is null ? "" : $" ({Failure})")}";
}

/// <summary>
/// Counts the entries of each kind in periods of a minute, and says at the end of a period how many were left out. What
/// callers cause at will fills no disk so, and a flood of one kind hides no other kind. The number of kinds is limited
/// by the code: its events and the types of its exceptions.
/// </summary>
/// <param name="clock">The clock for the periods.</param>
/// <param name="report">Called at the end of a period with the number of entries that were left out.</param>
internal sealed class LogQuota(TimeProvider clock, Action<LogKind, int> report) : IDisposable
{
    /// <summary>The most entries of one kind in a minute.</summary>
    public const int EntriesPerMinute = 20;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<LogKind, Count> _counts = [];

    /// <summary>Counts an entry.</summary>
    /// <param name="kind">Its kind.</param>
    /// <returns>How many there are of it in this period, this one included; 0 if this one is to be left out.</returns>
    public int Take(LogKind kind)
    {
        int omittedBefore, position;
        lock (_lock)
        {
            if (!_counts.TryGetValue(kind, out Count? count))
            {
                _counts[kind] = count = new Count { Start = clock.GetTimestamp() };
            }

            omittedBefore = clock.GetElapsedTime(count.Start) < Period ? 0 : Restart(count);
            position = ++count.Entries <= EntriesPerMinute ? count.Entries : 0;
            if (position == 0)
            {
                // The flood may have ended with this entry, so the next one cannot be awaited.
                count.End ??= clock.CreateTimer(_ => EndPeriod(kind), null, Period, Timeout.InfiniteTimeSpan);
            }
        }

        if (omittedBefore > 0)
        {
            report(kind, omittedBefore);
        }

        return position;
    }

    /// <summary>Ends the periods, and so reports what was left out until now.</summary>
    public void Dispose()
    {
        LogKind[] kinds;
        lock (_lock)
        {
            kinds = [.. _counts.Keys];
        }

        foreach (LogKind kind in kinds)
        {
            EndPeriod(kind);
        }
    }

    private void EndPeriod(LogKind kind)
    {
        int omitted;
        lock (_lock)
        {
            omitted = Restart(_counts[kind]);
        }

        if (omitted > 0)
        {
            report(kind, omitted);
        }
    }

    private int Restart(Count count)
    {
        int omitted = Math.Max(0, count.Entries - EntriesPerMinute);
        count.End?.Dispose();
        (count.Start, count.Entries, count.End) = (clock.GetTimestamp(), 0, null);
        return omitted;
    }

    private sealed class Count
    {
        public long Start { get; set; }

        public int Entries { get; set; }

        public ITimer? End { get; set; }
    }
}
