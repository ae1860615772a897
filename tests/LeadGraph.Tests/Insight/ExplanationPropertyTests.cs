using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using static LeadGraph.Tests.Insight.ExplainedHistory;

namespace LeadGraph.Tests.Insight;

/// <summary>Explanations over random histories, in each mode.</summary>
public class ExplanationPropertyTests
{
    private const int Rounds = 8;

    private static readonly DateTime Now = new FixedClock().Now.UtcDateTime;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Explanations_OfRandomHistories_SumToTheScoresAndTellTheNextTier(DatabaseProvider provider)
    {
        var random = new Random(19);
        for (int round = 0; round < Rounds; round++)
        {
            string time = round % 2 == 0 || provider == DatabaseProvider.Sqlite ? "timestamp" : "timestamptz";
            string database = await OwnTables.CreateAsync(provider, Tables(time) + Script(random, Now));
            ScoringRules rules = RandomRules(random);
            await using ServiceHost host = await ServiceHost.StartAsync(database, Settings(rules));

            List<JsonElement> leads = await CheckAsync(host, rules);
            await AddWhatIsMissingAsync(provider, database, rules, leads);
            await AssertAllReachAsync(host, rules, leads);
        }
    }

    [PostgreSqlFact]
    public async Task Explanations_InMaintainedMode_SumToTheScoresAndTellTheNextTier()
    {
        var random = new Random(91);
        for (int round = 0; round < Rounds; round++)
        {
            await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
                "SET TimeZone = 'UTC';" + Script(random, Now), Tables(round % 2 == 0 ? "timestamp" : "timestamptz"));
            ScoringRules rules = RandomRules(random);
            await using ServiceHost host = await ServiceHost.StartAsync(
                database.ConnectionString, [.. MaintainedSample.InMaintainedMode, .. Settings(rules)]);
            await host.UntilReadyAsync();

            List<JsonElement> leads = await CheckAsync(host, rules);
            await AddWhatIsMissingAsync(DatabaseProvider.PostgreSql, database.ConnectionString, rules, leads);
            await AssertAllReachAsync(host, rules, leads);
        }
    }

    private static string Tables(string time)
        => OwnTables.WithoutKeys.Replace("created_at timestamp", $"created_at {time}", StringComparison.Ordinal);

    // As many events of one point as are missing, on as many other days.
    private static async Task AddWhatIsMissingAsync(
        DatabaseProvider provider, string database, ScoringRules rules, List<JsonElement> leads)
    {
        var rows = new List<string>();
        foreach (JsonElement lead in leads)
        {
            JsonElement why = lead.GetProperty("explanation"), next = why.GetProperty("next");
            if (next.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            DateTime[] others = OtherDays(rules, why);
            int days = Int(next, "activeDays");
            Assert.True(days <= others.Length || rules.WindowDays < 7, "The window has too few days.");
            for (int added = 0; added < Int(next, "events"); added++)
            {
                DateTime onActiveDay = lead.GetProperty("lastActivity").ValueKind == JsonValueKind.Null
                    ? others[0] : lead.GetProperty("lastActivity").GetDateTime();
                DateTime at = added < days && added < others.Length ? others[added] : onActiveDay;
                rows.Add($"({Int(lead, "userId")}, 'of one point', '{at:yyyy-MM-dd HH:mm:ss.FFF}')");
            }
        }

        Assert.NotEmpty(rows);
        await OwnTables.ExecuteAsync(provider, database, (provider == DatabaseProvider.Sqlite
            ? "" : "SET TimeZone = 'UTC'; ")
            + $"INSERT INTO events (user_id, event_type, created_at) VALUES {string.Join(", ", rows)}");
    }

    // A moment within the window on each day of it that is not active.
    private static DateTime[] OtherDays(ScoringRules rules, JsonElement explanation)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone);
        var active = explanation.GetProperty("days").EnumerateArray()
            .Select(day => DateOnly.Parse(day.GetProperty("date").GetString()!).DayNumber).ToHashSet();
        return [.. rules.DayStarts(Now)
            .Select(start => start < rules.WindowStart(Now) ? rules.WindowStart(Now) : start)
            .Where(time => !active.Contains(CalendarDays.NumberOf(time, zone)))];
    }

    private static async Task AssertAllReachAsync(ServiceHost host, ScoringRules rules, List<JsonElement> before)
    {
        var expected = before.ToDictionary(
            lead => Int(lead, "userId"),
            lead => lead.GetProperty("explanation").GetProperty("next") is { ValueKind: JsonValueKind.Object } next
                && Int(next, "activeDays") <= OtherDays(rules, lead.GetProperty("explanation")).Length
                ? next.GetProperty("leadScore").GetString() : null);
        int events = before.Sum(lead => Int(lead, "totalEvents")
            + (lead.GetProperty("explanation").GetProperty("next") is { ValueKind: JsonValueKind.Object } next
                ? Int(next, "events") : 0));
        await Eventually.UntilAsync(
            async () => (await LeadsAsync(host)).Sum(lead => Int(lead, "totalEvents")) == events);

        foreach (JsonElement lead in await CheckAsync(host, rules))
        {
            string? tier = expected[Int(lead, "userId")];
            Assert.True(tier is null || tier == lead.GetProperty("leadScore").GetString(), lead.GetRawText());
        }
    }

    private static async Task<List<JsonElement>> LeadsAsync(ServiceHost host)
        => [.. (await host.DataAsync(ExplainedHistory.Query)).GetProperty("userActivity").GetProperty("nodes")
            .EnumerateArray()];
}
