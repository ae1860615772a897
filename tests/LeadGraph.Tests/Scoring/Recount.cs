using LeadGraph.Data;
using LeadGraph.Scoring;

namespace LeadGraph.Tests.Scoring;

/// <summary>The activity of a user, counted event by event.</summary>
internal sealed record Recount(int Events, long Points, int ActiveDays, DateTime? LastActivity, LeadScore LeadScore)
{
    /// <summary>Counts the events of one user.</summary>
    public static Recount Of(IEnumerable<Event> events, ScoringRules rules, DateTime now)
    {
        var ofTypes = rules.EventTypes().ToDictionary(type => type.EventType);
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone);
        var counted = new Dictionary<(DateTime Day, string Type), int>();
        var days = new HashSet<DateTime>();
        int count = 0;
        long points = 0;
        DateTime? last = null;
        foreach (Event e in events)
        {
            if (e.CreatedAt is not { } time || time < now.AddDays(-rules.WindowDays)
                || time > now + rules.FutureTolerance)
            {
                continue;
            }

            EventTypeRule rule = (e.EventType is { } type ? ofTypes.GetValueOrDefault(type) : null)
                ?? new EventTypeRule("any other", 1, MaxPerDay: null);
            if (rule.Weight == 0)
            {
                continue;
            }

            DateTime day = TimeZoneInfo.ConvertTimeFromUtc(time, zone).Date;
            days.Add(day);
            last = last > time ? last : time;
            int before = counted.GetValueOrDefault((day, rule.EventType));
            if (before < (rule.MaxPerDay ?? int.MaxValue))
            {
                counted[(day, rule.EventType)] = before + 1;
                count++;
                points += rule.Weight;
            }
        }

        LeadScore score = Reaches(rules.Hot) ? LeadScore.Hot : Reaches(rules.Warm) ? LeadScore.Warm
            : Reaches(rules.Cool) ? LeadScore.Cool : LeadScore.Cold;
        return new Recount(count, Math.Min(points, int.MaxValue), days.Count, Cut(last), score);

        bool Reaches(ScoreThreshold threshold)
            => points >= threshold.MinEvents && days.Count >= threshold.MinActiveDays;
    }

    /// <summary>A time as responses show it: in milliseconds.</summary>
    public static DateTime? Cut(DateTime? time) => time?.AddTicks(-(time.Value.Ticks % TimeSpan.TicksPerMillisecond));

    /// <summary>Rules of which each differs from the usual ones in some way.</summary>
    public static ScoringRules RandomRules(Random random)
    {
        var types = new Dictionary<string, EventTypeOptions>();
        foreach (string type in (string[])["x", "X", "открыл урок", "o'clock", ""])
        {
            if (random.Next(2) == 0)
            {
                types[type] = new EventTypeOptions
                {
                    Weight = random.Next(3) switch { 0 => 0, 1 => 1, _ => random.Next(2, 1001) },
                    MaxPerDay = random.Next(2) == 0 ? null : random.Next(1, 5)
                };
            }
        }

        return new ScoringRules
        {
            WindowDays = random.Next(3) == 0 ? random.Next(1, 90) : 7,
            TimeZone = random.Next(2) == 0 ? "UTC" : "America/New_York",
            Events = types
        };
    }
}
