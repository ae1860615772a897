using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Insight;
using LeadGraph.Tests.Maintained;
using LeadGraph.Tests.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Tests.Leads;

/// <summary>Activity as of past moments, over random histories under random rules, in each mode.</summary>
public class AsOfPropertyTests
{
    private const int Rounds = 4;

    private const string Query = """
        query($asOf: DateTime) {
          userActivity(asOf: $asOf, order: { userId: ASC }) { nodes {
            userId totalEvents points activeDays lastActivity leadScore
            explanation { windowStart windowEnd days { events points } }
            recentEvents(first: 100) { createdAt }
          } }
          leadScoreSummary(asOf: $asOf) { leadScore users }
        }
        """;

    private static readonly DateTime Now = new FixedClock().Now.UtcDateTime;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task AsOf_RandomMoments_EqualsARecount(DatabaseProvider provider)
    {
        var random = new Random(31);
        for (int round = 0; round < Rounds; round++)
        {
            string time = round % 2 == 0 || provider == DatabaseProvider.Sqlite ? "timestamp" : "timestamptz";
            string database = await OwnTables.CreateAsync(provider, Tables(time) + Script(random));
            ScoringRules rules = ExplainedHistory.RandomRules(random);
            await using ServiceHost host = await ServiceHost.StartAsync(database, ExplainedHistory.Settings(rules));
            await AssertEqualsRecountAsync(host, rules, random);
        }
    }

    [PostgreSqlFact]
    public async Task AsOf_RandomMomentsInMaintainedMode_EqualsARecount()
    {
        var random = new Random(37);
        for (int round = 0; round < Rounds; round++)
        {
            await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
                "SET TimeZone = 'UTC';" + Script(random), Tables(round % 2 == 0 ? "timestamp" : "timestamptz"));
            ScoringRules rules = ExplainedHistory.RandomRules(random);
            await using ServiceHost host = await ServiceHost.StartAsync(database.ConnectionString,
                [.. MaintainedSample.InMaintainedMode, .. ExplainedHistory.Settings(rules)]);
            await host.UntilReadyAsync();
            await AssertEqualsRecountAsync(host, rules, random);
        }
    }

    private static string Tables(string time) => OwnTables.WithoutKeys
        .Replace("created_at timestamp", $"created_at {time}", StringComparison.Ordinal)
        .Replace("registered_at timestamp", $"registered_at {time}", StringComparison.Ordinal);

    // Registrations at any time or at none, one of them in the middle of a millisecond.
    private static string Script(Random random)
    {
        var times = Enumerable.Range(1, ExplainedHistory.Users - 2).Select(user =>
            "UPDATE free_lesson_registrations SET registered_at = "
                + $"'{Now.AddHours(-random.Next(40 * 24)):yyyy-MM-dd HH:mm:ss}' WHERE user_id = {user};");
        return ExplainedHistory.Script(random, Now) + string.Concat(times)
            + $"UPDATE free_lesson_registrations SET registered_at = '{Now.AddDays(-3):yyyy-MM-dd HH:mm:ss}.0004' "
            + "WHERE user_id = 1;";
    }

    private static async Task AssertEqualsRecountAsync(ServiceHost host, ScoringRules rules, Random random)
    {
        List<Event> events = await host.WithDatabaseAsync(db => db.Events.ToListAsync());
        List<Registration> registrations = await host.WithDatabaseAsync(db => db.Registrations.ToListAsync());
        DateTime[] atEvents = [.. events.Select(e => e.CreatedAt!.Value).Where(time => time < Now.AddDays(-1))];
        DateTime[] moments =
        [
            Now, Now.AddDays(-3), Now.AddDays(-3).AddMilliseconds(-1),
            Recount.Cut(atEvents[random.Next(atEvents.Length)])!.Value,
            Recount.Cut(atEvents[random.Next(atEvents.Length)])!.Value.AddDays(rules.WindowDays),
            Now.AddMinutes(-random.Next(60 * 24 * 60)), Now.AddMinutes(-random.Next(14 * 24 * 60))
        ];
        foreach (DateTime moment in moments.Where(moment => moment <= Now))
        {
            await AssertEqualsRecountAsync(host, rules, moment, events, registrations);
        }
    }

    private static async Task AssertEqualsRecountAsync(
        ServiceHost host, ScoringRules rules, DateTime moment, List<Event> events, List<Registration> registrations)
    {
        DateTime end = moment.AddMilliseconds(1).AddTicks(-1);
        // No event that is dated after the moment counts.
        ScoringRules counting = rules with { FutureTolerance = end - moment };
        var expected = registrations
            .Where(x => x.RegisteredAt is null || x.RegisteredAt <= end)
            .OrderBy(x => x.UserId)
            .Select(x => (User: x.UserId!.Value,
                Recount.Of(events.Where(e => e.UserId == x.UserId), counting, moment)))
            .ToList();

        JsonElement data = await host.DataAsync(Query, new { asOf = LeadRow.TimeText(moment) });
        JsonElement[] leads = [.. data.GetProperty("userActivity").GetProperty("nodes").EnumerateArray()];
        Assert.Equal(expected, leads.Select(lead => (lead.GetProperty("userId").GetInt64(), CountOf(lead))));
        foreach (JsonElement lead in leads)
        {
            JsonElement why = lead.GetProperty("explanation");
            Assert.Equal(moment.AddDays(-rules.WindowDays), why.GetProperty("windowStart").GetDateTime());
            Assert.Equal(moment, why.GetProperty("windowEnd").GetDateTime());
            Assert.Equal(lead.GetProperty("totalEvents").GetInt32(),
                why.GetProperty("days").EnumerateArray().Sum(day => day.GetProperty("events").GetInt32()));
            Assert.Equal(lead.GetProperty("activeDays").GetInt32(), why.GetProperty("days").GetArrayLength());
            DateTime[] recent = [.. lead.GetProperty("recentEvents").EnumerateArray()
                .Select(x => x.GetProperty("createdAt").GetDateTime())];
            Assert.Equal(lead.GetProperty("lastActivity").GetString() is { } last
                ? DateTime.Parse(last, null, System.Globalization.DateTimeStyles.RoundtripKind) : null,
                recent.Length == 0 ? (DateTime?)null : recent.Max());
        }

        Assert.Equal(
            Enum.GetValues<LeadScore>().OrderDescending()
                .Select(tier => (tier.ToString().ToUpperInvariant(), expected.Count(x => x.Item2.LeadScore == tier))),
            data.GetProperty("leadScoreSummary").EnumerateArray()
                .Select(x => (x.GetProperty("leadScore").GetString()!, x.GetProperty("users").GetInt32())));
        using JsonDocument rest = JsonDocument.Parse(await host.Client.GetStringAsync(
            $"/api/user-activity?as_of={LeadRow.TimeText(moment)}"));
        Assert.Equal(
            expected.OrderByDescending(x => x.Item2.Events).ThenBy(x => x.User)
                .Select(x => (x.User, x.Item2.Events, x.Item2.ActiveDays)),
            rest.RootElement.EnumerateArray().Select(lead => (lead.GetProperty("user_id").GetInt64(),
                lead.GetProperty("total_events").GetInt32(), lead.GetProperty("active_days").GetInt32())));
        string csv = await host.Client.GetStringAsync(
            $"/api/user-activity.csv?columns=user_id&order=user_id.asc&as_of={LeadRow.TimeText(moment)}");
        Assert.Equal(
            ["user_id", .. expected.Select(x => $"{x.User}"), ""], csv.Split("\r\n"));
    }

    private static Recount CountOf(JsonElement lead) => new(
        lead.GetProperty("totalEvents").GetInt32(), lead.GetProperty("points").GetInt32(),
        lead.GetProperty("activeDays").GetInt32(),
        lead.GetProperty("lastActivity").ValueKind == JsonValueKind.Null
            ? null : lead.GetProperty("lastActivity").GetDateTime(),
        Enum.Parse<LeadScore>(lead.GetProperty("leadScore").GetString()!, ignoreCase: true));
}
