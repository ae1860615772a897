using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Requests far more data than the service may hold in memory, over every transport and concurrently. The service must
/// stay within 512 MB, reject requests with a code and the limit, and serve correct responses afterwards.
/// </summary>
public class MemoryTests
{
    // Each asks for 50 MB, so that even the fewer would hold more than the heap has.
    private static readonly int InFlight = TestRun.IsLong ? 32 : 16;

    // 512 MB in hexadecimal.
    private static readonly (string, string) HeapLimit = ("DOTNET_GCHeapHardLimit", "20000000");

    private static readonly string[] Codes =
        ["READ_TOO_LARGE", "TOO_MANY_REQUESTS", "BUSY", "RESPONSE_TOO_LARGE", "HC0045"];

    [Theory, OnSqliteInLongTests, OnPostgreSql]
    public async Task Service_UnderRequestsForTooMuchData_StaysWithinItsHeap(DatabaseProvider provider)
    {
        await using ServiceProcess service = await ServiceProcess.StartAsync(
            HeapLimit,
            ("ConnectionStrings:LeadGraph", await DatabaseAsync(provider)),
            ("LeadGraph:Limits:ExecutionTimeout", "01:00:00"),
            ("Logging:LogLevel:Default", "Warning"),
            ("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"));
        using var client = new HttpClient { BaseAddress = service.Address, Timeout = TimeSpan.FromMinutes(5) };
        var wrong = new List<string>();

        await ManyAsync(async i => CheckResponse(await PostAsync(client, Query(i), "*/*")));
        await ManyAsync(async i => CheckResponse(await PostAsync(client, Query(i), "text/event-stream")));
        await ManyAsync(async i => CheckResponse(await PostAsync(client, Aliases(i), "*/*")));
        await ManyAsync(async i => CheckResponse(await PostAsync(client, Aliases(i), "text/event-stream")));
        await ManyAsync(async i => await client.GetStringAsync($"/api/user-activity?search=N&limit={i + 1}"));
        await ManyAsync(async _ =>
        {
            using HttpResponseMessage list = await client.GetAsync("/api/user-activity.csv");
            if (list.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.TooManyRequests))
            {
                AddWrong($"{list.StatusCode}: {await list.Content.ReadAsStringAsync()}");
            }
        });
        await ManyAsync(i => SubscribeAsync(Query(i)));
        await ManyAsync(i => SubscribeAsync(Aliases(i)));

        Assert.True(service.IsRunning);
        Assert.True(wrong.Count == 0, string.Join('\n', [.. wrong.Take(5), service.Log]));
        string right = await PostAsync(
            client, "{ userActivityById(userId: 7) { totalEvents recentEvents(first: 1) { details } } }", "*/*");
        Assert.Equal(
            "{\"data\":{\"userActivityById\":{\"totalEvents\":100,\"recentEvents\":[{\"details\":{\"note\":\""
                + $"{new string('x', 5_000)}\"}}}}]}}}}}}",
            right.Replace("\": \"", "\":\""));
        JsonElement leads = JsonElement.Parse(await client.GetStringAsync("/api/user-activity"));
        Assert.Equal(100, leads.GetArrayLength());
        Assert.Equal($"{new string('n', 1_000)}…", leads[0].GetProperty("first_name").GetString());

        async Task SubscribeAsync(string query)
        {
            using GraphQLSocket socket = await GraphQLSocket.OpenAsync(service.Address);
            await socket.InitAsync();
            await socket.SendAsync(new { id = "1", type = "subscribe", payload = new { query } });
            CheckResponse(await socket.ReceiveAsync(TimeSpan.FromMinutes(5)));
        }

        void CheckResponse(string responseText)
        {
            bool hasErrors = responseText.Contains("\"errors\"") || responseText.Contains("\"type\":\"error\"");
            if (hasErrors ? !Codes.Any(responseText.Contains) : !responseText.Contains("\"data\""))
            {
                AddWrong(responseText[..Math.Min(responseText.Length, 300)]);
            }
        }

        void AddWrong(string responseText)
        {
            lock (wrong)
            {
                wrong.Add(responseText);
            }
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Operation_ThatReadsTooMuch_GetsTheLimitAndReleasesItsMemory(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await DatabaseAsync(provider), ("LeadGraph:Limits:ExecutionTimeout", "01:00:00"));
        // The events in the database are recent.
        host.Clock.Now = DateTimeOffset.UtcNow;
        const string Message = "One operation may read 16777216 bytes; ask for fewer leads, fewer events or no details "
            + "at a time.";
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync();
        await socket.SendAsync(new { id = "1", type = "subscribe", payload = new { query = Query(0) } });

        string[] responseTexts =
        [
            // One after the other: two at once could take all that a caller may.
            await socket.ReceiveAsync(TimeSpan.FromMinutes(5)),
            await PostAsync(host.Client, Query(0), "*/*"),
            await PostAsync(host.Client, Query(0), "text/event-stream")
        ];

        Assert.All(responseTexts, responseText => Assert.Contains(Message, responseText));
        Assert.All(responseTexts, responseText => Assert.Contains("\"READ_TOO_LARGE\"", responseText));
        await PostAsync(host.Client, "{ userActivity { nodes { username recentEvents { eventType } } } }", "*/*");
        await host.UntilMemoryIsReleasedAsync();
    }

    private static Task ManyAsync(Func<int, Task> ask) => Task.WhenAll(Enumerable.Range(0, InFlight).Select(ask));

    // Different documents, so that no response is shared.
    private static string Query(int i)
        => $"{{ q{i}: userActivity(first: 100) {{ nodes {{ "
            + "recentEvents(first: 100) { id eventType details } } } }";

    private static string Aliases(int i)
        => $"{{ q{i}: userActivity(first: 100) {{ nodes {{ "
            + string.Concat(Enumerable.Range(0, 500).Select(alias => $"a{alias}: firstName "))
            + "} } }";

    private static async Task<string> PostAsync(HttpClient client, string query, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query })
        };
        request.Headers.Accept.ParseAdd(accept);
        using HttpResponseMessage response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    // 100 leads with 100 events each and 5 KB of details each; the first names of ten have a million characters.
    private static async Task<string> DatabaseAsync(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.Sqlite)
        {
            string file = ReferenceData.NewSqliteFile();
            ReferenceData.ExecuteSqlite(file, $$"""
                {{ReferenceData.SqliteTables}}
                WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 100)
                INSERT INTO free_lesson_registrations (user_id, username, first_name)
                SELECT id, 'name' || id, printf('%.*c', iif(id <= 10, 1000000, 10), 'n') FROM n;
                WITH RECURSIVE n (id) AS (SELECT 0 UNION ALL SELECT id + 1 FROM n WHERE id < 9999)
                INSERT INTO events (id, user_id, event_type, created_at, details)
                SELECT id, id / 100 + 1, 'lesson', strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 hour'),
                    '{"note": "' || printf('%.*c', 5000, 'x') || '"}' FROM n;
                """);
            return $"Data Source={file}";
        }

        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $$"""
            SET TimeZone = 'UTC';
            {{ReferenceData.PostgreSqlTables}}
            INSERT INTO free_lesson_registrations (user_id, username, first_name)
            SELECT id, 'name' || id, repeat('n', CASE WHEN id <= 10 THEN 1000000 ELSE 10 END)
            FROM generate_series(1, 100) id;
            INSERT INTO events (id, user_id, event_type, created_at, details)
            SELECT id, id / 100 + 1, 'lesson', now() - interval '1 hour', jsonb_build_object('note', repeat('x', 5000))
            FROM generate_series(0, 9999) id;
            """);
        // Longer than any timeout of the service, so that a slow machine does not fail the test.
        return $"{database};Command Timeout=300";
    }
}
