using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Leads;

/// <summary>The events of a lead, from tables that do not keep what a key promises.</summary>
public class RecentEventsTests
{
    private const string Script = OwnTables.WithoutKeys + """
        INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);
        INSERT INTO events (id, user_id, event_type, created_at, details) VALUES
            (NULL, 1, 'c', '2025-09-10 10:00:00', NULL), (NULL, 1, 'a', '2025-09-10 10:00:00', NULL),
            (5, 1, 'd', '2025-09-10 10:00:00', NULL), (NULL, 1, NULL, '2025-09-10 10:00:00', NULL),
            (NULL, 1, 'b', '2025-09-10 10:00:00', '{"n":2}'), (NULL, 1, 'b', '2025-09-10 10:00:00', '{"n":1}'),
            (NULL, 1, 'b', '2025-09-10 10:00:00', '{"n":2}'), (6, 1, 'd', '2025-09-10 10:00:00', NULL),
            (7, 3, 'x', '2025-09-10 09:00:00', NULL);
        """;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task RecentEvents_WithoutAnId_AreAllShownInAStableOrder(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(await OwnTables.CreateAsync(provider, Script));

        JsonElement data = await host.DataAsync(
            "{ userActivity { nodes { userId totalEvents recentEvents { id eventType details } } } }");

        Assert.Equal("""
            [{"userId":1,"totalEvents":8,"recentEvents":[
            {"id":6,"eventType":"d","details":null},{"id":5,"eventType":"d","details":null},
            {"id":0,"eventType":"a","details":null},{"id":0,"eventType":"b","details":{"n":1}},
            {"id":0,"eventType":"b","details":{"n":2}},{"id":0,"eventType":"b","details":{"n":2}},
            {"id":0,"eventType":"c","details":null},{"id":0,"eventType":"","details":null}]},
            {"userId":3,"totalEvents":1,"recentEvents":[{"id":7,"eventType":"x","details":null}]},
            {"userId":2,"totalEvents":0,"recentEvents":[]}]
            """.ReplaceLineEndings(""),
            data.GetProperty("userActivity").GetProperty("nodes").GetRawText().Replace("{\"n\": ", "{\"n\":"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task RecentEvents_WithEqualIds_AreAllShownNewestFirst(DatabaseProvider provider)
    {
        string events = string.Join(", ", Enumerable.Range(0, 30).Select(n => $"(1, 2, 'x', '2025-09-10 11:{n:00}:00')"));
        await using ServiceHost host = await ServiceHost.StartAsync(await OwnTables.CreateAsync(provider,
            $"{Script} INSERT INTO events (id, user_id, event_type, created_at) VALUES {events};"));

        JsonElement data = await host.DataAsync(
            "{ userActivityById(userId: 2) { totalEvents recentEvents(first: 100) { id createdAt } } }");

        JsonElement lead = data.GetProperty("userActivityById");
        Assert.Equal(30, lead.GetProperty("totalEvents").GetInt32());
        Assert.Equal(
            Enumerable.Range(0, 30).Reverse().Select(n => $"1 2025-09-10T11:{n:00}:00.000Z"),
            lead.GetProperty("recentEvents").EnumerateArray()
                .Select(e => $"{e.GetProperty("id")} {e.GetProperty("createdAt")}"));
    }
}
