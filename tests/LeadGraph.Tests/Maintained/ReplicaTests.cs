using System.Net;
using LeadGraph.Maintained;
using LeadGraph.Tests.Changes.Feed;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Webhooks;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>Reads from a streaming replica, ticks on the primary, and the loss and return of either.</summary>
public class ReplicaTests
{
    private const string Leads = "/api/user-activity";

    [PrivatePostgreSqlFact]
    public async Task Service_WithAReplica_ReadsThereAndOutlivesTheLossOfEither()
    {
        PostgreSqlServer primary = PostgreSqlServer.StartPrivate();
        string database = await primary.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id) VALUES (1);
            """);
        PostgreSqlServer replica = primary.StartReplica();
        string onReplica = replica.Counterpart(database);
        await AssertCommandAsync("install", "Installed.", onReplica, primary);
        await AssertCommandAsync("status", "not filled yet", onReplica, primary);
        await using ServiceHost host = await ServiceHost.StartAsync(
            PostgreSqlServer.WithReplica(database, replica),
            ("LeadGraph:Activity:Mode", "Maintained"), ("LeadGraph:Activity:RefreshInterval", "00:00:00.2"));
        await Eventually.UntilAsync(async () => (await host.Client.GetAsync("/health/ready")).IsSuccessStatusCode);

        // A replica that lags: the answer is old, and says so.
        await PostgreSqlServer.ExecuteAsync(onReplica, "SELECT pg_wal_replay_pause()");
        DateTimeOffset before = host.Clock.Now;
        host.Clock.Now += TimeSpan.FromMinutes(1);
        await PostgreSqlServer.ExecuteAsync(
            database, "INSERT INTO events (user_id, created_at) VALUES (1, '2025-09-10 14:00:00Z')");
        await Eventually.UntilAsync(async () => await AskAsync(database, "SELECT total_events FROM leadgraph.user_activity") == 1);
        Assert.Equal((0, before), await LeadAsync(host));
        await PostgreSqlServer.ExecuteAsync(onReplica, "SELECT pg_wal_replay_resume()");
        await Eventually.UntilAsync(async () => await LeadAsync(host) == (1, host.Clock.Now));

        // The replica goes: every read is answered by the primary.
        replica.Stop();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal((1, host.Clock.Now), await LeadAsync(host));
        }

        // It returns, and so do the reads.
        replica.Start();
        await Eventually.UntilAsync(async () =>
        {
            await LeadAsync(host);
            return await ReadersAsync(onReplica) > 0;
        });

        // The primary goes: reads go on, from the replica, and say how old they are.
        primary.Stop();
        DateTimeOffset stopped = host.Clock.Now;
        host.Clock.Now += TimeSpan.FromMinutes(1);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal((1, stopped), await LeadAsync(host));
        }

        // It returns, and ticks go on.
        primary.Start();
        await Eventually.UntilAsync(async () => await LeadAsync(host) == (1, host.Clock.Now));
        replica.Stop();
        primary.Stop();
    }

    [PrivatePostgreSqlFact]
    public async Task Changes_WithoutAStoreAndWithoutThePrimary_AreThoseOfTheReplica()
    {
        PostgreSqlServer primary = PostgreSqlServer.StartPrivate();
        string database = await primary.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id) VALUES (1);
            INSERT INTO events (user_id, created_at) SELECT 1, '2025-09-10 14:00:00Z' FROM generate_series(1, 5);
            """);
        PostgreSqlServer replica = primary.StartReplica();
        string both = PostgreSqlServer.WithReplica(database, replica);
        (string, string?)[] settings = [("LeadGraph:Store", "Auto"), ("LeadGraph:Live:Interval", "00:00:00.2")];
        await using ServiceHost before = await ServiceHost.StartAsync(both, settings);
        await before.UntilReadyAsync();
        using ChangeReader reader = await ChangeReader.OpenAsync(before.Client);
        await UntilComparedAsync(before);

        primary.Stop();
        before.Clock.Now += TimeSpan.FromDays(8);
        Assert.Equal([1], await reader.UsersAsync(1));

        // Also of a service that has never seen the primary.
        await using ServiceHost after = await ServiceHost.StartAsync(both, settings);
        await after.UntilReadyAsync();
        using ChangeReader later = await ChangeReader.OpenAsync(after.Client);
        await UntilComparedAsync(after);
        after.Clock.Now += TimeSpan.FromDays(8);
        Assert.Equal([1], await later.UsersAsync(1));
        replica.Stop();

        static async Task UntilComparedAsync(ServiceHost host)
        {
            int read = host.Logs.Sql.Count;
            await Eventually.UntilAsync(() => host.Logs.Sql.Count >= read + 2);
        }
    }

    [PrivatePostgreSqlFact]
    public async Task Changes_WhileTheReplicaLags_AreThoseOfThePrimary()
    {
        PostgreSqlServer primary = PostgreSqlServer.StartPrivate();
        string database = await primary.CreateDatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(database, $"""
            {ReferenceData.PostgreSqlTables}
            INSERT INTO free_lesson_registrations (user_id, first_name) VALUES (1, 'Anna');
            """);
        await ChangingDatabase.InstallAsync(database);
        PostgreSqlServer replica = primary.StartReplica();
        string onReplica = replica.Counterpart(database);
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            PostgreSqlServer.WithReplica(database, replica),
            [
                ("LeadGraph:Live:Interval", "00:00:00.2"), ("LeadGraph:Segments:cool:LeadScores:0", "cool"),
                .. receiver.Settings("crm", ("Segment", "cool"), ("Fields", "total_events"))
            ]);
        await host.UntilReadyAsync();
        await WebhookSchool.UntilBegunAsync(host, "crm");
        await Eventually.UntilAsync(
            async () => await AskAsync(database, "SELECT count(*) FROM leadgraph.known_tiers") == 1);

        // Every event is on the primary alone.
        await PostgreSqlServer.ExecuteAsync(onReplica, "SELECT pg_wal_replay_pause()");
        await PostgreSqlServer.ExecuteAsync(database,
            "INSERT INTO events (user_id, created_at) SELECT 1, '2025-09-10 14:00:00Z' FROM generate_series(1, 5)");

        await receiver.UntilAcceptedAsync(1);
        Assert.Equal(
            """{"total_events":5}""", receiver.Accepted[0].Changes[0].GetProperty("lead").GetRawText());
        Assert.Contains(
            "\"current\":\"cool\"", await host.Client.GetStringAsync($"{FeedSchool.Address}?segment=cool"));
        Assert.Equal(1, await AskAsync(database, "SELECT count(*) FROM leadgraph.tier_changes"));
        // Other reads still prefer the replica.
        Assert.Contains("\"total_events\":0,", await host.Client.GetStringAsync(Leads));
        replica.Stop();
        primary.Stop();
    }

    // The replica is named first; what writes finds the primary.
    private static async Task AssertCommandAsync(
        string action, string expected, string onReplica, PostgreSqlServer primary)
    {
        using var output = new StringWriter();
        int code = await DatabaseCommand.RunAsync(
            action, PostgreSqlServer.WithReplica(onReplica, primary), output, output);
        Assert.Contains(expected, output.ToString());
        Assert.Equal(0, code);
    }

    private static async Task<(int Events, DateTimeOffset? AsOf)> LeadAsync(ServiceHost host)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(Leads);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string body = await answer.Content.ReadAsStringAsync();
        return (body.Contains("\"total_events\":1,", StringComparison.Ordinal) ? 1 : 0,
            answer.Content.Headers.LastModified);
    }

    private static Task<long> ReadersAsync(string database) => AskAsync(database,
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'LeadGraph' AND query LIKE '%user_activity%'");

    private static async Task<long> AskAsync(string database, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }
}
