using HotChocolate.AspNetCore.Hosting;
using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Tests.Subscriptions;

/// <summary>What clients learn of the place at which a subscription stopped.</summary>
public class EventCursorTests
{
    private const string EventStream = "text/event-stream";

    [Fact]
    public async Task Events_WithCursors_HaveIdsOverServerSentEvents()
    {
        await using GraphQLServer server = await StartAsync();

        using HttpResponseMessage response =
            await server.PostAsync("""{"query":"subscription { count }"}""", EventStream);

        Assert.Equal(
            """
            :
            id: start

            id: at 1
            event: next
            data: {"data":{"count":1}}

            event: next
            data: {"data":{"count":2}}

            id: at 3
            event: next
            data: {"data":{"count":3}}

            event: complete
            data:


            """,
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Client_ThatReadsAgainInTime_LearnsWhereItStopped()
    {
        await using GraphQLServer server = await StartAsync(limits =>
        {
            limits.WriteTimeout = TimeSpan.FromMilliseconds(500);
            limits.CloseTimeout = Eventually.Limit;
        });
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();
        await client.SubscribeAsync("1", "subscription { ticks }");
        await Eventually.EqualAsync(1, () => server.Subscribers);

        int sent = 0;
        while (server.Subscribers > 0)
        {
            await server.PublishAsync($"{sent++}{new string('x', 100_000)}");
        }

        string? last = null, message;
        while ((message = await client.ReceiveAsync())!.Contains("\"next\"", StringComparison.Ordinal))
        {
            last = message.Split(':')[^1].Split('x')[0].Trim('"');
        }

        Assert.Equal(
            """{"type":"error","id":"1","payload":[{"message":"The client accepted no message for 0.5 seconds.","""
                + """ "extensions":{"code":"SUBSCRIPTION_TOO_SLOW","cursor":"at """[1..] + last + "\"}}]}",
            message);
        Assert.Equal(1013, await client.ReceiveCloseAsync());
    }

    private static Task<GraphQLServer> StartAsync(Action<TransportLimits>? limits = null)
        => GraphQLServer.StartAsync(limits: limits, graphQL: graphQL => graphQL
            .AddHttpRequestInterceptor<HttpInterceptor>().AddSocketSessionInterceptor<SocketInterceptor>());

    // The second has none that could be sent.
    private static string? CursorOf(object? message) => message switch
    {
        null => "start",
        2 => "at\n2",
        string tick => $"at {tick.TrimEnd('x')}",
        _ => $"at {message}"
    };

    private static void AddCursors(OperationRequestBuilder request)
        => request.SetGlobalState("eventCursor", (Func<object?, string?>)CursorOf);

    private sealed class HttpInterceptor : DefaultHttpRequestInterceptor
    {
        public override ValueTask OnCreateAsync(
            HttpContext context, IRequestExecutor requestExecutor, OperationRequestBuilder requestBuilder,
            CancellationToken cancellationToken)
        {
            AddCursors(requestBuilder);
            return base.OnCreateAsync(context, requestExecutor, requestBuilder, cancellationToken);
        }
    }

    private sealed class SocketInterceptor : DefaultSocketSessionInterceptor
    {
        public override ValueTask OnRequestAsync(
            ISocketSession session, string operationSessionId, OperationRequestBuilder requestBuilder,
            CancellationToken cancellationToken = default)
        {
            AddCursors(requestBuilder);
            return base.OnRequestAsync(session, operationSessionId, requestBuilder, cancellationToken);
        }
    }
}
