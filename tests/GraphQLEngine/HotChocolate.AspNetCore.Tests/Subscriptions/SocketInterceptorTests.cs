using System.Collections.Concurrent;
using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Tests.Subscriptions;

public class SocketInterceptorTests
{
    [Fact]
    public async Task Results_AreSeenBeforeTheyAreSent()
    {
        var seen = new ConcurrentQueue<string>();
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            services: services => services.AddSingleton(seen),
            graphQL: graphQL => graphQL.AddSocketSessionInterceptor<ResultObserver>());
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync();

        await client.SubscribeAsync("1", "{ hello }");
        await UntilCompleteAsync(client);
        await client.SubscribeAsync("2", "subscription { count }");
        await UntilCompleteAsync(client);
        await client.SubscribeAsync("3", "{ unknown }");

        Assert.Contains("\"error\"", await client.ReceiveAsync());
        string[] counts = [.. Enumerable.Range(1, 3).Select(i => $$$"""2 {"data":{"count":{{{i}}}}}""")];
        Assert.Equal(["""1 {"data":{"hello":"wörld"}}""", .. counts], seen);

        async Task UntilCompleteAsync(SocketClient client)
        {
            while (await client.ReceiveAsync() is { } message && !message.Contains("\"complete\""))
            {
                string id = message.Contains("\"id\":\"1\"") ? "1" : "2";
                string start = $$"""{"type":"next","id":"{{id}}","payload":""";
                Assert.Contains(seen, result => message == $"{start}{result[2..]}}}");
            }
        }
    }

    private sealed class ResultObserver(ConcurrentQueue<string> seen) : DefaultSocketSessionInterceptor
    {
        public override ValueTask<IOperationResult> OnResultAsync(
            ISocketSession session,
            string operationSessionId,
            IOperationResult result,
            CancellationToken cancellationToken = default)
        {
            seen.Enqueue($"{operationSessionId} {result.ToJson(withIndentations: false)}");
            return base.OnResultAsync(session, operationSessionId, result, cancellationToken);
        }
    }
}
