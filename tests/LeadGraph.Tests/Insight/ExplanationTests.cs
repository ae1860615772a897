using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Insight;
using LeadGraph.Scoring;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;

namespace LeadGraph.Tests.Insight;

/// <summary>Why a lead stands in its tier.</summary>
public class ExplanationTests
{
    private const string Rows = OwnTables.WithoutKeys + """
        INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2);
        INSERT INTO events (id, user_id, event_type, created_at) VALUES
            (1, 1, 'click', '2025-09-08 10:00:00'), (2, 1, 'click', '2025-09-08 11:00:00'),
            (3, 1, 'click', '2025-09-08 22:30:00'), (4, 1, 'payment', '2025-09-08 13:00:00'),
            (5, 1, 'click', '2025-09-09 10:00:00'), (6, 1, 'ping', '2025-09-10 10:00:00'),
            (7, 1, '', '2025-09-11 15:00:00'), (8, 1, NULL, '2025-09-10 11:00:00'),
            (9, 1, 'click', '2025-09-11 15:00:01'), (10, 1, 'click', '2025-09-03 14:59:59');
        """;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Explanation_OfALead_TellsTypesDaysAndWhatIsMissing(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await OwnTables.CreateAsync(provider, Rows),
            ("LeadGraph:Scoring:TimeZone", "Europe/Moscow"), ("LeadGraph:Scoring:Events:ping:Weight", "0"),
            ("LeadGraph:Scoring:Events:click:MaxPerDay", "1"), ("LeadGraph:Scoring:Events:payment:Weight", "5"));

        JsonElement data = await host.DataAsync(ExplainedHistory.Query);

        // In Moscow the third click is of September 9.
        Assert.Equal("""
            [{"userId":1,"totalEvents":5,"points":9,"activeDays":4,
            "lastActivity":"2025-09-11T15:00:00.000Z","leadScore":"COOL","explanation":{
            "windowStart":"2025-09-03T15:00:00.000Z","windowEnd":"2025-09-11T15:00:00.000Z","eventTypes":[
            {"eventType":"payment","events":1,"points":5,"lastAt":"2025-09-08T13:00:00.000Z"},
            {"eventType":"","events":2,"points":2,"lastAt":"2025-09-11T15:00:00.000Z"},
            {"eventType":"click","events":2,"points":2,"lastAt":"2025-09-09T10:00:00.000Z"}],"days":[
            {"date":"2025-09-08","events":2,"points":6},{"date":"2025-09-09","events":1,"points":1},
            {"date":"2025-09-10","events":1,"points":1},{"date":"2025-09-11","events":1,"points":1}],
            "next":{"leadScore":"WARM","points":1,"events":1,"activeDays":0}}},
            {"userId":2,"totalEvents":0,"points":0,"activeDays":0,"lastActivity":null,"leadScore":"COLD","explanation":{
            "windowStart":"2025-09-03T15:00:00.000Z","windowEnd":"2025-09-11T15:00:00.000Z","eventTypes":[],"days":[],
            "next":{"leadScore":"COOL","points":5,"events":5,"activeDays":0}}}]
            """.ReplaceLineEndings(""),
            data.GetProperty("userActivity").GetProperty("nodes").GetRawText());
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Explanations_OfFiftyLeads_AreReadByOneStatement(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(
            provider, ("LeadGraph:Scoring:Events:payment:Weight", "9"));
        using var commands = new SqlCommands(host);

        foreach (int users in new[] { 1, 50 })
        {
            await host.DataAsync(
                """
                query($users: Int!) {
                  userActivity(first: $users) {
                    nodes { explanation { days { points } } again: explanation { windowEnd } }
                  }
                }
                """,
                new { users });
        }

        // A page and its explanations, whatever their number.
        Assert.Equal(4, commands.All.Count);
        Assert.Equal(commands.All[1].Text, commands.All[3].Text);
        Assert.DoesNotContain("payment", commands.All[3].Text);
        Assert.DoesNotContain("details", commands.All[3].Text);
    }

    [PostgreSqlFact]
    public async Task Explanations_InMaintainedMode_AreReadByOneStatement()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await MaintainedSample.CreateAsync(), MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        using var commands = new SqlCommands(host);

        await host.DataAsync("{ userActivity(first: 50) { nodes { explanation { days { points } } } } }");

        Assert.Equal(2, commands.All.Count);
        Assert.Contains("FROM leadgraph.state", commands.All[0].Text);
        Assert.Contains("FROM events", commands.All[1].Text);
    }

    [PostgreSqlTheory]
    [InlineData("timestamp")]
    [InlineData("timestamptz")]
    public async Task Explanation_ReadAfterATickSinceItsRow_IsOfTheTickOfTheRow(string time)
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            "SET TimeZone = 'UTC';" + """
                INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2);
                INSERT INTO events (id, user_id, event_type, created_at) VALUES
                    (1, 1, 'leaves', '2025-09-03 15:00:01'), (2, 1, 'a', '2025-09-10 14:00:00'),
                    (3, 2, 'leaves', '2025-09-03 15:00:01');
                """,
            OwnTables.WithoutKeys.Replace("created_at timestamp", $"created_at {time}", StringComparison.Ordinal));
        await using ServiceHost host = await ServiceHost.StartAsync(
            database.ConnectionString,
            [.. MaintainedSample.InMaintainedMode, ("LeadGraph:Activity:RefreshInterval", "01:00:00")]);
        await host.UntilReadyAsync();
        DateTime tickedAt = host.Clock.Now.UtcDateTime;
        using var later = new AfterFirstRead(host, async () =>
        {
            await database.ExecuteAsync("""
                SET TimeZone = 'UTC';
                INSERT INTO events (id, user_id, created_at) VALUES
                    (4, 1, '2025-09-10 15:00:01'), (5, 2, '2025-09-10 15:00:01')
                """);
            await database.Instance().RunAsync(
                tickedAt.AddSeconds(2), TimeSpan.Zero, rebuild: true, CancellationToken.None);
        }, of: "user_activity");

        JsonElement[] leads = [.. (await host.DataAsync("""
            { userActivity(order: { userId: ASC }) { nodes {
                totalEvents points explanation { windowStart eventTypes { events } days { points } }
                previous { totalEvents } dailyScores { date }
            } } }
            """)).GetProperty("userActivity").GetProperty("nodes").EnumerateArray()];

        Assert.True(later.HasRun);
        Assert.Equal([2, 1], leads.Select(lead => ExplainedHistory.Int(lead, "totalEvents")));
        Assert.All(leads, lead =>
        {
            JsonElement why = lead.GetProperty("explanation");
            Assert.Equal(tickedAt.AddDays(-7), why.GetProperty("windowStart").GetDateTime());
            Assert.Equal(
                ExplainedHistory.Int(lead, "totalEvents"),
                why.GetProperty("eventTypes").EnumerateArray().Sum(type => ExplainedHistory.Int(type, "events")));
            Assert.Equal(
                ExplainedHistory.Int(lead, "points"),
                why.GetProperty("days").EnumerateArray().Sum(day => ExplainedHistory.Int(day, "points")));
            // What left the window by the next tick is not in the one before yet.
            Assert.Equal(0, ExplainedHistory.Int(lead.GetProperty("previous"), "totalEvents"));
        });
    }

    [PostgreSqlTheory]
    [InlineData("timestamp")]
    [InlineData("timestamptz")]
    public async Task Explanation_InMaintainedMode_IsOfWhatTheTableShows(string time)
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            $"SET TimeZone = 'UTC'; {Rows[OwnTables.WithoutKeys.Length..]} DELETE FROM events WHERE id = 7;",
            OwnTables.WithoutKeys.Replace("created_at timestamp", $"created_at {time}", StringComparison.Ordinal));
        // Its sessions are in another zone than the times of a column without one.
        await database.ExecuteAsync("""
            DO $$ BEGIN
                EXECUTE format('ALTER DATABASE %I SET TimeZone = ''America/New_York''', current_database());
            END $$
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(
            database.ConnectionString,
            [.. MaintainedSample.InMaintainedMode, ("LeadGraph:Activity:RefreshInterval", "01:00:00")]);
        await host.UntilReadyAsync();
        DateTime tickedAt = host.Clock.Now.UtcDateTime;

        // The next tick would find that events have left the window, and two have come.
        host.Clock.Now += TimeSpan.FromDays(5);
        await database.ExecuteAsync("""
            SET TimeZone = 'UTC';
            INSERT INTO events (user_id, created_at) VALUES (1, '2025-09-10 15:00:01'), (2, '2025-09-10 15:00:01')
            """);

        JsonElement[] leads = [.. (await host.DataAsync(ExplainedHistory.Query))
            .GetProperty("userActivity").GetProperty("nodes").EnumerateArray()];
        Assert.Equal([7, 0], leads.Select(lead => ExplainedHistory.Int(lead, "totalEvents")));
        Assert.All(leads, lead =>
        {
            JsonElement why = lead.GetProperty("explanation");
            Assert.Equal(tickedAt.AddDays(-7), why.GetProperty("windowStart").GetDateTime());
            Assert.Equal(
                ExplainedHistory.Int(lead, "totalEvents"),
                why.GetProperty("days").EnumerateArray().Sum(day => ExplainedHistory.Int(day, "events")));
        });
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithExplanation_IsReadByTheStatementWithoutIt(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        using var commands = new SqlCommands(host);

        await host.DataAsync("{ userActivity(first: 50) { nodes { userId lastActivity } } }");
        Assert.Single(commands.All);
        await host.DataAsync("{ userActivity(first: 50) { nodes { userId explanation { next { points } } } } }");

        // Apart from the names of the columns, and from that of the tick, which there is none of.
        Assert.Equal(WithoutNames(commands.All[0].Text), WithoutNames(commands.All[1].Text));

        static string WithoutNames(string sql) => Regex.Replace(sql, "(, NULL)? AS \"\\w+\"", "");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Explanation_ReadLaterThanItsList_IsOfWhatTheListShows(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider, interval: "01:00:00");
        await school.ExecuteAsync("""
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);
            INSERT INTO events (id, user_id, event_type, created_at) VALUES
                (1, 1, 'leaves', '2025-09-03 15:00:01'), (2, 1, 'a', '2025-09-10 14:00:00'),
                (3, 2, 'ahead', '2025-09-10 15:00:30'), (4, 3, 'a', '2025-09-10 14:59:59.9999')
            """);
        // When the list has been read, an event leaves the window and others come.
        using var later = new AfterFirstRead(school.Host, async () =>
        {
            school.Host.Clock.Now += TimeSpan.FromSeconds(2);
            await school.ExecuteAsync("""
                INSERT INTO events (id, user_id, event_type, created_at) VALUES
                    (5, 1, 'late', '2025-09-10 15:00:01'), (6, 3, 'late', '2025-09-10 15:00:02')
                """);
        });

        JsonElement[] leads = [.. (await school.Host.DataAsync("""
            { userActivity(order: { userId: ASC }) { nodes {
                totalEvents points explanation { windowStart eventTypes { events } days { points } }
                recentEvents { eventType }
            } } }
            """)).GetProperty("userActivity").GetProperty("nodes").EnumerateArray()];

        Assert.True(later.HasRun);
        Assert.Equal([2, 1, 1], leads.Select(lead => ExplainedHistory.Int(lead, "totalEvents")));
        Assert.All(leads, lead =>
        {
            JsonElement why = lead.GetProperty("explanation");
            Assert.Equal(new DateTime(2025, 9, 3, 15, 0, 0), why.GetProperty("windowStart").GetDateTime());
            Assert.Equal(
                ExplainedHistory.Int(lead, "totalEvents"),
                why.GetProperty("eventTypes").EnumerateArray().Sum(type => ExplainedHistory.Int(type, "events")));
            Assert.Equal(
                ExplainedHistory.Int(lead, "points"),
                why.GetProperty("days").EnumerateArray().Sum(day => ExplainedHistory.Int(day, "points")));
        });
        Assert.Contains("leaves", leads[0].GetProperty("recentEvents").GetRawText());
    }

    [Fact]
    public async Task Explanation_WithoutTheScopePersonal_HasEventTypesAndNoDetails()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new
            {
                query = "{ userActivity { nodes { recentEvents { eventType } "
                    + "explanation { eventTypes { eventType } } } } }"
            })
        };
        request.Headers.Add("X-Api-Key", AuthenticatedHost.LesserKey);

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(answer.TryGetProperty("errors", out _), answer.GetRawText());
        Assert.All(
            answer.GetProperty("data").GetProperty("userActivity").GetProperty("nodes").EnumerateArray(),
            lead => Assert.Equal(
                Types(lead.GetProperty("recentEvents")).Distinct().Order(),
                Types(lead.GetProperty("explanation").GetProperty("eventTypes")).Order()));
        Assert.DoesNotContain(host.Logs.Sql, sql => sql.Contains("\"details\""));

        static IEnumerable<string?> Types(JsonElement list)
            => list.EnumerateArray().Select(item => item.GetProperty("eventType").GetString());
    }

    [Theory]
    [InlineData(0, 0, "COOL 5 5 0")]
    [InlineData(30, 1, "WARM 0 2 2")]
    [InlineData(12, 4, "HOT 8 8 1")]
    [InlineData(20, 3, "HOT 0 2 2")]
    [InlineData(20, 5, null)]
    public void Missing_ToTheNextTier_IsTheLeastThatReachesIt(int points, int days, string? expected)
    {
        MissingEngagement? missing = MissingEngagement.Of(new ScoringRules(), points, days);

        Assert.Equal(expected, missing is null
            ? null
            : $"{missing.LeadScore.ToString().ToUpperInvariant()} "
                + $"{missing.Points} {missing.Events} {missing.ActiveDays}");
    }

    [Fact]
    public void Missing_WhereTwoTiersHaveOneThreshold_ReachesTheHotter()
        => Assert.Equal(
            new MissingEngagement(LeadScore.Warm, 7, 7, 0),
            MissingEngagement.Of(
                new ScoringRules
                {
                    Warm = new ScoreThreshold { MinEvents = 10 },
                    Cool = new ScoreThreshold { MinEvents = 10 }
                },
                points: 3, activeDays: 1));
}
