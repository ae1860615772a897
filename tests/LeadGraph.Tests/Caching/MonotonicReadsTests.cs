using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using LeadGraph.Data;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Caching;

/// <summary>A caller never reads older data than before, from the cache or not.</summary>
public class MonotonicReadsTests
{
    private const string Rest = "/api/user-activity";
    private const string Caller = "address 127.0.0.1";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Responses_OfDifferentEndpoints_NeverGoBackInTime(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            provider, settings: ("LeadGraph:Cache:Seconds", "5"));
        await school.RegisterAsync(1);
        Func<Task<int>>[] readers =
        [
            () => RestAsync(school.Host), () => GraphQLAsync(school.Host), () => CsvAsync(school.Host)
        ];
        var random = new Random(20260101);
        int lastCount = 0;

        for (int i = 0; i < 100; i++)
        {
            await school.ActAsync(1, events: 1);
            school.Host.Clock.Now += TimeSpan.FromMilliseconds(random.Next(1, 400));
            int count = await readers[random.Next(readers.Length)]();

            Assert.True(count >= lastCount, $"After {lastCount} events, {count} were read.");
            lastCount = count;
        }
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("text/event-stream")]
    [InlineData("*/*")]
    public async Task Response_AfterAnEventOfASubscription_IsNoOlderThanTheEvent(string transport)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            DatabaseProvider.Sqlite, settings: ("LeadGraph:Cache:Seconds", "5"));
        await school.RegisterAsync(1);
        const string Query = "subscription { onLeadScoreChanged { userActivity { totalEvents } } }";
        (IDisposable subscriber, Func<Task<string>> nextAsync) = await SubscribeAsync(school.Host, transport, Query);
        using IDisposable _ = subscriber;
        await school.ListenersAsync(1);
        await school.PollsAsync();
        var events = school.Host.Services.GetRequiredService<CallerLimiters>().Events;
        RateLimitLease allEvents = events.AttemptAcquire(Caller, new LimitOptions().ConcurrentEventsPerCaller);

        // The change makes all cached responses stale; then a response is cached before the event is executed.
        await school.ActAsync(1, events: 5);
        await Eventually.UntilAsync(() => events.GetStatistics(Caller)!.CurrentQueuedCount == 1);
        school.Host.Clock.Now += TimeSpan.FromMilliseconds(1);
        Assert.Equal(5, await RestAsync(school.Host));
        school.Host.Clock.Now += TimeSpan.FromMilliseconds(1);
        await school.ActAsync(1, events: 1);
        allEvents.Dispose();
        string change = await nextAsync();
        int count = await RestAsync(school.Host);

        Assert.Contains("\"totalEvents\":6", change);
        Assert.Equal(6, count);
    }

    private static async Task<(IDisposable Subscriber, Func<Task<string>> NextAsync)> SubscribeAsync(
        ServiceHost host, string transport, string query)
    {
        if (transport == "websocket")
        {
            GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
            await socket.InitAsync();
            await socket.SendAsync(new { id = "1", type = "subscribe", payload = new { query } });
            return (socket, socket.ReceiveAsync);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query })
        };
        request.Headers.Accept.ParseAdd(transport);
        HttpResponseMessage response =
            await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        return (response, async () =>
        {
            string? line;
            do
            {
                line = await lines.ReadLineAsync().WaitAsync(Eventually.Limit);
                Assert.NotNull(line);
            }
            while (!line.StartsWith("data: ", StringComparison.Ordinal));
            return line;
        }
        );
    }

    private static async Task<int> RestAsync(ServiceHost host)
        => (int)JsonNode.Parse(await host.Client.GetStringAsync(Rest))![0]!["total_events"]!;

    private static async Task<int> GraphQLAsync(ServiceHost host)
    {
        using HttpResponseMessage response = await host.Client.PostAsJsonAsync(
            "/graphql", new { query = "{ userActivity { nodes { totalEvents } } }" });
        return (int)JsonNode.Parse(await response.Content.ReadAsStringAsync())!
            ["data"]!["userActivity"]!["nodes"]![0]!["totalEvents"]!;
    }

    private static async Task<int> CsvAsync(ServiceHost host)
    {
        string[][] lines = [.. (await host.Client.GetStringAsync($"{Rest}.csv")).TrimStart('\uFEFF')
            .Split("\r\n").Select(line => line.Split(','))];
        return int.Parse(lines[1][Array.IndexOf(lines[0], "total_events")]);
    }
}
