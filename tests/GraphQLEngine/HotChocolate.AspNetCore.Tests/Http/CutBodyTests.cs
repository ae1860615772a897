using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HotChocolate.AspNetCore.Tests.Http;

/// <summary>Clients that send a part of a request's body and are gone.</summary>
public class CutBodyTests
{
    private const int Clients = 20;

    [Theory]
    [InlineData("Content-Length: 100", "{\"query\"", true)]
    [InlineData("Content-Length: 100", "{\"query\"", false)]
    [InlineData("Content-Length: 200000", "{\"query\"", true)]
    [InlineData("Content-Length: 200000", "", true)]
    [InlineData("Transfer-Encoding: chunked", "64\r\n{\"query\"", true)]
    [InlineData("Transfer-Encoding: chunked", "64\r\n{\"query\"", false)]
    public async Task Bodies_ThatAreCutOff_AreNoReasonToLogAnything(string header, string start, bool resets)
    {
        var log = new Log();
        int ended = 0;
        GraphQLServer server = await GraphQLServer.StartAsync(
            services: services => services.AddLogging(logging => logging.AddProvider(log)),
            middleware: app => app.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (Exception failure)
                {
                    log.Records.Enqueue($"{failure}");
                }

                Interlocked.Increment(ref ended);
            }));
        await using (server)
        {
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => SendAsync(server.Address, header, start, resets)));

            using HttpResponseMessage response = await server.PostAsync("""{"query":"{ hello }"}""");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await Eventually.EqualAsync(Clients + 1, () => Volatile.Read(ref ended));
        }

        Assert.Empty(log.Records);
    }

    private static async Task SendAsync(Uri server, string header, string start, bool resets)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Host, server.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /graphql HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\n{header}\r\n"
            + "Expect: 100-continue\r\n\r\n"));
        // The answer says that the server reads the body.
        Assert.NotEqual(0, await stream.ReadAsync(new byte[1_024]));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(start));
        if (resets)
        {
            client.LingerState = new LingerOption(true, 0);
            return;
        }

        client.Client.Shutdown(SocketShutdown.Send);
        try
        {
            await stream.CopyToAsync(Stream.Null);
        }
        catch (IOException)
        {
            // The server may answer or close the connection.
        }
    }

    private sealed class Log : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Records { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Records.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
