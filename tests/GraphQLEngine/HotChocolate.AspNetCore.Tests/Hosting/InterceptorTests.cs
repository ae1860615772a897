using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.AspNetCore.Subscriptions.Protocols;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Tests.Hosting;

public class InterceptorTests
{
    [Fact]
    public async Task HttpInterceptor_AddsState()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            graphQL: graphQL => graphQL.AddHttpRequestInterceptor<HttpInterceptor>());

        using HttpResponseMessage response = await server.PostAsync("""{"query":"{ caller }"}""");

        Assert.Equal("""{"data":{"caller":"POST"}}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("refuse", 400, """{"errors":[{"message":"Not you."}]}""")]
    [InlineData("fail", 500, """{"errors":[{"message":"Unexpected Execution Error"}]}""")]
    public async Task HttpInterceptor_Throws_RefusesTheRequest(string query, int status, string body)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            graphQL: graphQL => graphQL.AddHttpRequestInterceptor<HttpInterceptor>());

        using HttpResponseMessage response = await server.SendAsync("GET", $"/graphql?query=%7Bcaller%7D&{query}");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task SocketInterceptor_Accepts_AndAddsState()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            graphQL: graphQL => graphQL.AddSocketSessionInterceptor<SocketInterceptor>());
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync(
            """{"type":"connection_init","payload":{"key":"good"}}""");

        await client.SubscribeAsync("7", "{ caller }");

        Assert.Equal(
            """{"type":"next","id":"7","payload":{"data":{"caller":"/graphql 7"}}}""",
            await client.ReceiveAsync());
    }

    [Fact]
    public async Task SocketInterceptor_Throws_RefusesTheOperation()
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            graphQL: graphQL => graphQL.AddSocketSessionInterceptor<SocketInterceptor>());
        await using SocketClient client = await (await server.ConnectAsync()).InitializeAsync(
            """{"type":"connection_init","payload":{"key":"good"}}""");

        await client.SubscribeAsync("fail", "{ caller }");

        Assert.Equal(
            """{"type":"error","id":"fail","payload":[{"message":"Unexpected Execution Error"}]}""",
            await client.ReceiveAsync());
    }

    [Theory]
    [InlineData("""{"type":"connection_init"}""")]
    [InlineData("""{"type":"connection_init","payload":null}""")]
    [InlineData("""{"type":"connection_init","payload":{"key":{}}}""")]
    [InlineData("""{"type":"connection_init","payload":[1]}""")]
    [InlineData("""{"type":"connection_init","payload":{"key":"bad"}}""")]
    public async Task SocketInterceptor_Rejects_ClosesTheConnection(string message)
    {
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            graphQL: graphQL => graphQL.AddSocketSessionInterceptor<SocketInterceptor>());
        await using SocketClient client = await server.ConnectAsync();

        await client.SendAsync(message);

        Assert.Equal(4403, await client.ReceiveCloseAsync());
        Assert.Equal("The key is ünknown." + new string('.', 103), client.Socket.CloseStatusDescription);
    }

    private sealed class HttpInterceptor : DefaultHttpRequestInterceptor
    {
        public override ValueTask OnCreateAsync(
            HttpContext context,
            IRequestExecutor requestExecutor,
            OperationRequestBuilder requestBuilder,
            CancellationToken cancellationToken)
        {
            if (context.Request.Query.ContainsKey("refuse"))
            {
                throw new GraphQLException(ErrorBuilder.New().SetMessage("Not you.").Build());
            }

            if (context.Request.Query.ContainsKey("fail"))
            {
                throw new InvalidOperationException("A secret.");
            }

            requestBuilder.SetGlobalState("caller", context.Request.Method);
            return base.OnCreateAsync(context, requestExecutor, requestBuilder, cancellationToken);
        }
    }

    private sealed class SocketInterceptor : DefaultSocketSessionInterceptor
    {
        public override ValueTask<ConnectionStatus> OnConnectAsync(
            ISocketSession session,
            IOperationMessagePayload connectionInitMessage,
            CancellationToken cancellationToken = default)
            => new(connectionInitMessage.As<Dictionary<string, string>>()?.GetValueOrDefault("key") == "good"
                ? ConnectionStatus.Accept()
                : ConnectionStatus.Reject("The key is ünknown." + new string('.', 200)));

        public override ValueTask OnRequestAsync(
            ISocketSession session,
            string operationSessionId,
            OperationRequestBuilder requestBuilder,
            CancellationToken cancellationToken = default)
        {
            if (operationSessionId == "fail")
            {
                throw new InvalidOperationException("A secret.");
            }

            string? path = session.Connection.HttpContext.Request.Path.Value;
            requestBuilder.SetGlobalState("caller", $"{path} {operationSessionId}");
            return base.OnRequestAsync(session, operationSessionId, requestBuilder, cancellationToken);
        }
    }
}
