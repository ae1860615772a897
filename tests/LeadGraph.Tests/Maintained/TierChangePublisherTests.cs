using System.Collections.Immutable;
using HotChocolate.Execution;
using HotChocolate.Subscriptions;
using LeadGraph.Changes;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadGraph.Tests.Maintained;

/// <summary>What a service does with the notification of a tick.</summary>
public class TierChangePublisherTests
{
    private const string Leads = "/api/user-activity";

    // Behind it waits who reads the changes while the table is locked.
    private const string IsWaiting =
        "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'leadgraph.tier_changes'::regclass AND NOT granted)";

    private const string HasListened = """
        SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
            AND state = 'idle' AND query LIKE '%FROM leadgraph.tier_changes%WHERE id > %')
        """;

    [PostgreSqlFact]
    public async Task Response_RequestedAfterAChangeIsHeard_IsNotOlderThanTheChange()
    {
        await using MaintainedDatabase database = await MaintainedDatabase.CreateAsync(
            "INSERT INTO free_lesson_registrations (user_id) VALUES (1);");
        // After the first tick the test takes the place of the ticks.
        await using ServiceHost host = await ServiceHost.StartAsync(
            database.ConnectionString, ("LeadGraph:Activity:Mode", "Maintained"),
            ("LeadGraph:Activity:RefreshInterval", "01:00:00"), ("LeadGraph:Cache:Seconds", "3600"));
        await host.UntilReadyAsync();
        await UntilAsync(database, HasListened);
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await using ISourceStream<ImmutableArray<LeadScoreChange>> stream =
            await host.Services.GetRequiredService<ITopicEventReceiver>()
                .SubscribeAsync<ImmutableArray<LeadScoreChange>>(LeadScoreMonitor.Topic, limit.Token);

        // One tick has been announced, and the next is committed before the changes are read.
        await using NpgsqlConnection tick = await database.Source.OpenConnectionAsync();
        await ExecuteAsync(tick, "BEGIN; LOCK TABLE leadgraph.tier_changes");
        await database.ExecuteAsync("NOTIFY leadgraph_tick");
        await UntilAsync(database, IsWaiting);
        Assert.Contains("\"lead_score\":\"cold\"", await host.Client.GetStringAsync(Leads));
        await ExecuteAsync(tick, """
            UPDATE leadgraph.user_activity SET total_events = 5, active_days = 1, lead_score = 1;
            INSERT INTO leadgraph.tier_changes (user_id, previous, current, reason, changed_at)
            VALUES (1, 0, 1, 0, now());
            COMMIT
            """);

        await using IAsyncEnumerator<ImmutableArray<LeadScoreChange>> changes =
            stream.ReadEventsAsync().GetAsyncEnumerator(limit.Token);
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(1, changes.Current.Single().UserId);
        Assert.Contains("\"lead_score\":\"cool\"", await host.Client.GetStringAsync(Leads));
    }

    private static Task UntilAsync(MaintainedDatabase database, string condition)
        => Eventually.UntilAsync(async () => await database.RowsAsync(condition) is ["True"]);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
