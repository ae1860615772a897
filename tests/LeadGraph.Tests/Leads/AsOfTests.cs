using System.Net;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;

namespace LeadGraph.Tests.Leads;

/// <summary>Activity as of a past moment: which are accepted, and what belongs to them.</summary>
public class AsOfTests
{
    private const string Path = "/api/user-activity";

    // Lead 1 registered twice, lead 2 at an unknown time, lead 3 lately. An event of lead 1 is dated ahead.
    private const string Rows = """
        INSERT INTO free_lesson_registrations (user_id, username, registered_at) VALUES
            (1, 'before', '2025-09-01 10:00:00'), (1, 'after', '2025-09-09 10:00:00'),
            (2, 'unknown', NULL), (3, 'late', '2025-09-10 12:00:00');
        INSERT INTO events (id, user_id, event_type, created_at) VALUES
            (1, 1, 'a', '2025-09-01 10:00:00'), (2, 1, 'a', '2025-09-08 10:00:00.0005'),
            (3, 1, 'a', '2025-09-08 10:00:00.001'), (4, 1, 'a', '2025-09-10 20:00:00');
        """;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task AsOf_APastMoment_ShowsWhatWasKnownThen(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await OwnTables.CreateAsync(provider, OwnTables.WithoutKeys + Rows));
        await AssertPastAsync(host);
    }

    [PostgreSqlFact]
    public async Task AsOf_APastMomentInMaintainedMode_ShowsWhatWasKnownThen()
    {
        await using MaintainedDatabase database =
            await MaintainedDatabase.CreateAsync("SET TimeZone = 'UTC';" + Rows, OwnTables.WithoutKeys);
        await using ServiceHost host =
            await ServiceHost.StartAsync(database.ConnectionString, MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        await AssertPastAsync(host);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task AsOf_AMomentThatIsNotPast_IsAnErrorWithTheLatestOne(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);

        string[] outside = ["2025-09-10T15:00:00.001Z", "1969-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z"];
        foreach (string bad in outside)
        {
            foreach (string field in (string[])["userActivity(asOf: $asOf) { nodes { userId } }",
                "userActivityById(userId: 1, asOf: $asOf) { userId }", "leadScoreSummary(asOf: $asOf) { users }"])
            {
                JsonElement response = await host.AskAsync($"query($asOf: DateTime) {{ {field} }}", new { asOf = bad });
                JsonElement error = Assert.Single(response.GetProperty("errors").EnumerateArray());
                Assert.Contains(
                    "`asOf` accepts one moment from 1970-01-01T00:00:00.000Z to now, 2025-09-10T15:00:00.000Z",
                    error.GetProperty("message").GetString());
                Assert.Equal("AS_OF_OUT_OF_RANGE",
                    error.GetProperty("extensions").GetProperty("code").GetString());
            }
        }

        foreach (string bad in (string[])["as_of=2025-09-10T15:00:00.001Z", "as_of=1969-12-31T23:59:59Z", "as_of=",
            "as_of=yesterday", "as_of=2025-09-09T15:00:00", "as_of=2025-09-09",
            "as_of=2025-09-09T15:00:00Z&as_of=2025-09-09T15:00:00Z"])
        {
            foreach (string path in (string[])[Path, $"{Path}.csv"])
            {
                using HttpResponseMessage response = await host.Client.GetAsync($"{path}?{bad}");
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
                Assert.Equal("""
                    {"error":"as_of accepts one moment from 1970-01-01T00:00:00.000Z to now, 2025-09-10T15:00:00.000Z, with Z or an offset."}
                    """, await response.Content.ReadAsStringAsync());
            }
        }

        Assert.Empty(host.Logs.Sql);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursor_OfAListAsOfAMoment_ContinuesThatListAlone(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await OwnTables.CreateAsync(provider, OwnTables.WithoutKeys + Rows));
        const string query = """
            query($asOf: DateTime, $after: String) {
              userActivity(asOf: $asOf, first: 1, after: $after) { nodes { userId } pageInfo { endCursor } }
            }
            """;
        const string moment = "2025-09-09T15:00:00Z";
        string cursor = EndCursor(await host.DataAsync(query, new { asOf = moment }));
        string ofNow = EndCursor(await host.DataAsync(query));

        JsonElement next = await host.DataAsync(query, new { asOf = "2025-09-09T18:00:00+03:00", after = cursor });
        Assert.Equal("""[{"userId":2}]""", next.GetProperty("userActivity").GetProperty("nodes").GetRawText());
        foreach (object variables in new object[]
        {
            new { after = cursor }, new { asOf = "2025-09-09T15:00:00.001Z", after = cursor },
            new { asOf = moment, after = ofNow }
        })
        {
            JsonElement error = Assert.Single(
                (await host.AskAsync(query, variables)).GetProperty("errors").EnumerateArray());
            Assert.Equal("CURSOR_OF_OTHER_MOMENT", error.GetProperty("extensions").GetProperty("code").GetString());
            Assert.Equal("after", error.GetProperty("extensions").GetProperty("argument").GetString());
        }
    }

    private static string EndCursor(JsonElement data)
        => data.GetProperty("userActivity").GetProperty("pageInfo").GetProperty("endCursor").GetString()!;

    private static async Task AssertPastAsync(ServiceHost host)
    {
        JsonElement data = await host.DataAsync("""
            {
              now: userActivity { nodes { userId username totalEvents } }
              before: userActivity(asOf: "2025-09-08T10:00:00Z") { nodes {
                userId username totalEvents lastActivity recentEvents { id } explanation { days { date events } }
              } }
              after: userActivityById(userId: 1, asOf: "2025-09-10T14:00:00Z") {
                username totalEvents recentEvents { id } explanation { days { date events } }
              }
              unregistered: userActivityById(userId: 3, asOf: "2025-09-10T11:59:59.999Z") { userId }
              registered: userActivityById(userId: 3, asOf: "2025-09-10T12:00:00Z") { userId }
            }
            """);
        Assert.Equal("""
            {"nodes":[{"userId":1,"username":"after","totalEvents":3},{"userId":2,"username":"unknown","totalEvents":0},{"userId":3,"username":"late","totalEvents":0}]}
            """, data.GetProperty("now").GetRawText());
        // The first event is just within the window, the second within the millisecond of the moment.
        Assert.Equal("""
            {"nodes":[{"userId":1,"username":"before","totalEvents":2,"lastActivity":"2025-09-08T10:00:00.000Z","recentEvents":[{"id":2},{"id":1}],"explanation":{"days":[{"date":"2025-09-01","events":1},{"date":"2025-09-08","events":1}]}},{"userId":2,"username":"unknown","totalEvents":0,"lastActivity":null,"recentEvents":[],"explanation":{"days":[]}}]}
            """, data.GetProperty("before").GetRawText());
        Assert.Equal("""
            {"username":"after","totalEvents":2,"recentEvents":[{"id":3},{"id":2}],"explanation":{"days":[{"date":"2025-09-08","events":2}]}}
            """, data.GetProperty("after").GetRawText());
        Assert.Equal(JsonValueKind.Null, data.GetProperty("unregistered").ValueKind);
        Assert.Equal("""{"userId":3}""", data.GetProperty("registered").GetRawText());

        using HttpResponseMessage rest = await host.Client.GetAsync(
            $"{Path}?as_of=2025-09-08T13:00:00%2B03:00&search=before");
        Assert.Equal("Mon, 08 Sep 2025 10:00:00 GMT", rest.Content.Headers.GetValues("Last-Modified").Single());
        Assert.Contains("\"total_events\":2", await rest.Content.ReadAsStringAsync());
        using HttpResponseMessage csv = await host.Client.GetAsync(
            $"{Path}.csv?as_of=2025-09-08T10:00:00Z&columns=username");
        Assert.Equal("username\r\nbefore\r\nunknown\r\n", await csv.Content.ReadAsStringAsync());
        Assert.Equal("leads-all-20250908T100000Z.csv", csv.Content.Headers.ContentDisposition?.FileName);
    }
}
