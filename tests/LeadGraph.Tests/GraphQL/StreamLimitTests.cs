using System.Net;
using LeadGraph.Access;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.GraphQL.GraphQLRequests;

namespace LeadGraph.Tests.GraphQL;

/// <summary>The limits per caller over WebSockets and event streams.</summary>
public class StreamLimitTests
{
    [Fact]
    public async Task Streams_BeyondTheLimitPerCaller_AreRejected()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Limits:StreamsPerCaller", "2"));
        Uri service = host.Client.BaseAddress!;
        using GraphQLSocket first = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.FullKey));
        using GraphQLSocket second = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.FullKey));

        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(
            () => GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.FullKey)));
        HttpResponseMessage stream = await PostAsync(
            host, AuthenticatedHost.FullKey, "subscription { onLeadScoreChanged { userId } }", "text/event-stream");
        HttpResponseMessage socket = await host.SendAsync(
            "/graphql", AuthenticatedHost.FullKey, headers: AuthenticatedHost.Upgrade);
        HttpResponseMessage query = await PostAsync(host, AuthenticatedHost.FullKey, "{ __typename }");
        using GraphQLSocket others = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.LesserKey));

        Assert.Equal(HttpStatusCode.TooManyRequests, stream.StatusCode);
        Assert.Contains("\"code\":\"TOO_MANY_REQUESTS\"", await stream.TextAsync());
        Assert.Equal(HttpStatusCode.TooManyRequests, socket.StatusCode);
        Assert.Contains(
            "The caller has too many open WebSockets, event streams and waiting requests; close one, or try again",
            await socket.TextAsync());
        Assert.Equal(HttpStatusCode.OK, query.StatusCode);
        Assert.Contains("connection_ack", await others.InitAsync());
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("multipart/mixed;subscriptionSpec=1.0, application/json")]
    [InlineData("*/*")]
    [InlineData("text/*")]
    [InlineData("application/json;q=0.1, text/*")]
    [InlineData("")]
    public async Task EventStream_WithAnyAcceptHeader_IsCountedAndEndsWhenItsKeyExpires(string accept)
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:StreamsPerCaller", "1"), ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "1"),
            ("LeadGraph:Cache:Seconds", "1"), ("LeadGraph:Auth:ApiKeys:former:Expires", "2025-09-10T15:00:05Z"));
        const string Document = "subscription { onLeadScoreChanged { userId } }";

        using HttpResponseMessage stream = await PostAsync(host, AuthenticatedHost.ExpiredKey, Document, accept);
        using HttpResponseMessage second = await PostAsync(host, AuthenticatedHost.ExpiredKey, Document, accept);
        using HttpResponseMessage query = await PostAsync(host, AuthenticatedHost.ExpiredKey, "{ __typename }", accept);

        Assert.Equal(
            accept.StartsWith("multipart", StringComparison.Ordinal) ? "multipart/mixed" : "text/event-stream",
            stream.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("1", Assert.Single(second.Headers.GetValues("Retry-After")));
        Assert.Contains("\"code\":\"TOO_MANY_REQUESTS\"", await second.TextAsync());
        Assert.Equal(HttpStatusCode.OK, query.StatusCode);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await using Stream body = await stream.Content.ReadAsStreamAsync();
            await body.CopyToAsync(Stream.Null).WaitAsync(Eventually.Limit);
        });
    }

    [Fact]
    public async Task EventStreams_WhenClosed_ReleaseTheirLeases()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Limits:StreamsPerCaller", "1"));
        for (int i = 0; i < 3; i++)
        {
            await Eventually.UntilAsync(async () =>
            {
                using HttpResponseMessage stream = await PostAsync(
                    host, AuthenticatedHost.FullKey, "subscription { onLeadScoreChanged { userId } }", "text/event-stream");
                return stream.StatusCode == HttpStatusCode.OK;
            });
        }
    }

    [Fact]
    public async Task Event_WithTooManyReads_GetsAnError()
    {
        string file = AuthenticatedHost.NewDatabase();
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("ConnectionStrings:LeadGraph", $"Data Source={file}"), ("LeadGraph:Live:Interval", "00:00:00.1"),
            ("LeadGraph:Limits:ReadsPerOperation", "3"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.FullKey);
        await socket.SendAsync(Subscribe(
            "subscription { onLeadScoreChanged { a: userActivity { userId } b: userActivity { userId } "
                + "c: userActivity { userId } d: userActivity { userId } } }"));

        await host.UntilTiersAreComparedAsync();
        for (int round = 0; round < 2; round++)
        {
            AuthenticatedHost.AddEvents(file, userId: 1 + round, count: 6);
            string message = await socket.ReceiveAsync();

            Assert.Equal(3, message.Split("{\"userId\":").Length - 1);
            Assert.Single(System.Text.RegularExpressions.Regex.Matches(message, "TOO_MANY_READS"));
        }
    }

    [Fact]
    public async Task Streams_AuthenticatedByConnectionInit_AreCountedPerCaller()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(("LeadGraph:Limits:StreamsPerCaller", "2"));
        Uri service = host.Client.BaseAddress!;
        using GraphQLSocket first = await GraphQLSocket.OpenAsync(service);
        using GraphQLSocket second = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.LesserKey));
        using GraphQLSocket third = await GraphQLSocket.OpenAsync(service, (CredentialAuthenticationHandler.KeyHeader, AuthenticatedHost.LesserKey));

        string[] responseTexts =
        [
            await first.InitAsync(AuthenticatedHost.FullKey), await second.InitAsync(AuthenticatedHost.FullKey),
            await third.InitAsync(AuthenticatedHost.FullKey)
        ];

        Assert.Contains("connection_ack", responseTexts[0]);
        Assert.Contains("connection_ack", responseTexts[1]);
        Assert.StartsWith($"closed {Engine.RefusedInit} ", responseTexts[2]);
    }

    [Fact]
    public async Task Operations_OverASocketBeyondTheRateOfTheCaller_GetAnError()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:BurstRequests", "4"), ("LeadGraph:Limits:RequestsPerSecond", "1"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.FullKey);

        var responseTexts = new List<string>();
        // However slow the machine is, more are sent at some time than are allowed in it.
        for (int id = 0; !responseTexts.Exists(IsTooMany) && id < 2_000;)
        {
            int end = id + 20;
            for (; id < end; id++)
            {
                await socket.SendAsync(Subscribe("{ __typename }", $"{id}"));
            }

            for (int ended = 0; ended < 20; ended += IsLast(responseTexts[^1]) ? 1 : 0)
            {
                responseTexts.Add(await socket.ReceiveAsync());
            }
        }

        Assert.Contains(responseTexts, responseText => responseText.Contains("\"data\""));
        Assert.Contains(responseTexts, IsTooMany);

        static bool IsTooMany(string text) => text.Contains("TOO_MANY_REQUESTS");

        static bool IsLast(string text) => text.Contains("\"complete\"") || text.Contains("\"type\":\"error\"");
    }

    [Fact]
    public async Task Operations_OverASocket_ReleaseTheirLeases()
    {
        await using ServiceHost host = await AuthenticatedHost.WithKeysAsync(
            ("LeadGraph:Limits:ConcurrentRequestsPerCaller", "1"), ("LeadGraph:Limits:SubscriptionsPerCaller", "2"));
        using GraphQLSocket socket = await GraphQLSocket.OpenAsync(host.Client.BaseAddress!);
        await socket.InitAsync(AuthenticatedHost.FullKey);
        for (int i = 0; i < 3; i++)
        {
            await socket.SendAsync(Subscribe("{ __typename }"));
            Assert.Contains("\"data\"", await socket.ReceiveAsync());
            Assert.Contains("\"complete\"", await socket.ReceiveAsync());
            await socket.SendAsync(new
            {
                id = $"s{i}",
                type = "subscribe",
                payload = new { query = "subscription { onLeadScoreChanged { userId } }" }
            });
        }

        Assert.Contains("TOO_MANY_REQUESTS", await socket.ReceiveAsync());
        HttpResponseMessage request = await PostAsync(host, AuthenticatedHost.FullKey, "{ __typename }");
        Assert.Equal(HttpStatusCode.OK, request.StatusCode);
    }
}
