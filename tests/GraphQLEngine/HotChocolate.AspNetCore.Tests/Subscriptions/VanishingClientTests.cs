using System.Collections.Concurrent;
using HotChocolate.AspNetCore.Subscriptions;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HotChocolate.AspNetCore.Tests.Subscriptions;

public class VanishingClientTests
{
    private const int Clients = 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clients_ThatVanish_RaiseNothingAndEndTheirOperationsWithTheirRequest(bool withOperations)
    {
        var requests = new Requests();
        await using GraphQLServer server = await GraphQLServer.StartAsync(
            services: services => services.AddSingleton(requests).AddLogging(log => log.AddProvider(requests)),
            graphQL: graphQL => graphQL.AddSocketSessionInterceptor<Watch>(),
            middleware: app => app.Use(requests.ObserveAsync));
        string[] messages = withOperations
            ? ["""{"type":"connection_init"}""", Subscribe("1", "{ slow }"), Subscribe("2", "subscription { ticks }")]
            : [];

        await Parallel.ForAsync(
            0, Clients, async (_, _) => await VanishingClient.RunAsync(server.Address, messages));

        await Eventually.EqualAsync(Clients, () => requests.Ended);
        Assert.Empty(requests.Failures);
        Assert.Equal(withOperations ? 2 * Clients : 0, requests.Operations);
        Assert.Equal(0, requests.OperationsLeft);
        Assert.Equal(0, server.Subscribers);
    }

    private static string Subscribe(string id, string document)
        => $$$"""{"type":"subscribe","id":"{{{id}}}","payload":{"query":"{{{document}}}"}}""";

    /// <summary>What becomes of the requests, their operations, and what the server logs meanwhile.</summary>
    private sealed class Requests : ILoggerProvider, ILogger
    {
        private readonly ConcurrentDictionary<string, int> _running = new();
        private int _ended;
        private int _operations;
        private int _operationsLeft;

        public ConcurrentQueue<string> Failures { get; } = new();

        public int Ended => Volatile.Read(ref _ended);

        public int Operations => Volatile.Read(ref _operations);

        /// <summary>How many operations went on after their request had ended.</summary>
        public int OperationsLeft => Volatile.Read(ref _operationsLeft);

        public async Task ObserveAsync(HttpContext context, Microsoft.AspNetCore.Http.RequestDelegate next)
        {
            string request = context.TraceIdentifier;
            try
            {
                await next(context);
            }
            catch (Exception failure)
            {
                Failures.Enqueue(failure.ToString());
            }

            Interlocked.Add(ref _operationsLeft, _running.GetValueOrDefault(request));
            Interlocked.Increment(ref _ended);
        }

        public void Begin(string request)
        {
            Interlocked.Increment(ref _operations);
            _running.AddOrUpdate(request, 1, (_, count) => count + 1);
        }

        public void End(string request) => _running.AddOrUpdate(request, 0, (_, count) => count - 1);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error || exception is not null)
            {
                Failures.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class Watch(Requests requests) : DefaultSocketSessionInterceptor
    {
        private readonly ConcurrentDictionary<(ISocketSession Session, string Id), string> _requests = new();

        public override async ValueTask OnRequestAsync(
            ISocketSession session,
            string operationSessionId,
            OperationRequestBuilder requestBuilder,
            CancellationToken cancellationToken = default)
        {
            string request = session.Connection.HttpContext.TraceIdentifier;
            _requests[(session, operationSessionId)] = request;
            requests.Begin(request);
            await base.OnRequestAsync(session, operationSessionId, requestBuilder, cancellationToken);
        }

        public override async ValueTask OnCompleteAsync(
            ISocketSession session, string operationSessionId, CancellationToken cancellationToken = default)
        {
            await base.OnCompleteAsync(session, operationSessionId, cancellationToken);
            requests.End(_requests[(session, operationSessionId)]);
        }
    }
}
