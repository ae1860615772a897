using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using LeadGraph.Changes;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Limits;

/// <summary>The memory that subscriptions take counts for their callers as long as they are open.</summary>
public class SubscriptionLimitTests
{
    private const string LimitExceeded = "The caller's messages and subscriptions may hold 524288 bytes at a time; ask for less "
        + "at a time, or try again in 1 s.";

    // Subscriptions may hold half of it: one large one fits, and two do not.
    private static readonly (string, string?) Limit = ("LeadGraph:Limits:ReadBytesPerCaller", "1048576");

    private static readonly string Large = "subscription { onLeadScoreChanged { "
        + string.Concat(Enumerable.Range(0, 300).Select(i => $"a{i}: userId ")) + "} }";

    [EngineFact]
    public async Task LargeSubscription_OverSocket_CountsForItsCallerUntilItsEnd()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(Limit);
        using GraphQLSocket socket = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.FullKey);
        using GraphQLSocket other = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.LesserKey);

        await SubscribeAsync(socket, "1", Large);
        await UntilAsync(host, subscribers: 1);
        await SubscribeAsync(socket, "2", Large);
        string refused = await socket.ReceiveAsync();
        await SubscribeAsync(other, "1", Large);
        await UntilAsync(host, subscribers: 2);
        await socket.SendAsync(new { id = "1", type = "complete" });
        await UntilAsync(host, subscribers: 1);
        await SubscribeAsync(socket, "3", Large);
        await UntilAsync(host, subscribers: 2);

        Assert.StartsWith("{\"type\":\"error\",\"id\":\"2\"", refused);
        Assert.Contains(LimitExceeded.Replace("'", "\\u0027"), refused.Replace("'", "\\u0027"));
        Assert.Contains("\"TOO_MANY_REQUESTS\"", refused);
        socket.Dispose();
        other.Dispose();
        await host.UntilMemoryIsReleasedAsync();
    }

    [EngineFact]
    public async Task LargeSubscription_WithEventStream_CountsForItsCallerUntilItsEnd()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(Limit);

        HttpResponseMessage first = await PostAsync(host, AuthenticatedHost.FullKey, new { query = Large });
        HttpResponseMessage second = await PostAsync(host, AuthenticatedHost.FullKey, new { query = Large });
        HttpResponseMessage other = await PostAsync(host, AuthenticatedHost.LesserKey, new { query = Large });

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Contains("\"TOO_MANY_REQUESTS\"", await second.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        first.Dispose();
        other.Dispose();
        await host.UntilMemoryIsReleasedAsync();
    }

    [Fact]
    public async Task BodyOfASubscription_CountsUntilItsEnd()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync();
        var budget = host.Services.GetRequiredService<MemoryBudget>();
        object request = new
        {
            query = "subscription { onLeadScoreChanged { userId } }",
            extensions = new { text = new string('x', 200_000) }
        };

        using (HttpResponseMessage response = await PostAsync(host, AuthenticatedHost.FullKey, request))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            // Two bytes for each, less what is not counted.
            Assert.InRange(budget.Reserved, 360_000, 420_000);
        }

        await host.UntilMemoryIsReleasedAsync();
    }

    [Fact]
    public async Task SmallSubscriptions_OverSockets_DoNotCount()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:OperationsPerSocket", "100"));
        using GraphQLSocket socket = await GraphQLSocket.AuthenticateAsync(host, AuthenticatedHost.FullKey);

        for (int i = 1; i <= 100; i++)
        {
            await SubscribeAsync(
                socket,
                $"{i}",
                "subscription($to: LeadScore) { onLeadScoreChanged(to: $to) { userId previous current changedAt "
                    + "userActivity { userId username firstName email totalEvents activeDays lastActivity leadScore } } }");
        }

        await UntilAsync(host, subscribers: 100);
        Assert.Equal(0, host.Services.GetRequiredService<MemoryBudget>().Reserved);
    }

    private static Task SubscribeAsync(GraphQLSocket socket, string id, string query)
        => socket.SendAsync(new { id, type = "subscribe", payload = new { query } });

    private static Task<HttpResponseMessage> PostAsync(ServiceHost host, string key, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(body) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static Task UntilAsync(ServiceHost host, int subscribers)
    {
        var monitor = host.Services.GetRequiredService<LeadScoreMonitor>();
        return Eventually.UntilAsync(() => monitor.SubscriberCount == subscribers);
    }
}
