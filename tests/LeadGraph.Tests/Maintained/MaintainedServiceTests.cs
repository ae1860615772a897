using System.Net;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using static LeadGraph.Tests.Maintained.MaintainedSample;

namespace LeadGraph.Tests.Maintained;

/// <summary>The service in Maintained mode, as its callers see it.</summary>
public class MaintainedServiceTests
{
    [PostgreSqlFact]
    public async Task Leads_InBothModes_AreTheSame()
    {
        string database = await CreateAsync();
        await using ServiceHost live = await ServiceHost.StartAsync(database);
        await using ServiceHost maintained = await ServiceHost.StartAsync(database, InMaintainedMode);
        await maintained.UntilReadyAsync();

        foreach (string query in (string[])["", "?lead_score=cool", "?search=USER1", "?limit=3"])
        {
            Assert.Equal(
                await live.Client.GetStringAsync(LeadsPath + query), await maintained.Client.GetStringAsync(LeadsPath + query));
        }
    }

    [PostgreSqlFact]
    public async Task Leads_AfterANewEvent_FollowWithinTicksAndSayHowOldTheyAre()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, InMaintainedMode);
        await host.UntilReadyAsync();
        host.Clock.Now += TimeSpan.FromMinutes(1);

        await PostgreSqlServer.ExecuteAsync(
            database, "INSERT INTO events (user_id, created_at) VALUES (3, '2025-09-10 14:59:00Z')");

        await Eventually.UntilAsync(async () =>
            (await LeadAsync(host, 3))["total_events"]!.GetValue<int>() == 1);
        // A tick that began before the clock was moved may have seen the event.
        await Eventually.UntilAsync(async () =>
        {
            using HttpResponseMessage answer = await host.Client.GetAsync(LeadsPath);
            return answer.Content.Headers.LastModified == host.Clock.Now;
        });
    }

    [PostgreSqlFact]
    public async Task Leads_ReadFromTheMaintainedTableAlone()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, InMaintainedMode);
        await host.UntilReadyAsync();
        int before = host.Logs.Sql.Count;

        await host.Client.GetStringAsync(LeadsPath + "?lead_score=hot,warm");

        string sql = Assert.Single(host.Logs.Sql.Skip(before));
        Assert.Contains("FROM leadgraph.state", sql);
        Assert.Contains("FROM leadgraph.user_activity", sql);
        Assert.DoesNotContain("registered_at", sql);
        Assert.DoesNotContain("free_lesson_registrations", sql);
    }

    [PostgreSqlTheory]
    [InlineData("", 1)]
    [InlineData("?lead_score=hot", 1)]
    [InlineData("?fields=user_id", 2)]
    [InlineData("?search=nobody-has-this-name", 3)]
    public async Task Leads_ComeInOneStatementWithTheTimeOfTheirTick(string query, int statements)
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await MaintainedSample.CreateAsync(), MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        using var commands = new SqlCommands(host);

        using HttpResponseMessage answer = await host.Client.GetAsync(MaintainedSample.LeadsPath + query);

        Assert.Equal(host.Clock.Now, answer.Content.Headers.LastModified);
        Assert.Equal(statements, commands.All.Count(command
            => command.Text.Contains("user_activity", StringComparison.Ordinal)
                || command.Text.Contains("as_of", StringComparison.Ordinal)));
    }

    [PostgreSqlFact]
    public async Task Service_BeforeTheInstallation_SaysWhatToRunAndIsReadyAfterIt()
    {
        string database = await PostgreSqlServer.Shared.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, ReferenceData.PostgreSqlTables);
        await using ServiceHost host = await ServiceHost.StartAsync(database, InMaintainedMode);

        using HttpResponseMessage notYet = await host.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notYet.StatusCode);
        Assert.Contains("database install", await notYet.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Client.GetAsync(LeadsPath)).StatusCode);

        await PostgreSqlServer.ExecuteAsync(database, LeadGraph.Maintained.MaintainedInstallation.InstallScript);
        await host.UntilReadyAsync();
        Assert.Equal("[]", await host.Client.GetStringAsync(LeadsPath));
    }

    [PostgreSqlFact]
    public async Task CachedResponses_AfterATickNotification_AreStale()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, [.. InMaintainedMode, ("LeadGraph:Cache:Seconds", "3600")]);
        await host.UntilReadyAsync();
        await host.Client.GetStringAsync(LeadsPath);

        await PostgreSqlServer.ExecuteAsync(
            database, "INSERT INTO events (user_id, created_at) VALUES (4, '2025-09-10 14:59:00Z')");

        await Eventually.UntilAsync(async () =>
            (await LeadAsync(host, 4))["total_events"]!.GetValue<int>() == 1);
    }

    [PostgreSqlFact]
    public async Task Service_WhoseDataGrowOldAsNobodyTicks_SaysSoAndStaysReady()
    {
        string database = await CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, InMaintainedMode);
        await host.UntilReadyAsync();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlConnection holder = await source.OpenConnectionAsync();
        await using var hold = new NpgsqlCommand(
            "SELECT pg_advisory_lock(7306934281); UPDATE leadgraph.state SET ticked_at = now() - interval '1 hour'",
            holder);
        await hold.ExecuteNonQueryAsync();

        host.Clock.Now += TimeSpan.FromMinutes(10);

        await host.Logs.WaitForAsync(LogLevel.Warning, "leadgraph.user_activity is 6");
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Contains("brought up to date 36", await ready.Content.ReadAsStringAsync());
        using var status = new StringWriter();
        await LeadGraph.Maintained.MaintainedStatus.WriteAsync(source, status, CancellationToken.None);
        Assert.Contains("no recent tick:", status.ToString());
        Assert.Contains("tick running:", status.ToString());
    }

    [PostgreSqlFact]
    public async Task Role_WithTheDocumentedPrivilegesAlone_TicksAndReads()
    {
        string owner = await CreateAsync();
        string role = $"maintainer_{Guid.NewGuid():N}";
        string grants = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src/LeadGraph/Maintained/Sql/maintained-role.sql"));
        await PostgreSqlServer.ExecuteAsync(owner, $"""
            CREATE ROLE {role} LOGIN PASSWORD 'secret';
            GRANT SELECT ON free_lesson_registrations, events TO {role};
            {grants.Replace(":\"role\"", role)}
            """);
        string database =
            new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "secret" }.ConnectionString;
        await using ServiceHost host = await ServiceHost.StartAsync(database, InMaintainedMode);
        await host.UntilReadyAsync();

        await AddCoolAsync(owner, 31);
        await Eventually.UntilAsync(async () => (await LeadAsync(host, 31))["total_events"]!.GetValue<int>() == 5);
        await Eventually.UntilAsync(async () => await ChangesAsync(owner) == 1);
    }
}
