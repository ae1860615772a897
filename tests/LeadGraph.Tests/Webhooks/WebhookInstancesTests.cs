using LeadGraph.Data;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using LeadGraph.Webhooks;
using Microsoft.Extensions.DependencyInjection;
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

    [PostgreSqlTheory]
    [InlineData(nameof(ActivityMode.Live))]
    [InlineData(nameof(ActivityMode.Maintained))]
    public async Task Request_OfAProcessThatIsKilled_IsRepeatedByTheOtherWhichGoesOn(string mode)
    {
        bool hangs = true;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(async (context, request) =>
        {
            if (hangs && request.ChangeIds.Single() == 3)
            {
                // It has acted on it, and its sender does not live to hear so.
                context.Response.StatusCode = 500;
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.PostgreSql);
        (string, string)[] settings = SettingsOf(school, mode, receiver);
        await using ServiceProcess first = await ServiceProcess.StartAsync(settings);
        await Eventually.UntilAsync(async () => await StateAsync(school) is not null);
        await RecordAsync(school, 5);
        await Eventually.UntilAsync(() => receiver.Requests.Count >= 3);
        await using ServiceProcess second = await ServiceProcess.StartAsync(settings);
        first.Signal("KILL");
        await first.ExitAsync(Eventually.Limit);

        Assert.Equal("2 3", await StateAsync(school));
        hangs = false;
        await using (StoreConnection store = await school.OpenStoreAsync())
        {
            // Nobody else may deliver until its time has passed.
            await store.ExecuteAsync("UPDATE leadgraph.webhooks SET lease_until = 1", CancellationToken.None);
        }

        await Eventually.UntilAsync(async () => await StateAsync(school) == "5 ");
        // It may also have been repeated by the first, if that waited for long.
        WebhookRequest[] repeated = [.. receiver.Requests.Where(one => one.ChangeIds.Single() == 3)];
        Assert.True(repeated.Length > 1);
        Assert.Single(repeated.Distinct());
        Assert.Equal(
            [1, 2, .. repeated.Select(_ => 3), 4, 5], receiver.Requests.SelectMany(one => one.ChangeIds));
    }

    [PostgreSqlFact]
    public async Task Process_ThatWasFrozenUntilAnotherHadGoneOn_ChangesNothingAndGoesOnFromThere()
    {
        var thawed = new TaskCompletionSource();
        bool hangs = true;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(async (_, request) =>
        {
            if (hangs && request.ChangeIds.Single() == 3)
            {
                hangs = false;
                await thawed.Task;
            }
        });
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.PostgreSql);
        (string, string)[] settings = SettingsOf(school, nameof(ActivityMode.Live), receiver);
        await using ServiceProcess first = await ServiceProcess.StartAsync(settings);
        await Eventually.UntilAsync(async () => await StateAsync(school) is not null);
        await RecordAsync(school, 5);
        await Eventually.UntilAsync(() => !hangs);
        first.Signal("STOP");
        await using ServiceProcess second = await ServiceProcess.StartAsync(settings);
        await using (StoreConnection store = await school.OpenStoreAsync())
        {
            await store.ExecuteAsync("UPDATE leadgraph.webhooks SET lease_until = 1", CancellationToken.None);
        }

        await Eventually.UntilAsync(async () => await StateAsync(school) == "5 ");
        thawed.SetResult();
        first.Signal("CONT");
        // So that only the first can deliver what follows.
        second.Signal("KILL");
        await second.ExitAsync(Eventually.Limit);
        await RecordAsync(school, 2);
        await Eventually.UntilAsync(async () => await StateAsync(school) == "7 ");

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], receiver.Requests.SelectMany(one => one.ChangeIds).Distinct());
        Assert.Equal(7, receiver.Requests.Distinct().Count());
    }

    [PostgreSqlFact]
    public async Task Instance_ThatHasWaitedForLongerThanItKeepsTheWebhook_LooksWhoHasItBeforeItSends()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.PostgreSql, receiver.Settings("crm"));
        await UntilBegunAsync(school.Host, "crm");
        // When this instance has taken the webhook, a minute passes in which it is frozen, and another one takes it.
        await school.ExecuteAsync("""
            CREATE FUNCTION take() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                NEW.lease_holder := 'other';
                NEW.lease_until := extract(epoch FROM clock_timestamp()) + 39;
                RETURN NEW;
            END $$;
            CREATE TRIGGER take BEFORE UPDATE ON leadgraph.webhooks FOR EACH ROW
                WHEN (NEW.pending_id IS NOT NULL) EXECUTE FUNCTION take();
            """);
        await using var held = new NpgsqlConnection(school.ConnectionString);
        await held.OpenAsync();
        await using (NpgsqlTransaction transaction = await held.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("SELECT 1 FROM leadgraph.webhooks FOR UPDATE", held, transaction);
            await hold.ExecuteScalarAsync();
            await RecordAsync(school, 1);
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(school.ConnectionString);
            await using NpgsqlCommand waits = source.CreateCommand("SELECT count(*) > 0 FROM pg_stat_activity "
                + "WHERE datname = current_database() AND wait_event_type = 'Lock'");
            await Eventually.UntilAsync(async () => (bool)(await waits.ExecuteScalarAsync())!);
            school.Host.Clock.Now += TimeSpan.FromMinutes(1);
        }

        await Eventually.UntilAsync(() => school.Host.Services.GetRequiredService<WebhookStates>()
            .Find("crm") is { IsTaken: true });
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

    private static (string, string)[] SettingsOf(ChangingDatabase school, string mode, WebhookReceiver receiver) =>
    [
        ("ConnectionStrings:LeadGraph", school.ConnectionString), ("LeadGraph:Activity:Mode", mode),
        // The changes are of the clock of tests, and of years ago by that of the process.
        ("LeadGraph:Live:Interval", "01:00:00"), ("LeadGraph:Changes:Retention", "3650.00:00:00"),
        .. receiver.Settings("crm").Select(setting => (setting.Key, setting.Value!))
    ];

    // The position, and what is tried.
    private static async Task<string?> StateAsync(ChangingDatabase school)
    {
        await using StoreConnection store = await school.OpenStoreAsync();
        await using var state = store.Command(
            "SELECT position || ' ' || coalesce(pending_id::text, '') FROM leadgraph.webhooks");
        return await state.ExecuteScalarAsync() as string;
    }
}
