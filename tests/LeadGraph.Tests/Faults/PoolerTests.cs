using System.Net;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Faults;

/// <summary>A pooler in transaction mode before the server: each transaction gets another connection.</summary>
public class PoolerTests
{
    [PgBouncerTheory]
    [InlineData("Live")]
    [InlineData("Maintained")]
    public async Task Leads_BehindAPoolerInTransactionMode_AreServedAndChangesDelivered(string mode)
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        string database = await server.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id) VALUES (1), (2), (3);
            INSERT INTO events (user_id, created_at)
            SELECT 1, '2025-09-10 12:00:00'::timestamp - n * interval '5 hours' FROM generate_series(1, 24) n;
            INSERT INTO events (user_id, created_at)
            SELECT 2, '2025-09-10 12:00:00'::timestamp - n * interval '1 hour' FROM generate_series(1, 6) n;
            {MaintainedInstallation.InstallScript}
            """);
        using PgBouncer pooler = await PgBouncer.StartAsync(database);
        await using var callers = new Callers(await ServiceHost.StartAsync(
            pooler.ConnectionString, ("LeadGraph:Activity:Mode", mode), ("LeadGraph:Live:Interval", "00:00:00.2"),
            ("LeadGraph:Activity:RefreshInterval", "00:00:00.2"), ("LeadGraph:Limits:ExecutionTimeout", "00:01:00")));
        await callers.Host.UntilReadyAsync();

        // Many at a time, so that connections are shared.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => callers.AssertAnswersAsync()));
        await callers.ListenAsync(reads: mode == "Live" ? 2 : 0);
        await PostgreSqlServer.ExecuteAsync(
            database, "INSERT INTO events (user_id, created_at) SELECT 3, '2025-09-10 14:00' FROM generate_series(1, 5)");

        Assert.Equal("""{"userId":3,"previous":"COLD","current":"COOL"}""", await callers.NextChangeAsync());
        // Only that the maintained table was not filled at once.
        Assert.DoesNotContain(callers.Host.Logs.All,
            record => record.Level >= LogLevel.Error && !record.Message.Contains("for the first time"));
        server.Stop();
    }

    [PgBouncerTheory]
    [InlineData("Search Path=school", "unsupported startup parameter: search_path")]
    public async Task Ready_WithASettingThatThePoolerRefuses_NamesIt(string setting, string reason)
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate();
        using PgBouncer pooler = await PgBouncer.StartAsync(await server.CreateDatabaseAsync());
        await using ServiceHost host = await ServiceHost.StartAsync($"{pooler.ConnectionString};{setting}");

        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains(reason, await ready.Content.ReadAsStringAsync());
        server.Stop();
    }
}
