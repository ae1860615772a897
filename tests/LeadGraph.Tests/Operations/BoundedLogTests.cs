using System.Reflection;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeadGraph.Tests.Operations;

/// <summary>What callers, the database and other services can make the log grow by within a minute.</summary>
public class BoundedLogTests
{
    private const int Bound = 20;
    private const int MaxEntryLength = 2_003;
    private const int MaxTraceLength = 20_000;

    /// <summary>
    /// Every event at Warning and above, by who causes it. Of each kind of failure there are at most
    /// <see cref="Bound"/> entries a minute.
    /// </summary>
    private static readonly (string Type, int Event)[] Events =
    [
        // Callers, as often as they like.
        ("LeadGraph.Http.GlobalExceptionHandler", 1001),
        ("LeadGraph.GraphQL.GraphQLErrorFilter", 1002),
        ("LeadGraph.Campaigns.CampaignEndpoint", 1003),
        ("HotChocolate.Execution.ExecutionDiagnostics", 1),
        ("HotChocolate.AspNetCore.Hosting.UnexpectedErrors", 1),
        ("LeadGraph.Caching.StaleResponses", 7001),
        ("LeadGraph.Mcp.ToolCall", 13001),
        // The database that cannot be reached, comes and goes, or is slow.
        ("LeadGraph.Data.DatabaseWatch", 2002),
        ("LeadGraph.Maintained.ActivityMaintainer", 3003),
        ("LeadGraph.Changes.TierChangePublisher", 3005),
        ("LeadGraph.Maintained.ActivityMaintainer", 3006),
        ("LeadGraph.Maintained.ActivityMaintainer", 3008),
        ("LeadGraph.Changes.LeadScoreMonitor", 4001),
        ("LeadGraph.Changes.ComparisonPace", 4002),
        ("LeadGraph.Insight.History.HistoryKeeper", 9001),
        ("LeadGraph.Campaigns.MemberReader", 11004),
        ("LeadGraph.Changes.Feed.ChangeFollower", 12001),
        // Receivers of webhooks.
        ("LeadGraph.Webhooks.WebhookDelivery", 10001),
        ("LeadGraph.Webhooks.WebhookDelivery", 10003),
        ("LeadGraph.Webhooks.WebhookDelivery", 10004),
        ("LeadGraph.Webhooks.WebhookDispatcher", 10005),
        // Rows of the tables.
        ("LeadGraph.DataQuality.DataHealthMonitor", 2003),
        ("LeadGraph.Maintained.ActivityMaintainer", 3007),
        // The disk, the key file and the issuer of tokens.
        ("LeadGraph.Demo.DemoEventWriter", 5002),
        ("LeadGraph.Demo.DemoEventWriter", 5003),
        ("LeadGraph.Access.ApiKeyRing", 6003),
        ("LeadGraph.Access.JwtConfiguredKeys", 6001),
        ("LeadGraph.Access.JwtIssuerKeys", 6002),
        // Entries that were left out.
        ("LeadGraph.Operations.BoundedLog", 8002)
    ];

    [EngineFact]
    public void Events_AtWarningAndAbove_AreAllInTheTable()
    {
        Assembly service = typeof(LeadGraphSetup).Assembly;
        IEnumerable<(string?, int)> there =
            from assembly in service.GetReferencedAssemblies().Select(Assembly.Load)
                .Where(assembly => assembly.GetName().Name!.StartsWith("HotChocolate", StringComparison.Ordinal))
                .Append(service)
            from type in assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic)
            let message = method.GetCustomAttribute<LoggerMessageAttribute>()
            where message is { Level: >= LogLevel.Warning } && method.DeclaringType == type
            select (type.FullName, message.EventId);

        Assert.Equal(Events.Select(row => ((string?)row.Type, row.Event)).Order(), there.Order());
    }

    [Fact]
    public async Task Entries_OfEachEvent_AreFewAndShortWhateverTheyHold()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();
        var loggers = host.Services.GetRequiredService<ILoggerFactory>();
        foreach (var (category, number) in Events)
        {
            int before = host.Logs.All.Count;
            for (int i = 0; i < 3 * Bound; i++)
            {
                Log(loggers, category, number, null);
                Log(loggers, category, number, new TimeoutException(Hostile));
                Log(loggers, category, number, Thrown(new PostgresException("no column", "ERROR", "ERROR", "42703")));
                Log(loggers, category, number, Thrown(new InvalidOperationException(new string('x', 100_000))));
            }

            LogRecord[] logged = [.. host.Logs.All.Skip(before).Where(record => record.Category == category)];
            Assert.Equal(4 * Bound, logged.Length);
            Assert.All(logged, record =>
            {
                Assert.InRange(record.Message.Length, 1, MaxEntryLength);
                Assert.InRange($"{record.Exception}".Length, 0, MaxTraceLength);
                Assert.DoesNotContain(record.Message, char.IsControl);
            });
            // The trace of a failure that tells something is there once.
            Assert.IsType<PostgresException>(Assert.Single(logged, record => record.Exception is not null).Exception);
        }
    }

    [Fact]
    public async Task Failure_WhileAnotherOneFloodsTheLog_IsLoggedWithItsTrace()
    {
        await using ServiceHost host = await AuthenticatedHost.OpenAsync();
        var loggers = host.Services.GetRequiredService<ILoggerFactory>();
        for (int i = 0; i < 1_000; i++)
        {
            Log(loggers, "Some.Library", 1, Thrown(new InvalidOperationException("first")));
        }

        Log(loggers, "Some.Library", 1, Thrown(new FormatException("second")));

        LogRecord[] logged = [.. host.Logs.All.Where(record => record.Category == "Some.Library")];
        Assert.Equal(Bound + 1, logged.Length);
        Assert.Contains("at LeadGraph.Tests", $"{logged[0].Exception}");
        Assert.EndsWith(" InvalidOperationException: first", logged[1].Message);
        Assert.Contains("at LeadGraph.Tests", $"{logged[^1].Exception}");
    }

    [Fact]
    public async Task Entries_LeftOut_AreCountedAtTheEndOfTheService()
    {
        ServiceHost host = await AuthenticatedHost.OpenAsync();
        await using (host)
        {
            for (int i = 0; i < 3 * Bound; i++)
            {
                Log(host.Services.GetRequiredService<ILoggerFactory>(), "Some.Library", 7, new TimeoutException());
            }
        }

        Assert.Single(host.Logs.All, record => record.Level == LogLevel.Warning && record.Message
            == $"{2 * Bound} more entries of Some.Library[7] (TimeoutException) were left out within a minute.");
    }

    private static string Hostile => $"\r\n\u001b[31m2025-09-10 fail: forged\u0085{new string('x', 10_000)}";

    private static void Log(ILoggerFactory loggers, string category, int number, Exception? exception)
        => loggers.CreateLogger(category).Log(
            LogLevel.Error, new EventId(number), exception, "{Path} failed, trace {TraceId}.", Hostile, "none");

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }
}
