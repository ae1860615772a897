using System.Collections.Concurrent;
using System.Diagnostics;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Leads;

/// <summary>What is compiled before the first request.</summary>
public class LeadQueryWarmupTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task FirstRequests_OfTheDashboardAndOverRest_CompileNoQuery(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider, ServiceHost.Warmup);

        await AssertNothingIsCompiledAsync(host);
    }

    [PostgreSqlFact]
    public async Task FirstRequests_InMaintainedMode_CompileNoQuery()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            "INSERT INTO free_lesson_registrations (user_id) SELECT generate_series(1, 60);");
        await using ServiceHost host = await ServiceHost.StartAsync(
            database.ConnectionString, [.. MaintainedSample.InMaintainedMode, ServiceHost.Warmup]);

        await AssertNothingIsCompiledAsync(host);
    }

    private static async Task AssertNothingIsCompiledAsync(ServiceHost host)
    {
        await host.UntilReadyAsync();
        using var compilations = new Compilations(host);

        await host.Client.GetStringAsync("/api/user-activity");
        await host.DataAsync($"{Document("leads/Leads", "query Leads")} {Card}", new
        {
            order = new object[] { new { leadScore = "DESC" }, new { points = "DESC" } },
            // Fewer than there are, so that they have to be counted.
            first = 3,
            byMomentum = false
        });
        await host.DataAsync($"{Document("hot/HotLeads", "query HotLeads")} {Card}");
        await host.DataAsync(
            $"{Document("tiers/Tiers", "query Tiers {")} {Document("tiers/Tiers", "fragment Threshold")}");

        Assert.True(compilations.All.IsEmpty, string.Join("\n", compilations.All));
    }

    private static string Card => Document("hot/HotLeads", "fragment LeadCard");

    // A definition in a file of the dashboard: up to the line with nothing but its closing brace.
    private static string Document(string file, string definition)
    {
        string text = File.ReadAllText(
            Path.Combine(Repository.Root, "src", "LeadGraph.Dashboard", "src", $"{file}.graphql"));
        int start = text.IndexOf(definition, StringComparison.Ordinal);
        return text[start..(text.IndexOf("\n}", start, StringComparison.Ordinal) + 2)];
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
