using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Faults;

/// <summary>SIGTERM, as a deployment sends it: what was begun is ended in time, and the process ends with 0.</summary>
[Collection(FaultTests.Name)]
public class ShutdownTests(FaultyServer faulty)
{
    private const string Rest = "/api/user-activity";
    private const string Subscription = "subscription { onLeadScoreChanged { userId } }";

    // So that what ends did not wait for this timeout, however long a busy machine takes.
    private static readonly (string, string) LongShutdown = ("shutdownTimeoutSeconds", "3600");

    [PrivatePostgreSqlTheory]
    [InlineData("Live", "events")]
    [LongTestData("Maintained", "leadgraph.user_activity")]
    public async Task Sigterm_DuringRequestsAndSubscriptions_AnswersAllAndEndsWithZero(string mode, string table)
    {
        await using FaultTestDatabase school = await FaultTestDatabase.CreateAsync(faulty.Server);
        await using ServiceProcess service = await school.StartProcessAsync(mode, LongShutdown);
        using HttpResponseMessage stream = await SubscribeAsync(service);
        using var events = new StreamReader(await stream.Content.ReadAsStreamAsync());
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(service.Address);
        Assert.Equal("""{"type":"connection_ack"}""", await socket.InitAsync());
        await socket.SendAsync(new { type = "subscribe", id = "1", payload = new { query = Subscription } });

        Task<HttpResponseMessage>[] requests;
        await using (await school.HoldAsync($"LOCK TABLE {table}"))
        {
            requests =
            [
                service.Client.GetAsync(Rest),
                service.Client.GetAsync(Rest + ".csv"),
                service.Client.PostAsJsonAsync("/graphql", new { query = "{ userActivity { nodes { userId } } }" })
            ];
            await school.UntilWaitingAsync(3);
            service.Signal("TERM");

            // Clients connect again after both.
            Assert.Equal("closed 1012 The server is stopping.", await socket.ReceiveAsync());
            Assert.DoesNotContain("event: complete", await events.ReadToEndAsync().WaitAsync(Eventually.Limit));
            await UntilConnectionsAreRefusedAsync(service);
            Assert.True(service.IsRunning);
        }

        foreach (HttpResponseMessage answer in await Task.WhenAll(requests))
        {
            string body = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("error", body);
            answer.Dispose();
        }

        Assert.Equal(0, await service.ExitAsync(Eventually.Limit));
    }

    [PrivatePostgreSqlFact]
    public async Task Sigterm_DuringATick_LeavesTheTableAsItWasAndEndsWithZero()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.CreateAsync(faulty.Server);
        await using ServiceProcess service = await school.StartProcessAsync("Maintained");
        await using (await school.HoldAsync("LOCK TABLE leadgraph.user_activity IN SHARE MODE"))
        {
            await school.ExecuteAsync(
                "INSERT INTO events (user_id, created_at) SELECT 3, now() FROM generate_series(1, 5)");
            await school.UntilWaitingAsync(1);
            service.Signal("TERM");
            Assert.Equal(0, await service.ExitAsync(Eventually.Limit));
        }

        Assert.Equal(0, await school.NumberAsync("SELECT total_events FROM leadgraph.user_activity WHERE user_id = 3"));
        Assert.Equal(0, await school.NumberAsync("SELECT count(*) FROM leadgraph.tier_changes"));
        // The server's processes end a moment after their connections.
        await Eventually.UntilAsync(async () => await school.NumberAsync("""
            SELECT count(*) FROM pg_stat_activity
            WHERE application_name = 'LeadGraph' AND datname = current_database()
            """) == 0);
    }

    [PrivatePostgreSqlTheory]
    [InlineData("Live")]
    [LongTestData("Maintained")]
    public async Task Sigterm_WhileTheServerIsPaused_AnswersWithAnErrorAndEndsWithZero(string mode)
    {
        await using FaultTestDatabase school = await FaultTestDatabase.CreateAsync(faulty.Server);
        await using ServiceProcess service = await school.StartProcessAsync(
            mode, LongShutdown, (ServiceHost.UsualTimeout.Key, ServiceHost.UsualTimeout.Value!),
            ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Information"));
        await service.Client.GetStringAsync(Rest);

        using (faulty.Server.Pause())
        {
            Task<HttpResponseMessage> request = service.Client.GetAsync(Rest + "?search=other");
            await service.UntilLoggedAsync("search=other");
            service.Signal("TERM");

            using HttpResponseMessage answer = await request.WaitAsync(Eventually.Limit);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Equal(
                """{"error":"Failed to fetch user activity data"}""", await answer.Content.ReadAsStringAsync());
            Assert.Equal(0, await service.ExitAsync(Eventually.Limit));
        }
    }

    [PrivatePostgreSqlFact]
    public async Task Sigterm_WhileACallerDoesNotReadItsList_CutsItAfterTheShutdownTimeoutAndEndsWithZero()
    {
        await using FaultTestDatabase school = await FaultTestDatabase.CreateAsync(faulty.Server);
        await school.ExecuteAsync("""
            INSERT INTO free_lesson_registrations (user_id, username, email)
            SELECT n, repeat('n', 100), repeat('e', 100) FROM generate_series(4, 100000) n
            """);
        await using ServiceProcess service = await school.StartProcessAsync("Live", ("shutdownTimeoutSeconds", "2"));
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Parse(service.Address.Host), service.Address.Port);
        await connection.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET {Rest}.csv HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        await connection.GetStream().ReadExactlyAsync(new byte[4096]);

        var watch = Stopwatch.StartNew();
        service.Signal("TERM");

        Assert.Equal(0, await service.ExitAsync(Eventually.Limit));
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(1.5), $"It was cut after {watch.Elapsed}.");
    }

    private static async Task<HttpResponseMessage> SubscribeAsync(ServiceProcess service)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query = Subscription })
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static Task UntilConnectionsAreRefusedAsync(ServiceProcess service) => Eventually.UntilAsync(async () =>
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Parse(service.Address.Host), service.Address.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    });
}
