using System.Net;
using System.Net.Sockets;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Benchmarks;

/// <summary>
/// What a request costs on Kestrel, the client's part included: on one connection, one after another. What Kestrel
/// and the client take of it is what the same exchange takes where the response is ready before.
/// </summary>
[MemoryDiagnoser]
public class ServerBenchmarks
{
    private const string Response = """{"data":{"version":"1.0"}}""";

    private static readonly byte[] s_response = Encoding.UTF8.GetBytes(Response);

    private readonly byte[] _received = new byte[4096];
    private readonly WebApplication _app;
    private readonly Socket _client = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _field = Request("/graphql");
    private readonly byte[] _static = Request("/static");

    public ServerBenchmarks()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddBenchmarkServer();
        _app = builder.Build();
        _app.UseRouting();
        _app.MapGraphQL();
        _app.MapPost("/static", (RequestDelegate)RespondAsync);
    }

    /// <summary>Starts the server, and sees to it that both endpoints respond the same.</summary>
    [GlobalSetup]
    public async Task StartAsync()
    {
        await _app.StartAsync();
        await _client.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port);
        string field = Encoding.UTF8.GetString(Exchange(_field)).TrimEnd('\0');
        string other = Encoding.UTF8.GetString(Exchange(_static)).TrimEnd('\0');
        if (!field.Contains(Response, StringComparison.Ordinal) || field.Length != other.Length)
        {
            throw new InvalidOperationException(field + other);
        }
    }

    [Benchmark(Description = "serve: one field")]
    public byte[] ServeField() => Exchange(_field);

    [Benchmark(Description = "serve: the same bytes, without the engine")]
    public byte[] ServeStatic() => Exchange(_static);

    [GlobalCleanup]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static byte[] Request(string path)
    {
        string body = $$"""{"query":"{{Documents.Field}}"}""";
        return Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Accept: application/graphql-response+json,application/json;q=0.9\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}");
    }

    private async Task RespondAsync(HttpContext context)
    {
        byte[] body = new byte[1024];
        while (await context.Request.Body.ReadAsync(body, context.RequestAborted) > 0)
        {
        }

        context.Response.ContentType = "application/graphql-response+json; charset=utf-8";
        context.Response.Headers.Vary = "Accept";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.BodyWriter.WriteAsync(s_response, context.RequestAborted);
    }

    /// <summary>Sends a request and reads the response, which is sent in chunks.</summary>
    private byte[] Exchange(byte[] request)
    {
        _client.Send(request);
        int length = 0;
        do
        {
            length += _client.Receive(_received.AsSpan(length));
        }
        while (!_received.AsSpan(0, length).EndsWith("\r\n0\r\n\r\n"u8));
        return _received;
    }
}
