using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using HotChocolate.AspNetCore.Hosting;
using HotChocolate.Execution;
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

    public TestExecutor Executor => (TestExecutor)_app.Services.GetRequiredService<IRequestExecutor>();

    public static async Task<GraphQLServer> StartAsync(
        GraphQLServerOptions? options = null,
        Action<TransportLimits>? limits = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? middleware = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IRequestExecutor, TestExecutor>();
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

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
