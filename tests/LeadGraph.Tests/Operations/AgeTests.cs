using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Tests.Changes.Feed;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using LeadGraph.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Operations;

/// <summary>What operators are told of the age of things, while clocks are set back.</summary>
public class AgeTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    [Theory, OnSqlite, OnPostgreSql]
    public async Task FeedOfLiveMode_WithoutComparisonsSinceTheClockWasSetBack_IsAsOldAsThat(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.UntilComparedAsync();
        await school.Monitor.StopAsync(CancellationToken.None);

        SetBack(school.Host);

        await UntilReadinessTellsAsync(school.Host, "Changes of tier were last recorded 6");
        AssertSilence(school.Host, "leadgraph.feed.age");
    }

    [PostgreSqlFact]
    public async Task MaintainedTable_WithoutTicksSinceClocksWereSetBack_IsAsOldAsThat()
    {
        string database = await MaintainedSample.CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(database, MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();
        await host.Services.GetServices<IHostedService>().OfType<ActivityMaintainer>().Single()
            .StopAsync(CancellationToken.None);
        // As when the clock of the database is set back by an hour.
        await PostgreSqlServer.ExecuteAsync(
            database, "UPDATE leadgraph.state SET ticked_at = now() + interval '1 hour'");
        await host.UntilReadyAsync();

        SetBack(host);

        await UntilReadinessTellsAsync(host, "leadgraph.user_activity was last brought up to date 600 s ago.");
        AssertSilence(host, "leadgraph.feed.age");
        AssertSilence(host, "leadgraph.activity.age");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        using var status = new StringWriter();
        await MaintainedStatus.WriteAsync(source, status, CancellationToken.None);
        Assert.Matches(
            @"last tick: +3[56]\d\d\.\d s ahead of the database's clock, which has been set back since, took",
            status.ToString());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task BacklogOfAWebhook_ThatWaitsSinceTheClockWasSetBack_IsAsOldAsThat(DatabaseProvider provider)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ => 500);
        await using ChangingDatabase school = await FeedSchool.OpenAsync(provider, receiver.Settings("crm"));
        await WebhookSchool.UntilBegunAsync(school.Host, "crm");
        await FeedSchool.RecordAsync(school, 1);
        await WebhookSchool.UntilFailedAsync(school.Host, "crm");

        SetBack(school.Host);

        await UntilReadinessTellsAsync(school.Host, "Its backlog is 600 s old.");
        AssertSilence(school.Host, "leadgraph.webhook.backlog.age");
    }

    private static void SetBack(ServiceHost host)
    {
        host.Clock.Now -= TimeSpan.FromDays(2);
        host.Clock.Now += Silence;
    }

    // What the test itself has taken counts too.
    private static void AssertSilence(ServiceHost host, string metric)
    {
        using var metrics = new HostMetrics(host);
        Assert.InRange(metrics.Of(metric)!.Value, Silence.TotalSeconds, 2 * Silence.TotalSeconds);
    }

    private static Task UntilReadinessTellsAsync(ServiceHost host, string words) => Eventually.UntilAsync(async ()
        => (await host.Client.GetStringAsync("/health/ready")).Contains(words, StringComparison.Ordinal));
}
