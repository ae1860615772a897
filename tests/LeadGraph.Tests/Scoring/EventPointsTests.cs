using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using LeadGraph.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Scoring;

/// <summary>Weights and caps of event types.</summary>
public class EventPointsTests
{
    private const string Query = "{ userActivity(order: { points: DESC }) { nodes "
        + "{ userId totalEvents points activeDays lastActivity leadScore recentEvents { id } } } }";

    // User 1: three clicks and a payment on one day, two clicks the next day. User 2: noise alone.
    private const string Rows = OwnTables.WithoutKeys + """
        INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);
        INSERT INTO events (id, user_id, event_type, created_at) VALUES
            (1, 1, 'click', '2025-09-08 10:00:00'), (2, 1, 'click', '2025-09-08 11:00:00'),
            (3, 1, 'click', '2025-09-08 12:00:00'), (4, 1, 'payment', '2025-09-08 13:00:00'),
            (5, 1, 'click', '2025-09-09 10:00:00'), (6, 1, 'click', '2025-09-09 11:00:00'),
            (7, 1, 'ping', '2025-09-10 10:00:00'), (8, 2, 'ping', '2025-09-10 10:00:00'),
            (9, 2, 'Ping', '2025-09-07 10:00:00'), (10, 2, NULL, '2025-09-06 10:00:00');
        """;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Activity_ByRulesOfEventTypes_IsCountedByThem(DatabaseProvider provider)
    {
        string database = await OwnTables.CreateAsync(provider, Rows);
        foreach (var (settings, first, second) in new ((string, string?)[], string, string)[]
        {
            ([], "1: 7, 7, 3 days, COOL, 7 shown", "2: 3, 3, 3 days, COLD, 3 shown"),
            ([("ping:Weight", "0")], "1: 6, 6, 2 days, COOL, 6 shown", "2: 2, 2, 2 days, COLD, 2 shown"),
            ([("payment:Weight", "20")], "1: 7, 26, 3 days, WARM, 7 shown", "2: 3, 3, 3 days, COLD, 3 shown"),
            ([("click:MaxPerDay", "1")], "1: 4, 4, 3 days, COLD, 7 shown", "2: 3, 3, 3 days, COLD, 3 shown"),
            ([("click:MaxPerDay", "2"), ("click:Weight", "3"), ("0:Type", "Ping"), ("0:Weight", "0")],
                "1: 6, 14, 3 days, WARM, 7 shown", "2: 2, 2, 2 days, COLD, 2 shown")
        })
        {
            await using ServiceHost host = await ServiceHost.StartAsync(database,
                [.. settings.Select(setting => ($"LeadGraph:Scoring:Events:{setting.Item1}", setting.Item2))]);

            JsonElement leads = (await host.DataAsync(Query)).GetProperty("userActivity").GetProperty("nodes");

            Assert.Equal([first, second, "3: 0, 0, 0 days, COLD, 0 shown"], leads.EnumerateArray().Select(lead
                => $"{lead.GetProperty("userId")}: {lead.GetProperty("totalEvents")}, {lead.GetProperty("points")}, "
                    + $"{lead.GetProperty("activeDays")} days, {lead.GetProperty("leadScore")}, "
                    + $"{lead.GetProperty("recentEvents").GetArrayLength()} shown"));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Points_InAFilter_SelectLeads(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await OwnTables.CreateAsync(provider, Rows), ("LeadGraph:Scoring:Events:click:Weight", "5"));

        JsonElement data = await host.DataAsync(
            "{ userActivity(where: { points: { gt: 4 } }) { nodes { userId points } } "
            + "scoringRules { eventTypes { eventType weight maxPerDay } } }");

        Assert.Equal("""
            {"userActivity":{"nodes":[{"userId":1,"points":27}]},"scoringRules":{"eventTypes":[{"eventType":"click","weight":5,"maxPerDay":null}]}}
            """, data.GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Activity_ByRandomRules_EqualsARecount(DatabaseProvider provider)
    {
        var random = new Random(11);
        string database = await OwnTables.CreateAsync(provider, OwnTables.WithoutKeys
            + "INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3), (4);" + RandomEvents(random)
            + "CREATE INDEX events_user ON events (user_id, created_at);");
        await using ServiceHost host = await ServiceHost.StartAsync(database);
        List<Event> events = await host.WithDatabaseAsync(db => db.Events.ToListAsync());
        for (int round = 0; round < 30; round++)
        {
            ScoringRules rules = Recount.RandomRules(random);
            DateTime now = host.Clock.Now.UtcDateTime.AddHours(random.Next(100));
            Recount[] expected = [.. Enumerable.Range(1, 4)
                .Select(user => Recount.Of(events.Where(e => e.UserId == user), rules, now))];

            List<UserActivity> all = await host.WithDatabaseAsync(db => db
                .UserActivity(rules, now, mayReadPersonalData: true).OrderBy(x => x.UserId).ToListAsync());
            List<UserActivity> page = await host.WithDatabaseAsync(db => db
                .UserActivity(rules, now, mayReadPersonalData: true, forPage: true)
                .OrderBy(x => x.UserId).Take(4).ToListAsync());

            Assert.All([all, page], found => Assert.Equal(expected, found.Select(x
                => new Recount(x.TotalEvents, x.Points, x.ActiveDays, x.LastActivity, x.LeadScore))));
        }
    }

    [Theory, OnSqliteInLongTests, OnPostgreSql]
    public async Task Points_BeyondAnInteger_AreTheLargestOne(DatabaseProvider provider)
    {
        string copies = provider == DatabaseProvider.Sqlite
            ? "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1500) "
                + "INSERT INTO events (user_id, event_type, created_at) "
                + "SELECT 1, 'x', '2025-09-10 10:00:00' FROM n a, n b"
            : "INSERT INTO events (user_id, event_type, created_at) "
                + "SELECT 1, 'x', '2025-09-10 10:00:00' FROM generate_series(1, 2250000)";
        await using ServiceHost host = await ServiceHost.StartAsync(
            await OwnTables.CreateAsync(provider, OwnTables.WithoutKeys
                + $"INSERT INTO free_lesson_registrations (user_id) VALUES (1); {copies};"),
            ("LeadGraph:Scoring:Events:x:Weight", "1000"), ServiceHost.UsualTimeout with { Value = "00:05:00" });

        JsonElement data = await host.DataAsync("{ userActivity { nodes { totalEvents points leadScore } } }");

        Assert.Equal("""{"totalEvents":2250000,"points":2147483647,"leadScore":"COOL"}""",
            data.GetProperty("userActivity").GetProperty("nodes")[0].GetRawText());
    }

    [ReferenceTheory, OnPostgreSql]
    public async Task Statement_ByRules_IsOneAggregateUnlessThereAreCaps(DatabaseProvider provider)
    {
        string Statement(ServiceHost host) => host.Logs.Sql[^1][host.Logs.Sql[^1].IndexOf('\n')..];
        const string Points = "{ userActivity(order: { leadScore: ASC }) { nodes { points leadScore } } }";
        const string Total = "{ userActivity(order: { leadScore: ASC }) { nodes { totalEvents leadScore } } }";
        await using ServiceHost usual = await ServiceHost.StartOverReferenceAsync(provider);
        await using ServiceHost weighted = await ServiceHost.StartOverReferenceAsync(
            provider, ("LeadGraph:Scoring:Events:payment:Weight", "9"));
        await using ServiceHost capped = await ServiceHost.StartOverReferenceAsync(
            provider, ("LeadGraph:Scoring:Events:payment:MaxPerDay", "1"));

        await usual.DataAsync(Total);
        string total = Statement(usual);
        await usual.DataAsync(Points);
        string points = Statement(usual);
        await weighted.DataAsync(Points);
        await capped.DataAsync(Points);

        Assert.DoesNotContain("event_type", total);
        Assert.DoesNotContain("sum(", total);
        // The points are the number of events, under another name.
        Assert.Equal(total, points.Replace("AS \"Points\"", "AS \"TotalEvents\"", StringComparison.Ordinal));
        Assert.Equal(1, Aggregates(points));
        Assert.Equal(1, Aggregates(Statement(weighted)));
        Assert.Contains("CASE", Statement(weighted));
        Assert.DoesNotContain("payment", Statement(weighted));
        Assert.Equal(2, Aggregates(Statement(capped)));
        Assert.Contains("LEAST(", Statement(capped));
    }

    [Theory]
    [InlineData("click:Weight", "-1", "LeadGraph:Scoring:Events:click:Weight is -1; it must be 0 to 1000.")]
    [InlineData("click:Weight", "1001", "LeadGraph:Scoring:Events:click:Weight is 1001; it must be 0 to 1000.")]
    [InlineData("click:Weight", "many", "LeadGraph:Scoring:Events:click:Weight is \"many\"; it must be a number.")]
    [InlineData("click:MaxPerDay", "0", "LeadGraph:Scoring:Events:click:MaxPerDay is 0; it must be 1 or more. "
        + "To leave events of the type out, set Weight to 0.")]
    [InlineData("click:Type", "", "LeadGraph:Scoring:Events:click:Type is empty or contains U+0000; "
        + "it must be an event type.")]
    [InlineData("0:Type", "ping", "LeadGraph:Scoring:Events has 2 rules for \"ping\"; it must have one.")]
    [InlineData("click:Weigth", "2", "LeadGraph:Scoring:Events:click:Weigth is an unknown setting. "
        + "Did you mean LeadGraph:Scoring:Events:click:Weight?")]
    [InlineData("click", "2", "LeadGraph:Scoring:Events:click is a section; set LeadGraph:Scoring:Events:click:Type, "
        + "LeadGraph:Scoring:Events:click:Weight, LeadGraph:Scoring:Events:click:MaxPerDay.")]
    public async Task Start_WithARuleThatMakesNoSense_NamesTheSetting(string setting, string value, string message)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceHost.StartAsync(
            "Data Source=unused.db", ($"LeadGraph:Scoring:Events:{setting}", value),
            ("LeadGraph:Scoring:Events:ping:Weight", "2")));

        Assert.Equal(message, refused.Message);
    }

    private static int Aggregates(string statement)
        => statement.Split("GROUP BY", StringSplitOptions.None).Length - 1;

    private static string RandomEvents(Random random)
    {
        string?[] types = ["x", "X", "открыл урок", "o'clock", "other", "", null];
        DateTime last = new(2025, 9, 15, 0, 0, 0, DateTimeKind.Utc);
        return "INSERT INTO events (user_id, event_type, created_at) VALUES " + string.Join(", ",
            Enumerable.Range(0, 2000).Select(_ =>
            {
                string? type = types[random.Next(types.Length)]?.Replace("'", "''");
                DateTime time = last.AddMinutes(-random.Next(random.Next(5) == 0 ? 24 * 60 * 100 : 24 * 60 * 12));
                return $"({random.Next(1, 4)}, {(type is null ? "NULL" : $"'{type}'")}, '{time:yyyy-MM-dd HH:mm:ss}')";
            })) + ";";
    }
}
