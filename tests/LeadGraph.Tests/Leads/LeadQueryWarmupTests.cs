using System.Collections.Concurrent;
using System.Diagnostics;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Leads;

/// <summary>What is compiled before the first request.</summary>
public class LeadQueryWarmupTests
{
    private const string Columns =
        "userId username firstName email telegramUrl totalEvents activeDays lastActivity leadScore registeredAt";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task FirstRequests_ForTheUsualPages_CompileNoQuery(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        await host.UntilReadyAsync();
        await host.WithDatabaseAsync(_ => Task.FromResult(true));
        using var compilations = new Compilations(host);

        await host.Client.GetStringAsync("/api/user-activity");
        await host.DataAsync(
            $"{{ userActivity(first: 25) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {Columns} }} }} }}");

        Assert.Empty(compilations.All);
    }

    /// <summary>The queries that a service compiles.</summary>
    private sealed class Compilations
        : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly ConcurrentQueue<IDisposable> _subscriptions = new();
        private readonly ILoggerFactory _loggers;

        public Compilations(ServiceHost host)
        {
            _loggers = host.Services.GetRequiredService<ILoggerFactory>();
            _subscriptions.Enqueue(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public ConcurrentQueue<string> All { get; } = new();

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore")
            {
                _subscriptions.Enqueue(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == CoreEventId.QueryCompilationStarting.Name && value.Value is QueryExpressionEventData data
                && data.Context?.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.LoggerFactory
                    == _loggers)
            {
                All.Enqueue(data.ExpressionPrinter.PrintExpression(data.Expression));
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            foreach (IDisposable subscription in _subscriptions)
            {
                subscription.Dispose();
            }
        }
    }
}
