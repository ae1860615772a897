using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using HotChocolate.AspNetCore.Hosting;
using HotChocolate.Execution.Configuration;
using HotChocolate.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HotChocolate.AspNetCore.Tests;

/// <summary>A server with an endpoint at <c>/graphql</c>, on a free port of this machine.</summary>
internal sealed class GraphQLServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GraphQLServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>30 MB in 3,000 values: more than a topic and the sockets of a connection hold together.</summary>
    public static IEnumerable<string> Burst { get; } =
        [.. Enumerable.Range(0, 3_000).Select(tick => $"{tick}{new string('x', 10_000)}")];

    /// <summary>How many subscriptions to topics there are now.</summary>
    public int Subscribers => _app.Services.GetRequiredService<InMemoryTopics>().SubscriptionCount;

    public static async Task<GraphQLServer> StartAsync(
        GraphQLServerOptions? options = null,
        Action<TransportLimits>? limits = null,
        Action<IServiceCollection>? services = null,
        Action<IRequestExecutorBuilder>? graphQL = null,
        Action<WebApplication>? middleware = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        IRequestExecutorBuilder server = builder.Services.AddGraphQLServer()
            .AddQueryType<Query>()
            .AddSubscriptionType<Subscription>()
            .AddInMemorySubscriptions()
            .Configure(setup => setup.Schema.MutationType = typeof(Mutation));
        graphQL?.Invoke(server);
        builder.Services.Configure(limits ?? (_ => { }));
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        middleware?.Invoke(app);
        app.UseWebSockets();
        app.MapGraphQL().WithOptions(options ?? new GraphQLServerOptions());
        await app.StartAsync();
        return new GraphQLServer(app);
    }

    /// <summary>Sends a JSON body.</summary>
    public Task<HttpResponseMessage> PostAsync(
        string body,
        string? accept = null,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
        };
        return SendAsync(request, accept, completion);
    }

    /// <summary>Sends a request with any method, to a path below the server's.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string path, string? accept = null)
        => SendAsync(new HttpRequestMessage(new HttpMethod(method), path), accept);

    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        string? accept = null,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return Client.SendAsync(request, completion);
    }

    /// <summary>Opens a WebSocket.</summary>
    public async Task<SocketClient> ConnectAsync(string? subprotocol = "graphql-transport-ws")
    {
        var socket = new ClientWebSocket();
        if (subprotocol is not null)
        {
            socket.Options.AddSubProtocol(subprotocol);
        }

        await socket.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = "/graphql" }.Uri, default);
        return new SocketClient(socket);
    }

    /// <summary>Sends a value to everybody who is subscribed to <c>ticks</c>.</summary>
    public ValueTask PublishAsync(string tick)
        => _app.Services.GetRequiredService<ITopicEventSender>().SendAsync("ticks", tick);

    /// <summary>Sends the <see cref="Burst"/>, one value after the other without a pause.</summary>
    /// <param name="held">Completes when a value has to wait until a subscriber has room for it.</param>
    public async Task PublishBurstAsync(TaskCompletionSource held)
    {
        foreach (string tick in Burst)
        {
            ValueTask sending = PublishAsync(tick);
            if (!sending.IsCompleted)
            {
                held.TrySetResult();
            }

            await sending;
        }
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
