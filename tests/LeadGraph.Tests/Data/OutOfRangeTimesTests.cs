using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Data;

/// <summary>Times that no <see cref="DateTime"/> holds: they cost the row that has them, and nothing else.</summary>
public class OutOfRangeTimesTests
{
    private const string Expected = """
        [{"user_id":1,"username":"sound","first_name":null,"email":null,"total_events":6,"active_days":2,"last_activity":"2025-09-10T14:30:00.123Z","lead_score":"cool"},{"user_id":2,"username":"odd","first_name":null,"email":null,"total_events":0,"active_days":0,"last_activity":null,"lead_score":"cold"},{"user_id":3,"username":null,"first_name":null,"email":null,"total_events":0,"active_days":0,"last_activity":null,"lead_score":"cold"}]
        """;

    private static readonly string[] OfPostgreSql =
    [
        "infinity", "-infinity", "55840-11-14 22:13:20", "10000-01-01 00:00:00", "0044-03-15 00:00:00 BC",
        "0001-12-31 23:59:59.999999 BC", "0001-01-01 00:00:00 BC",
        "0001-01-01 00:00:00", "0001-01-01 00:00:00.0005"
    ];

    private static readonly string[] OfSqlite =
    [
        "infinity", "-infinity", "55840-11-14 22:13:20", "10000-01-01 00:00:00", "-0044-03-15 00:00:00",
        "0000-01-01 00:00:00", "0001-01-01 00:00:00", "0001-01-01 00:00:00.0005",
        "2025-09-10 99:99:99",
        "2025-02-30 10:00:00", "2025-09-31 10:00:00", "soon", "2025"
    ];

    [Fact]
    public Task Leads_OnSqlite_AreAnsweredAsIfOddTimesWereNotThere()
        => AssertAsync("TEXT", OfSqlite, DatabaseProvider.Sqlite);

    [PostgreSqlTheory]
    [InlineData("timestamp", false)]
    [InlineData("timestamp", true)]
    [InlineData("timestamptz", false)]
    [InlineData("timestamptz", true)]
    public Task Leads_OnPostgreSql_AreAnsweredAsIfOddTimesWereNotThere(string type, bool maintained)
        => AssertAsync(type, OfPostgreSql, DatabaseProvider.PostgreSql, maintained);

    [PostgreSqlFact]
    public async Task Ticks_SeeEventsAndRegistrationsWithOddTimes_AsLiveDoes()
    {
        DateTime now = new(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync();
        await database.Instance().RunAsync(now, TimeSpan.Zero, rebuild: false, CancellationToken.None);
        await database.ExecuteAsync(string.Concat(OfPostgreSql.Select((time, i) => $"""
            INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES ({i}, '{time}');
            INSERT INTO events (user_id, created_at) VALUES ({i}, '{time}'), ({i}, '2025-09-10 10:00Z');
            """)));

        foreach (bool rebuild in (bool[])[false, true])
        {
            await database.Instance().RunAsync(now, TimeSpan.Zero, rebuild, CancellationToken.None);
            Assert.Empty(await database.DifferencesAsync(now));
            Assert.Equal([$"{OfPostgreSql.Length}"], await database.RowsAsync("""
                SELECT count(*) FROM leadgraph.user_activity
                WHERE registered_at IS NULL AND total_events = 1 AND last_activity = '2025-09-10 10:00Z'
                """));
        }
    }

    private static async Task AssertAsync(
        string type, string[] odd, DatabaseProvider provider, bool maintained = false)
    {
        string events = string.Join(", ", odd.Select((time, i) => $"({i + 10}, {1 + (i % 2)}, 'x', '{time}')"));
        string registrations = string.Join(", ", odd.Select(time => $"(1, 'odd', '{time}'), (2, 'odd', '{time}')"));
        // Most rows tell the form of a SQLite column.
        string usual = string.Join(", ", Enumerable.Repeat("(NULL, '2025-01-01 00:00:00')", 20));
        string database = await OwnTables.CreateAsync(provider, $"""
            CREATE TABLE free_lesson_registrations
                (user_id bigint, username text, first_name text, email text, registered_at {type});
            CREATE TABLE events (id bigint, user_id bigint, event_type text, created_at {type}, details text);
            CREATE INDEX events_created_at_user_id ON events (created_at, user_id);
            CREATE INDEX events_user_id_created_at ON events (user_id, created_at);
            INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES {usual};
            INSERT INTO free_lesson_registrations (user_id, username, registered_at) VALUES
                (3, NULL, '{odd[2]}'), (1, 'sound', '2025-09-01 08:00:00'), {registrations};
            INSERT INTO events (id, user_id, event_type, created_at) VALUES
                (1, 1, 'x', '2025-09-10 14:30:00.123'), (2, 1, 'x', '2025-09-10 10:00:00'),
                (3, 1, 'x', '2025-09-10 09:00:00'), (4, 1, 'x', '2025-09-09 10:00:00'),
                (5, 1, 'x', '2025-09-09 11:00:00'), (6, 1, 'x', '2025-09-09 12:00:00'),
                (7, 99, 'x', '2025-01-01 10:00:00'), (8, 99, 'x', '2025-01-01 11:00:00'), {events};
            """);
        if (maintained)
        {
            await PostgreSqlServer.ExecuteAsync(database, LeadGraph.Maintained.MaintainedInstallation.InstallScript);
        }

        await using ServiceHost host = await ServiceHost.StartAsync(database, maintained
            ? [("LeadGraph:Activity:Mode", "Maintained"), ("LeadGraph:Activity:RefreshInterval", "00:00:00.2")]
            : []);
        if (maintained)
        {
            await host.UntilReadyAsync();
        }

        Assert.Equal(Expected, await host.Client.GetStringAsync("/api/user-activity"));
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal("""
            user_id,username,first_name,email,total_events,active_days,last_activity,lead_score,registered_at,telegram_url
            1,sound,,,6,2,2025-09-10T14:30:00.123Z,cool,2025-09-01T08:00:00.000Z,https://t.me/sound
            2,odd,,,0,0,,cold,,
            3,,,,0,0,,cold,,

            """.ReplaceLineEndings("\r\n"),
            await host.Client.GetStringAsync("/api/user-activity.csv?order=registered_at.desc"));
        await AssertGraphQLAsync(host);
        // Only that the maintained table was not filled at once.
        Assert.DoesNotContain(host.Logs.All,
            record => record.Level >= LogLevel.Error && !record.Message.Contains("for the first time"));
    }

    private static async Task AssertGraphQLAsync(ServiceHost host)
    {
        JsonElement data = await host.DataAsync("""
            {
              all: userActivity(order: [{ registeredAt: DESC }, { lastActivity: ASC }]) {
                nodes { userId registeredAt lastActivity recentEvents(first: 100) { id createdAt } }
              }
              after: userActivity(where: { registeredAt: { gt: "0001-01-01T00:00:00Z" } }) { nodes { userId } }
              before: userActivity(where: { registeredAt: { lt: "9999-12-31T23:59:59Z" } }) { nodes { userId } }
              unknown: userActivity(where: { registeredAt: { eq: null } }, order: { userId: ASC }) { nodes { userId } }
              active: userActivity(where: { lastActivity: { gte: "2000-01-01T00:00:00Z" } }) { nodes { userId } }
              idle: userActivity(where: { lastActivity: { eq: null } }, order: { userId: ASC }) { nodes { userId } }
              byId: userActivityById(userId: 2) { registeredAt lastActivity totalEvents recentEvents { id } }
            }
            """);

        JsonNode answer = JsonNode.Parse(data.GetRawText())!;
        Assert.Equal("1 2 3", Ids("all"));
        Assert.Equal(("1", "1", "2 3", "1", "2 3"),
            (Ids("after"), Ids("before"), Ids("unknown"), Ids("active"), Ids("idle")));
        Assert.Equal(["1", "2", "3", "6", "5", "4"], answer["all"]!["nodes"]![0]!["recentEvents"]!.AsArray()
            .Select(e => e!["id"]!.ToString()));
        Assert.Equal("""{"registeredAt":null,"lastActivity":null,"totalEvents":0,"recentEvents":[]}""",
            answer["byId"]!.ToJsonString());

        string Ids(string alias)
            => string.Join(' ', answer[alias]!["nodes"]!.AsArray().Select(node => node!["userId"]!.ToString()));
    }
}
