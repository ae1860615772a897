using LeadGraph.Data;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using Npgsql;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;
using static LeadGraph.Tests.Webhooks.WebhookSchool;

namespace LeadGraph.Tests.Webhooks;

/// <summary>What becomes of deliveries when instances stop, or have other settings.</summary>
public class WebhookInstancesTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Request_OfAnInstanceWithOtherTiers_IsRetriedAsItWas(DatabaseProvider provider)
    {
        bool fails = true;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ => fails ? 500 : 200);
        await using ChangingDatabase school = await OpenAsync(provider, receiver.Settings("crm", ("To", "cool")));
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 8);
        await UntilFailedAsync(school.Host, "crm");
        await school.Host.StopAsync();
        await using ServiceHost second = await ServiceHost.StartAsync(
            school.ConnectionString,
            [("LeadGraph:Live:Interval", "01:00:00"), .. receiver.Settings("crm", ("To", "hot"))]);
        await UntilBegunAsync(second, "crm");
        fails = false;
        await PassingTimeUntilAsync(second, () => receiver.Accepted.Count >= 3);

        Assert.Equal([1, 3, 7], receiver.Accepted.SelectMany(one => one.ChangeIds));
        Assert.Equal(receiver.Requests[0], receiver.Accepted[0]);
        await UntilPassedAsync(second, "crm", 8);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_ThatOnlyAnotherInstanceWants_ArePassed(DatabaseProvider provider)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using ChangingDatabase school = await OpenAsync(provider, receiver.Settings("crm", ("To", "hot")));
        await UntilBegunAsync(school.Host, "crm");
        await using (StoreConnection store = await school.OpenStoreAsync())
        {
            // As an instance has them that starts without To.
            await store.ExecuteAsync("UPDATE leadgraph.webhooks SET tiers = 15", CancellationToken.None);
        }

        await RecordAsync(school, 2);
        await UntilPassedAsync(school.Host, "crm", 2);
        Assert.Empty(receiver.Requests);
    }

    [PostgreSqlFact]
    public async Task Success_WhileTheServiceStops_IsNoted()
    {
        NpgsqlConnection? held = null;
        NpgsqlTransaction? transaction = null;
        ChangingDatabase? school = null;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(async (_, _) =>
        {
            // So that noting the success waits.
            held = new NpgsqlConnection(school!.ConnectionString);
            await held.OpenAsync();
            transaction = await held.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("SELECT 1 FROM leadgraph.webhooks FOR UPDATE", held, transaction);
            await hold.ExecuteScalarAsync();
        });
        await using (school = await OpenAsync(DatabaseProvider.PostgreSql, receiver.Settings("crm")))
        {
            await UntilBegunAsync(school.Host, "crm");
            await RecordAsync(school, 1);
            await receiver.UntilAcceptedAsync(1);
            await using (NpgsqlDataSource source = NpgsqlDataSource.Create(school.ConnectionString))
            {
                await using NpgsqlCommand waits = source.CreateCommand("SELECT count(*) > 0 FROM pg_stat_activity "
                    + "WHERE datname = current_database() AND wait_event_type = 'Lock'");
                await Eventually.UntilAsync(async () => (bool)(await waits.ExecuteScalarAsync())!);
            }

            Task stop = school.Host.StopAsync();
            await transaction!.DisposeAsync();
            await held!.DisposeAsync();
            await stop;

            await using StoreConnection store = await school.OpenStoreAsync();
            await using var position = store.Command("SELECT position FROM leadgraph.webhooks");
            Assert.Equal(1L, await position.ExecuteScalarAsync());
        }
    }
}
