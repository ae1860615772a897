using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;
using LeadGraph.Changes;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static LeadGraph.Tests.Maintained.MaintainedSample;

namespace LeadGraph.Tests.Maintained;

/// <summary>Several instances of the service in Maintained mode, and the changes of tier that each sends.</summary>
public class MaintainedInstancesTests
{
    [PostgreSqlFact]
    public async Task Service_WhoseTickingConnectionsAreKilled_GoesOnServingAndTicking()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, InMaintainedMode);
        await host.UntilReadyAsync();

        for (int user = 10; user < 15; user++)
        {
            await PostgreSqlServer.ExecuteAsync(database, $"""
                INSERT INTO events (user_id, created_at) VALUES ({user}, '2025-09-10 14:00:00Z');
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid();
                """);
            await Eventually.UntilAsync(async () =>
                (await LeadAsync(host, user))["total_events"]!.GetValue<int>() == 1);
        }

        Assert.DoesNotContain(host.Logs.All, record => record.Level == LogLevel.Critical);
    }

    [PostgreSqlFact]
    public async Task TierChanges_AcrossALostConnection_ReachSubscribersOfEveryInstanceOnce()
    {
        string database = await CreateAsync();
        await using ServiceHost first = await ServiceHost.StartAsync(database, InMaintainedMode);
        await using ServiceHost second = await ServiceHost.StartAsync(database, InMaintainedMode);
        await first.UntilReadyAsync();
        await second.UntilReadyAsync();
        using GraphQLSocket atFirst = await ListenAsync(first), atSecond = await ListenAsync(second);
        await Eventually.UntilAsync(async () => await ListenersAsync(database) == 2);

        await AddCoolAsync(database, 20);
        await Eventually.UntilAsync(async () => await ChangesAsync(database) == 1);
        await PostgreSqlServer.ExecuteAsync(database, """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid();
            """);
        await AddCoolAsync(database, 21);
        await Eventually.UntilAsync(async () => await ChangesAsync(database) == 2);
        await AddCoolAsync(database, 22);

        foreach (GraphQLSocket socket in (GraphQLSocket[])[atFirst, atSecond])
        {
            Assert.Equal(
                [Cool(20), Cool(21), Cool(22)], await HearAsync(socket, lastUser: 22));
        }

        static string Cool(int user) => $"{{\"userId\":{user},\"previous\":\"COLD\",\"current\":\"COOL\","
            + "\"changedAt\":\"2025-09-10T15:00:00.000Z\"}";
    }

    [PostgreSqlFact]
    public async Task TierChanges_OfOneTick_ArePublishedTogetherHoweverManyTheyAre()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, InMaintainedMode);
        await host.UntilReadyAsync();
        await Eventually.UntilAsync(async () => await ListenersAsync(database) == 1);
        using var end = new CancellationTokenSource(Eventually.Limit);
        await using ISourceStream<ImmutableArray<LeadScoreChange>> stream =
            await host.Services.GetRequiredService<ITopicEventReceiver>()
                .SubscribeAsync<ImmutableArray<LeadScoreChange>>(LeadScoreMonitor.Topic, end.Token);

        await PostgreSqlServer.ExecuteAsync(database,
            "INSERT INTO free_lesson_registrations (user_id) SELECT n FROM generate_series(101, 1600) n");

        await using IAsyncEnumerator<ImmutableArray<LeadScoreChange>> ticks =
            stream.ReadEventsAsync().GetAsyncEnumerator(end.Token);
        Assert.True(await ticks.MoveNextAsync());
        Assert.Equal(1500, ticks.Current.Length);
    }

    [PostgreSqlFact]
    public async Task Service_WhenAnInstanceEnds_IsKeptUpToDateByTheOther()
    {
        string database = await CreateAsync();
        ServiceHost first = await ServiceHost.StartAsync(database, InMaintainedMode);
        await using ServiceHost second = await ServiceHost.StartAsync(database, InMaintainedMode);
        await second.UntilReadyAsync();
        await first.DisposeAsync();

        await AddCoolAsync(database, 30);

        await Eventually.UntilAsync(async () =>
            (await LeadAsync(second, 30))["total_events"]!.GetValue<int>() == 5);
    }

    // As a client hears it: over a WebSocket, until the last of the users has moved.
    private static async Task<List<string>> HearAsync(GraphQLSocket socket, int lastUser)
    {
        var heard = new List<string>();
        while (heard.Count == 0 || !heard[^1].Contains($"\"userId\":{lastUser},", StringComparison.Ordinal))
        {
            JsonNode message = JsonNode.Parse(await socket.ReceiveAsync())!;
            Assert.Equal("next", message["type"]!.GetValue<string>());
            heard.Add(message["payload"]!["data"]!["onLeadScoreChanged"]!.ToJsonString());
        }

        return heard;
    }

    private static async Task<GraphQLSocket> ListenAsync(ServiceHost host)
    {
        GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync();
        await socket.SendAsync(new
        {
            id = "1",
            type = "subscribe",
            payload = new { query = "subscription { onLeadScoreChanged { userId previous current changedAt } }" }
        });
        var monitor = host.Services.GetRequiredService<LeadScoreMonitor>();
        await Eventually.UntilAsync(() => Task.FromResult(monitor.SubscriberCount == 1));
        return socket;
    }

    private static Task<long> ListenersAsync(string database) => CountAsync(database,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%tier_changes%' "
        + "AND pid <> pg_backend_pid()");
}
