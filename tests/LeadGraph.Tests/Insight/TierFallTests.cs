using System.Net;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;

namespace LeadGraph.Tests.Insight;

/// <summary>When a lead falls to a lower tier, as clients ask for it.</summary>
public class TierFallTests
{
    private const string ListPath = "/api/user-activity";

    // Lead 1 is warm with three events to spare, but only three days: the oldest of them ends it. Lead 2 is cool by
    // five events, of which the first two share a millisecond. Lead 3 is cold.
    private const string Rows = """
        INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);
        INSERT INTO events (id, user_id, event_type, created_at) VALUES
            (1, 1, 'a', '2025-09-06 10:00:00'), (2, 1, 'a', '2025-09-06 12:00:00.5'),
            (3, 1, 'a', '2025-09-07 10:00:00'), (4, 1, 'a', '2025-09-07 10:00:00'), (5, 1, 'a', '2025-09-07 11:00:00'),
            (6, 1, 'a', '2025-09-09 10:00:00'), (7, 1, 'a', '2025-09-09 10:00:00'), (8, 1, 'a', '2025-09-09 10:00:00'),
            (9, 1, 'a', '2025-09-09 10:00:00'), (10, 1, 'a', '2025-09-09 10:00:00'),
            (11, 1, 'a', '2025-09-09 10:00:00'), (12, 1, 'a', '2025-09-09 10:00:00'),
            (13, 1, 'a', '2025-09-09 10:00:00'),
            (14, 2, 'a', '2025-09-05 10:00:00.1230'), (15, 2, 'a', '2025-09-05 10:00:00.123456'),
            (16, 2, 'a', '2025-09-08 10:00:00'), (17, 2, 'a', '2025-09-08 10:00:00'), (18, 2, 'a', '2025-09-08 10:00:00'),
            (19, 3, 'a', '2025-09-08 10:00:00');
        CREATE INDEX events_user ON events (user_id, created_at);
        """;

    private const string Fields = "fields=user_id,lead_score,falls_at,falls_to";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task FallsAt_InAnyResponse_IsTheMomentOfTheFall(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await OwnTables.CreateAsync(provider, OwnTables.WithoutKeys + Rows));
        await AssertResponsesAsync(host);
    }

    [PostgreSqlFact]
    public async Task FallsAt_InAnyResponseOfMaintainedMode_IsTheMomentOfTheFall()
    {
        await using MaintainedDatabase database =
            await MaintainedDatabase.CreateAsync("SET TimeZone = 'UTC';" + Rows, OwnTables.WithoutKeys);
        await using ServiceHost host =
            await ServiceHost.StartAsync(database.ConnectionString, MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        await AssertResponsesAsync(host);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task UserActivity_WithoutFalls_ReadsEventsForCountsAlone(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);

        await host.DataAsync("{ userActivity(first: 5) { totalCount nodes { userId leadScore lastActivity } } }");
        await host.DataAsync("{ userActivityById(userId: 1001) { leadScore } leadScoreSummary { users } }");
        using HttpResponseMessage list = await host.Client.GetAsync(ListPath);
        using HttpResponseMessage csv = await host.Client.GetAsync($"{ListPath}.csv");
        Assert.All(host.Logs.Sql, sql => Assert.DoesNotContain("falls_", sql));
        Assert.All(host.Logs.Sql, sql => Assert.DoesNotContain("PARTITION BY", sql));

        int before = host.Logs.Sql.Count();
        await host.DataAsync("{ userActivity(first: 5) { nodes { userId fallsAt } } }");
        string page = host.Logs.Sql.Last();
        await host.DataAsync("{ userActivity(first: 5, order: { fallsAt: ASC }) { nodes { userId } } }");
        string sorted = host.Logs.Sql.Last();
        await host.DataAsync("""
            {
              userActivity(first: 5, order: [{ leadScore: DESC }, { points: DESC }]) {
                nodes { userId leadScore lastActivity fallsAt }
              }
            }
            """);
        string hottest = host.Logs.Sql.Last();
        Assert.Equal(before + 3, host.Logs.Sql.Count());
        Assert.Contains("falls_at", page);
        Assert.Contains("falls_at", sorted);
        Assert.Equal(provider == DatabaseProvider.PostgreSql, hottest.Contains("LIMIT 1", StringComparison.Ordinal));
        // Of a page where users have an index, each row's own events; in the order of the moment, those of all.
        Assert.Equal(provider == DatabaseProvider.PostgreSql, page.Contains("LIMIT 1", StringComparison.Ordinal));
        Assert.DoesNotContain("LIMIT 1", sorted);

        // Both columns come of what one takes.
        await host.DataAsync("{ userActivity(first: 5) { nodes { userId fallsAt fallsTo } } }");
        Assert.Equal(Count(page, "OVER ("), Count(host.Logs.Sql.Last(), "OVER ("));
        Assert.Equal(Count(page, "LIMIT 1\n"), Count(host.Logs.Sql.Last(), "LIMIT 1\n"));
        using HttpResponseMessage both = await host.Client.GetAsync($"{ListPath}?{Fields}");
        Assert.Equal(Count(page, "OVER ("), Count(host.Logs.Sql.Last(), "OVER ("));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Fields_WithABadValue_GetTheAcceptedNames(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        foreach (string bad in (string[])["fields=", "fields=fallsAt", "fields=user_id,user_id", "fields=email,"])
        {
            using HttpResponseMessage response = await host.Client.GetAsync($"{ListPath}?{bad}");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("""
                {"error":"fields accepts user_id, username, first_name, email, total_events, active_days, last_activity, lead_score, falls_at, falls_to, points, momentum, separated by commas, each once."}
                """, await response.Content.ReadAsStringAsync());
        }

        Assert.Empty(host.Logs.Sql);
    }

    [ReferenceTheory, OnSqlite, OnPostgreSql]
    public async Task Fields_OfTheDocumentedArray_GiveTheSameBytes(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(
            provider, ("LeadGraph:MaxLeads", "1000"));

        Assert.Equal(
            await host.Client.GetStringAsync(ListPath),
            await host.Client.GetStringAsync($"{ListPath}?fields=user_id,username,first_name,email,total_events,"
                + "active_days,last_activity,lead_score"));
    }

    private static int Count(string sql, string part) => sql.Split(part).Length - 1;

    private static async Task AssertResponsesAsync(ServiceHost host)
    {
        Assert.Equal("""
            [{"userId":1,"leadScore":"WARM","fallsAt":"2025-09-13T12:00:00.501Z","fallsTo":"COOL"},{"userId":2,"leadScore":"COOL","fallsAt":"2025-09-12T10:00:00.124Z","fallsTo":"COLD"},{"userId":3,"leadScore":"COLD","fallsAt":null,"fallsTo":null}]
            """, (await host.DataAsync("{ userActivity { nodes { userId leadScore fallsAt fallsTo } } }"))
                .GetProperty("userActivity").GetProperty("nodes").GetRawText());
        await AssertIdsAsync("order: { fallsAt: ASC }", 2, 1, 3);
        await AssertIdsAsync("order: { fallsAt: DESC }", 1, 2, 3);
        await AssertIdsAsync("order: { fallsTo: ASC }", 2, 1, 3);
        await AssertIdsAsync("""where: { fallsAt: { lt: "2025-09-13T12:00:00.501Z" } }""", 2);
        await AssertIdsAsync("""where: { fallsAt: { eq: "2025-09-13T12:00:00.501Z" } }""", 1);
        await AssertIdsAsync("where: { fallsAt: { eq: null } }", 3);
        await AssertIdsAsync("where: { fallsTo: { eq: COOL } }", 1);
        await AssertIdsAsync("where: { fallsTo: { neq: COLD } }", 1, 3);
        await AssertIdsAsync("where: { fallsTo: { eq: null } }", 3);
        JsonElement one = await host.DataAsync("{ userActivityById(userId: 2) { fallsAt fallsTo } }");
        Assert.Equal("""{"fallsAt":"2025-09-12T10:00:00.124Z","fallsTo":"COLD"}""",
            one.GetProperty("userActivityById").GetRawText());
        Assert.Equal("""
            [{"user_id":1,"lead_score":"warm","falls_at":"2025-09-13T12:00:00.501Z","falls_to":"cool"},{"user_id":2,"lead_score":"cool","falls_at":"2025-09-12T10:00:00.124Z","falls_to":"cold"},{"user_id":3,"lead_score":"cold","falls_at":null,"falls_to":null}]
            """, await host.Client.GetStringAsync($"{ListPath}?{Fields}"));
        Assert.Equal("""[{"falls_to":"cool","username":null}]""",
            await host.Client.GetStringAsync($"{ListPath}?fields=falls_to,%20username&lead_score=warm"));
        Assert.Equal(
            "user_id,falls_at,falls_to\r\n2,2025-09-12T10:00:00.124Z,cold\r\n1,2025-09-13T12:00:00.501Z,cool\r\n3,,\r\n",
            await host.Client.GetStringAsync(
                $"{ListPath}.csv?columns=user_id,falls_at,falls_to&order=falls_at.asc"));

        async Task AssertIdsAsync(string arguments, params long[] expected)
            => Assert.Equal(expected, await host.IdsAsync(arguments));
    }
}
