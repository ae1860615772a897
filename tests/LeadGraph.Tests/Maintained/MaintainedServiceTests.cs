using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;
using LeadGraph.Changes;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>The service in Maintained mode, as its callers see it.</summary>
public class MaintainedServiceTests
{
    private const string Leads = "/api/user-activity";

    private static readonly (string, string?)[] Maintained =
        [("LeadGraph:Activity:Mode", "Maintained"), ("LeadGraph:Activity:RefreshInterval", "00:00:00.2")];

    [PostgreSqlFact]
    public async Task Leads_InBothModes_AreTheSame()
    {
        string database = await CreateAsync();
        await using ServiceHost live = await ServiceHost.StartAsync(database);
        await using ServiceHost maintained = await ServiceHost.StartAsync(database, Maintained);
        await maintained.UntilReadyAsync();

        foreach (string query in (string[])["", "?lead_score=cool", "?search=USER1", "?limit=3"])
        {
            Assert.Equal(
                await live.Client.GetStringAsync(Leads + query), await maintained.Client.GetStringAsync(Leads + query));
        }
    }

    [PostgreSqlFact]
    public async Task Leads_AfterANewEvent_FollowWithinTicksAndSayHowOldTheyAre()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, Maintained);
        await host.UntilReadyAsync();
        host.Clock.Now += TimeSpan.FromMinutes(1);

        await PostgreSqlServer.ExecuteAsync(
            database, "INSERT INTO events (user_id, created_at) VALUES (3, '2025-09-10 14:59:00Z')");

        await Eventually.UntilAsync(async () =>
            (await LeadAsync(host, 3))["total_events"]!.GetValue<int>() == 1);
        using HttpResponseMessage answer = await host.Client.GetAsync(Leads);
        Assert.Equal(host.Clock.Now, answer.Content.Headers.LastModified);
    }

    [PostgreSqlFact]
    public async Task Leads_ReadFromTheMaintainedTableAlone()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, Maintained);
        await host.UntilReadyAsync();
        int before = host.Logs.Sql.Count;

        await host.Client.GetStringAsync(Leads + "?lead_score=hot,warm");

        IReadOnlyList<string> sql = [.. host.Logs.Sql.Skip(before)];
        Assert.Equal(2, sql.Count);
        Assert.Contains("FROM leadgraph.state", sql[0]);
        Assert.Contains("FROM leadgraph.user_activity", sql[1]);
        Assert.DoesNotContain("registered_at", sql[1]);
        Assert.DoesNotContain("free_lesson_registrations", sql[1]);
    }

    [PostgreSqlFact]
    public async Task Service_BeforeTheInstallation_SaysWhatToRunAndIsReadyAfterIt()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        await using ServiceHost host = await ServiceHost.StartAsync(database, Maintained);

        using HttpResponseMessage notYet = await host.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notYet.StatusCode);
        Assert.Contains("database install", await notYet.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Client.GetAsync(Leads)).StatusCode);

        await PostgreSqlServer.ExecuteAsync(database, LeadGraph.Maintained.MaintainedInstallation.InstallScript);
        await host.UntilReadyAsync();
        Assert.Equal("[]", await host.Client.GetStringAsync(Leads));
    }

    [PostgreSqlFact]
    public async Task Service_WhoseTickingConnectionsAreKilled_GoesOnServingAndTicking()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, Maintained);
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
        await using ServiceHost first = await ServiceHost.StartAsync(database, Maintained);
        await using ServiceHost second = await ServiceHost.StartAsync(database, Maintained);
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
        await using ServiceHost host = await ServiceHost.StartAsync(database, Maintained);
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
    public async Task Answers_KeptInMemory_AreDroppedWhenATickIsHeard()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, [.. Maintained, ("LeadGraph:Cache:Seconds", "3600")]);
        await host.UntilReadyAsync();
        await host.Client.GetStringAsync(Leads);

        await PostgreSqlServer.ExecuteAsync(
            database, "INSERT INTO events (user_id, created_at) VALUES (4, '2025-09-10 14:59:00Z')");

        await Eventually.UntilAsync(async () =>
            (await LeadAsync(host, 4))["total_events"]!.GetValue<int>() == 1);
    }

    [PostgreSqlFact]
    public async Task Service_WhenAnInstanceEnds_IsKeptUpToDateByTheOther()
    {
        string database = await CreateAsync();
        ServiceHost first = await ServiceHost.StartAsync(database, Maintained);
        await using ServiceHost second = await ServiceHost.StartAsync(database, Maintained);
        await second.UntilReadyAsync();
        await first.DisposeAsync();

        await AddCoolAsync(database, 30);

        await Eventually.UntilAsync(async () =>
            (await LeadAsync(second, 30))["total_events"]!.GetValue<int>() == 5);
    }

    [PostgreSqlFact]
    public async Task Service_WhoseDataGrowOldAsNobodyTicks_SaysSoAndStaysReady()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, Maintained);
        await host.UntilReadyAsync();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlConnection holder = await source.OpenConnectionAsync();
        await using var hold = new NpgsqlCommand(
            "SELECT pg_advisory_lock(7306934281); UPDATE leadgraph.state SET ticked_at = now() - interval '1 hour'",
            holder);
        await hold.ExecuteNonQueryAsync();

        host.Clock.Now += TimeSpan.FromMinutes(10);

        await host.Logs.WaitForAsync(LogLevel.Warning, "leadgraph.user_activity is 600 s old");
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Contains("brought up to date 36", await ready.Content.ReadAsStringAsync());
        using var status = new StringWriter();
        await LeadGraph.Maintained.MaintainedStatus.WriteAsync(source, status, CancellationToken.None);
        Assert.Contains("stale:", status.ToString());
        Assert.Contains("at work:", status.ToString());
    }

    [PostgreSqlFact]
    public async Task Role_WithTheDocumentedPrivilegesAlone_TicksAndReads()
    {
        string owner = await CreateAsync();
        string role = $"maintainer_{Guid.NewGuid():N}";
        string grants = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src/LeadGraph/Maintained/Sql/maintained-role.sql"));
        await PostgreSqlServer.ExecuteAsync(owner, $"""
            CREATE ROLE {role} LOGIN PASSWORD 'secret';
            GRANT SELECT ON free_lesson_registrations, events TO {role};
            {grants.Replace(":\"role\"", role)}
            """);
        string database =
            new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "secret" }.ConnectionString;
        await using ServiceHost host = await ServiceHost.StartAsync(database, Maintained);
        await host.UntilReadyAsync();

        await AddCoolAsync(owner, 31);
        await Eventually.UntilAsync(async () => (await LeadAsync(host, 31))["total_events"]!.GetValue<int>() == 5);
        await Eventually.UntilAsync(async () => await ChangesAsync(owner) == 1);
    }

    private static async Task<string> CreateAsync()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync("""
            INSERT INTO free_lesson_registrations (user_id, username, registered_at)
            SELECT n, 'user' || n, '2025-09-01' FROM generate_series(1, 40) n;
            INSERT INTO events (user_id, created_at)
            SELECT 1, '2025-09-10 12:00:00Z'::timestamptz - n * interval '5 hours' FROM generate_series(1, 24) n;
            INSERT INTO events (user_id, created_at)
            SELECT 2, '2025-09-10 12:00:00Z'::timestamptz - n * interval '1 hour' FROM generate_series(1, 6) n;
            """);
        return database.ConnectionString;
    }

    private static Task AddCoolAsync(string database, int user) => PostgreSqlServer.ExecuteAsync(database, $"""
        INSERT INTO events (user_id, created_at)
        SELECT {user}, '2025-09-10 12:00:00Z' FROM generate_series(1, 5)
        """);

    private static async Task<JsonNode> LeadAsync(ServiceHost host, long user)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(Leads);
        if (!answer.IsSuccessStatusCode)
        {
            // A killed connection costs at most the request that used it.
            return new JsonObject { ["total_events"] = -1 };
        }

        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray()
            .Single(lead => lead!["user_id"]!.GetValue<long>() == user)!;
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
        await Eventually.UntilAsync(() => Task.FromResult(monitor.Listeners == 1));
        return socket;
    }

    private static Task<long> ChangesAsync(string database)
        => CountAsync(database, "SELECT count(*) FROM leadgraph.tier_changes");

    private static Task<long> ListenersAsync(string database) => CountAsync(database,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%tier_changes%' "
        + "AND pid <> pg_backend_pid()");

    private static async Task<long> CountAsync(string database, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
