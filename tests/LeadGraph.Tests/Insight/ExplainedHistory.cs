using System.Globalization;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Tests.Insight;

/// <summary>Random events under random rules, and what the explanations of their leads must say.</summary>
internal static class ExplainedHistory
{
    public const int Users = 12;

    public const string Query = """
        { userActivity { nodes { userId totalEvents points activeDays lastActivity leadScore explanation {
            windowStart windowEnd
            eventTypes { eventType events points lastAt } days { date events points }
            next { leadScore points events activeDays }
        } } } }
        """;

    /// <summary>Rows of users with many events and with few, on the bounds of the window and beyond.</summary>
    public static string Script(Random random, DateTime now)
    {
        string?[] types = ["x", "X", "открыл урок", "o'clock", "other", "", null];
        var rows = new List<string>();
        for (int user = 1; user < Users; user++)
        {
            for (int count = random.Next(3 * user); count > 0; count--)
            {
                string? type = types[random.Next(types.Length)]?.Replace("'", "''");
                DateTime time = random.Next(12) switch
                {
                    0 => now.AddDays(-7),
                    1 => now.AddDays(-7).AddMilliseconds(-1),
                    2 => now.AddDays(1),
                    3 => now.AddDays(1).AddMilliseconds(1),
                    4 => now.AddMinutes(random.Next(24 * 60)),
                    5 => now.AddMinutes(-random.Next(90 * 24 * 60)),
                    _ => now.AddMinutes(-random.Next(7 * 24 * 60)).AddMicroseconds(random.Next(2_000))
                };
                rows.Add($"({user}, {(type is null ? "NULL" : $"'{type}'")}, '{time:yyyy-MM-dd HH:mm:ss.FFFFFF}')");
            }
        }

        string users = string.Join(", ", Enumerable.Range(1, Users).Select(user => $"({user})"));
        return $"""
            INSERT INTO free_lesson_registrations (user_id) VALUES {users};
            INSERT INTO events (user_id, event_type, created_at) VALUES {string.Join(", ", rows)};
            CREATE INDEX events_user ON events (user_id, created_at);
            """;
    }

    /// <summary>Rules whose tiers leads of these events are spread over.</summary>
    public static ScoringRules RandomRules(Random random)
    {
        ScoringRules rules = Recount.RandomRules(random);
        // No setting can name the empty type.
        rules.Events.Remove("");
        // Santiago skips a midnight on September 7, 2025.
        string[] zones = ["UTC", "America/Santiago", "Asia/Kolkata", "Pacific/Kiritimati", "America/New_York"];
        int cool = random.Next(1, 6), warm = cool + random.Next(8), days = random.Next(4);
        return rules with
        {
            TimeZone = zones[random.Next(zones.Length)],
            Cool = new ScoreThreshold { MinEvents = cool, MinActiveDays = random.Next(2) },
            Warm = new ScoreThreshold { MinEvents = warm, MinActiveDays = 1 + days },
            Hot = new ScoreThreshold { MinEvents = warm + random.Next(20), MinActiveDays = 1 + days + random.Next(4) }
        };
    }

    /// <summary>The rules as settings of the service.</summary>
    public static (string, string?)[] Settings(ScoringRules rules)
    {
        var settings = new List<(string, string?)>
        {
            ("WindowDays", Text(rules.WindowDays)), ("TimeZone", rules.TimeZone)
        };
        foreach (var (tier, threshold) in new[] { ("Hot", rules.Hot), ("Warm", rules.Warm), ("Cool", rules.Cool) })
        {
            settings.Add(($"{tier}:MinEvents", Text(threshold.MinEvents)));
            settings.Add(($"{tier}:MinActiveDays", Text(threshold.MinActiveDays)));
        }

        foreach (var (index, rule) in rules.EventTypes().Index())
        {
            settings.Add(($"Events:{index}:Type", rule.EventType));
            settings.Add(($"Events:{index}:Weight", Text(rule.Weight)));
            if (rule.MaxPerDay is { } most)
            {
                settings.Add(($"Events:{index}:MaxPerDay", Text(most)));
            }
        }

        return [.. settings.Select(setting => ($"LeadGraph:Scoring:{setting.Item1}", setting.Item2))];
    }

    /// <summary>Asserts that each lead's explanation is right, and returns the leads.</summary>
    public static async Task<List<JsonElement>> CheckAsync(ServiceHost host, ScoringRules rules)
    {
        DateTime now = host.Clock.Now.UtcDateTime;
        List<Event> events = await host.WithDatabaseAsync(db => db.Events.ToListAsync());
        JsonElement data = await host.DataAsync(Query);
        List<JsonElement> leads = [.. data.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()];
        Assert.Equal(Users, leads.Count);
        foreach (JsonElement lead in leads)
        {
            int total = Int(lead, "totalEvents"), points = Int(lead, "points"), days = Int(lead, "activeDays");
            JsonElement why = lead.GetProperty("explanation");
            Assert.Equal(rules.WindowStart(now), why.GetProperty("windowStart").GetDateTime());
            Assert.Equal(rules.WindowEnd(now), why.GetProperty("windowEnd").GetDateTime());
            JsonElement[] ofTypes = [.. why.GetProperty("eventTypes").EnumerateArray()];
            JsonElement[] ofDays = [.. why.GetProperty("days").EnumerateArray()];

            Assert.Equal((total, points), (ofTypes.Sum(x => Int(x, "events")), ofTypes.Sum(x => Int(x, "points"))));
            Assert.Equal((total, points, days),
                (ofDays.Sum(x => Int(x, "events")), ofDays.Sum(x => Int(x, "points")), ofDays.Length));
            Assert.Equal(
                lead.GetProperty("lastActivity").GetString(),
                ofTypes.Max(x => x.GetProperty("lastAt").GetString()));
            var counted = Counted(events.Where(e => e.UserId == Int(lead, "userId")), rules, now);
            Assert.Equal(
                counted.GroupBy(x => x.Type).Select(x => (x.Key, x.Sum(y => y.Events), x.Sum(y => y.Points))).Order(),
                ofTypes.Select(x => (x.GetProperty("eventType").GetString()!, Int(x, "events"), Int(x, "points")))
                    .Order());
            Assert.Equal(
                counted.GroupBy(x => x.Day).Select(x => (x.Key, x.Sum(y => y.Events), x.Sum(y => y.Points))).Order(),
                ofDays.Select(x => (x.GetProperty("date").GetString()!, Int(x, "events"), Int(x, "points"))));
            CheckNext(rules, points, days, lead.GetProperty("leadScore").GetString()!, why.GetProperty("next"));
        }

        return leads;
    }

    public static int Int(JsonElement parent, string field) => parent.GetProperty(field).GetInt32();

    private static void CheckNext(ScoringRules rules, int points, int days, string tier, JsonElement next)
    {
        LeadScore now = rules.Score(points, days);
        Assert.Equal(tier, now.ToString().ToUpperInvariant());
        Assert.Equal(now == LeadScore.Hot, next.ValueKind == JsonValueKind.Null);
        if (now == LeadScore.Hot)
        {
            return;
        }

        int morePoints = Int(next, "points"), moreDays = Int(next, "activeDays");
        LeadScore reached = rules.Score(points + morePoints, days + moreDays);
        Assert.True(reached > now);
        Assert.Equal(next.GetProperty("leadScore").GetString(), reached.ToString().ToUpperInvariant());
        Assert.Equal(Math.Max(morePoints, moreDays), Int(next, "events"));
        Assert.True(morePoints == 0 || rules.Score(points + morePoints - 1, days + moreDays) == now);
        Assert.True(moreDays == 0 || rules.Score(points + morePoints, days + moreDays - 1) == now);
    }

    // Event by event, of each type and day.
    private static List<(string Type, string Day, int Events, int Points)> Counted(
        IEnumerable<Event> events, ScoringRules rules, DateTime now)
    {
        var ofTypes = rules.EventTypes().ToDictionary(rule => rule.EventType);
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone);
        return [.. events
            .Where(e => e.CreatedAt >= rules.WindowStart(now) && e.CreatedAt <= rules.WindowEnd(now))
            .Select(e => (
                Rule: (e.EventType is null ? null : ofTypes.GetValueOrDefault(e.EventType))
                    ?? new EventTypeRule(e.EventType ?? "", 1, MaxPerDay: null),
                Day: TimeZoneInfo.ConvertTimeFromUtc(e.CreatedAt!.Value, zone)
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
            .Where(e => e.Rule.Weight > 0)
            .GroupBy(e => (e.Rule.EventType, e.Day))
            .Select(group =>
            {
                EventTypeRule rule = group.First().Rule;
                int counted = Math.Min(group.Count(), rule.MaxPerDay ?? int.MaxValue);
                return (rule.EventType, group.Key.Day, counted, counted * rule.Weight);
            })];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
