using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;

namespace LeadGraph.Tests.Changes;

/// <summary>The subscription over HTTP, as server-sent events.</summary>
public class SubscriptionTests
{
    private const string Everything =
        "subscription { onLeadScoreChanged { userId previous current changedAt userActivity { totalEvents leadScore } } }";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Event_OfANewUser_HasNoPreviousTierAndTheActivityOfNow(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await using EventStream events = await ListenAsync(school, Everything);

        await school.RegisterAsync(1);
        Assert.Equal(
            """{"userId":1,"previous":null,"current":"COLD","changedAt":"2025-09-10T15:00:00.000Z","userActivity":"""
            + """{"totalEvents":0,"leadScore":"COLD"}}""",
            (await events.NextAsync()).GetRawText());

        await school.ActAsync(1, events: 5);
        Assert.Equal(
            """{"userId":1,"previous":"COLD","current":"COOL","changedAt":"2025-09-10T15:00:00.000Z","userActivity":"""
            + """{"totalEvents":5,"leadScore":"COOL"}}""",
            (await events.NextAsync()).GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Events_ToATier_AreThoseAlone(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await using EventStream events = await ListenAsync(
            school, "subscription { onLeadScoreChanged(to: COOL) { userId previous current } }");

        await school.RegisterAsync(1);
        await school.PollsAsync();
        await school.ActAsync(1, events: 5);

        Assert.Equal("""{"userId":1,"previous":"COLD","current":"COOL"}""", (await events.NextAsync()).GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Event_OfADeletedUser_SaysSoAndIsToCold(DatabaseProvider provider)
    {
        const string Fields = "userId previous current removed reason userActivity { userId }";
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await using EventStream all = await ListenAsync(
            school, $"subscription {{ onLeadScoreChanged {{ {Fields} }} }}");
        await using EventStream toCold = await ListenAsync(
            school, $"subscription {{ onLeadScoreChanged(to: COLD) {{ {Fields} }} }}", listeners: 2);
        await using EventStream toCool = await ListenAsync(
            school, $"subscription {{ onLeadScoreChanged(to: COOL) {{ {Fields} }} }}", listeners: 3);
        await school.ExecuteAsync("INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2)");
        Assert.Equal(1, (await all.NextAsync()).GetProperty("userId").GetInt64());
        Assert.Equal(2, (await all.NextAsync()).GetProperty("userId").GetInt64());
        Assert.Equal(1, (await toCold.NextAsync()).GetProperty("userId").GetInt64());
        Assert.Equal(2, (await toCold.NextAsync()).GetProperty("userId").GetInt64());

        await school.ExecuteAsync("DELETE FROM free_lesson_registrations WHERE user_id = 1");
        const string Removal = """
            {"userId":1,"previous":"COLD","current":"COLD","removed":true,"reason":"REMOVAL","userActivity":null}
            """;
        Assert.Equal(Removal, (await all.NextAsync()).GetRawText());
        Assert.Equal(Removal, (await toCold.NextAsync()).GetRawText());
        await school.ActAsync(2, events: 5);

        const string Rise = """
            {"userId":2,"previous":"COLD","current":"COOL","removed":false,"reason":"EVENTS","userActivity":{"userId":2}}
            """;
        Assert.Equal(Rise, (await all.NextAsync()).GetRawText());
        Assert.Equal(Rise, (await toCool.NextAsync()).GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Events_OfTwoSubscribers_ReachEachOnceUntilItLeaves(DatabaseProvider provider)
    {
        const string Query = "subscription { onLeadScoreChanged { userId current } }";
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await using EventStream first = await ListenAsync(school, Query);
        await using (EventStream second = await ListenAsync(school, Query, listeners: 2))
        {
            await school.RegisterAsync(1);
            await school.PollsAsync();
            await school.RegisterAsync(2);
            foreach (EventStream events in new[] { first, second })
            {
                Assert.Equal("""{"userId":1,"current":"COLD"}""", (await events.NextAsync()).GetRawText());
                Assert.Equal("""{"userId":2,"current":"COLD"}""", (await events.NextAsync()).GetRawText());
            }
        }

        await school.ListenersAsync(1);
        await school.RegisterAsync(3);
        Assert.Equal("""{"userId":3,"current":"COLD"}""", (await first.NextAsync()).GetRawText());
        await first.DisposeAsync();
        await school.ListenersAsync(0);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Events_OfABurst_AllArriveOnceAndTheStreamGoesOn(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await using EventStream events = await ListenAsync(school, "subscription { onLeadScoreChanged { userId } }");

        // More than a topic keeps for a subscriber.
        await school.RegisterAsync(1, count: 2_000);
        var met = new List<long>();
        while (met.Count < 2_000)
        {
            met.Add((await events.NextAsync()).GetProperty("userId").GetInt64());
        }

        Assert.Equal(Enumerable.Range(1, 2_000).Select(user => (long)user), met.Order());
        await school.RegisterAsync(2_001);
        Assert.Equal("""{"userId":2001}""", (await events.NextAsync()).GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Activity_OfABurst_IsLoadedByFewStatementsAndIsThatOfEachUser(DatabaseProvider provider)
    {
        const int Users = 1_000;
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await using EventStream events = await ListenAsync(
            school,
            """
            subscription {
              onLeadScoreChanged {
                userId userActivity { userId username totalEvents } again: userActivity { activeDays }
              }
            }
            """);
        using var commands = new SqlCommands(school.Host);

        await school.ExecuteAsync($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Users})
            INSERT INTO free_lesson_registrations (user_id, username) SELECT i, 'user' || i FROM n
            """);
        HashSet<long> met = [];
        while (met.Count < Users)
        {
            JsonElement change = await events.NextAsync();
            long user = change.GetProperty("userId").GetInt64();
            Assert.True(met.Add(user));
            Assert.Equal(
                $$"""{"userId":{{user}},"username":"user{{user}}","totalEvents":0}""",
                change.GetProperty("userActivity").GetRawText());
            Assert.Equal("""{"activeDays":0}""", change.GetProperty("again").GetRawText());
        }

        int loads = commands.All.Count(command => command.Parameters.ContainsKey("users"));
        Assert.Equal(2 * Users / ChangeBatch.Largest, loads);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Events_BetweenTwoSubscriptions_AreNotDelivered(DatabaseProvider provider)
    {
        const string Query = "subscription { onLeadScoreChanged { userId } }";
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider, interval: "00:00:03");
        await using (EventStream _ = await ListenAsync(school, Query, polls: 1))
        {
        }

        await school.ListenersAsync(0);
        await school.RegisterAsync(1);
        await using EventStream events = await ListenAsync(school, Query, polls: 1);
        await school.RegisterAsync(2);

        Assert.Equal("""{"userId":2}""", (await events.NextAsync()).GetRawText());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Events_AmongRowsWithOddTimes_AreThoseOfSoundOnes(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(provider);
        await using EventStream events = await ListenAsync(school, WithTimes);
        await AssertOddTimesAsync(school, events, provider);
    }

    [PostgreSqlFact]
    public async Task Events_InMaintainedModeAmongRowsWithOddTimes_AreThoseOfSoundOnes()
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(
            DatabaseProvider.PostgreSql, MaintainedSample.InMaintainedMode);
        await school.Host.UntilReadyAsync();
        await using EventStream events = await EventStream.OpenAsync(school.Host, WithTimes);
        await school.ListenersAsync(1);
        await AssertOddTimesAsync(school, events, DatabaseProvider.PostgreSql);
    }

    private const string WithTimes = """
        subscription { onLeadScoreChanged { userId previous current removed userActivity {
            registeredAt totalEvents lastActivity recentEvents(first: 100) { createdAt } } } }
        """;

    // Out of every calendar's range, without an end, in the future, and one that is none.
    private static async Task AssertOddTimesAsync(
        ChangingDatabase school, EventStream events, DatabaseProvider provider)
    {
        string[] odd = provider == DatabaseProvider.Sqlite
            ? ["'infinity'", "'-infinity'", "'55840-11-14 22:13:20'", "1700000000000", "'2025-02-30 00:00:00'", "''"]
            : ["'infinity'", "'-infinity'", "'55840-11-14 22:13:20'", "'0044-03-15 BC'", "'10000-01-01'", "NULL"];
        await school.ExecuteAsync($"""
            INSERT INTO free_lesson_registrations (user_id, registered_at) VALUES (1, {odd[0]})
            """);
        Assert.Equal(
            """{"userId":1,"previous":null,"current":"COLD","removed":false,"userActivity":"""
            + """{"registeredAt":null,"totalEvents":0,"lastActivity":null,"recentEvents":[]}}""",
            (await events.NextAsync()).GetRawText());

        // None of them counts, so that the next change is that of the sound ones.
        string rows = string.Join(", ", odd.Append("'2031-01-01 00:00:00'").Append("'2025-09-11 15:00:01'")
            .SelectMany(time => Enumerable.Repeat(time, 5))
            .Select((time, number) => $"({1_000 + number}, 1, 'odd', {time})"));
        await school.ExecuteAsync($"INSERT INTO events (id, user_id, event_type, created_at) VALUES {rows}");
        await school.ActAsync(1, events: 5);
        string sound = string.Join(',', Enumerable.Repeat("""{"createdAt":"2025-09-10T15:00:00.000Z"}""", 5));
        Assert.Equal(
            """{"userId":1,"previous":"COLD","current":"COOL","removed":false,"userActivity":{"registeredAt":null,"""
            + $"\"totalEvents\":5,\"lastActivity\":\"2025-09-10T15:00:00.000Z\",\"recentEvents\":[{sound}]}}}}",
            (await events.NextAsync()).GetRawText());

        await school.ExecuteAsync("DELETE FROM free_lesson_registrations");
        Assert.Equal(
            """{"userId":1,"previous":"COOL","current":"COLD","removed":true,"userActivity":null}""",
            (await events.NextAsync()).GetRawText());
    }

    /// <summary>Listens from the moment that the baseline is there.</summary>
    private static async Task<EventStream> ListenAsync(
        ChangingDatabase school, string query, int listeners = 1, int polls = 2)
    {
        int before = school.Host.Logs.Sql.Count;
        EventStream events = await EventStream.OpenAsync(school.Host, query);
        await school.ListenersAsync(listeners);
        await ChangingDatabase.UntilAsync(() => school.Host.Logs.Sql.Count >= before + polls);
        return events;
    }

    private sealed class EventStream(HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
    {
        public static async Task<EventStream> OpenAsync(ServiceHost host, string query)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
            {
                Content = JsonContent.Create(new { query }),
            };
            request.Headers.Accept.ParseAdd("text/event-stream");
            HttpResponseMessage response = await host.Client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        /// <summary>The change of the next event, which must be one.</summary>
        public async Task<JsonElement> NextAsync()
        {
            using var timeout = new CancellationTokenSource(Eventually.Limit);
            string? line;
            do
            {
                line = await lines.ReadLineAsync(timeout.Token);
                Assert.NotNull(line);
                Assert.NotEqual("event: complete", line);
            }
            while (!line.StartsWith("data: ", StringComparison.Ordinal));

            JsonElement answer = JsonElement.Parse(line["data: ".Length..]);
            Assert.False(answer.TryGetProperty("errors", out JsonElement errors), errors.ToString());
            return answer.GetProperty("data").GetProperty("onLeadScoreChanged");
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
