using System.Net;
using LeadGraph.Data;
using LeadGraph.Store;
using LeadGraph.Tests.Changes.Feed;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Store;

/// <summary>What an instance does that runs while the store is upgraded.</summary>
public class LiveUpgradeTests
{
    private const string Leads = "/api/user-activity";

    [PostgreSqlTheory]
    [InlineData(DatabaseProvider.Sqlite, ActivityMode.Live)]
    [InlineData(DatabaseProvider.PostgreSql, ActivityMode.Live)]
    [InlineData(DatabaseProvider.PostgreSql, ActivityMode.Maintained)]
    public async Task Instance_OverTheVersionBefore_SaysWhatToRunAndThenRecordsWhatHappenedMeanwhile(
        DatabaseProvider provider, ActivityMode mode)
    {
        await using ChangingDatabase school = await OpenAsync(provider, mode);
        await school.Host.StopAsync();
        await OldStore.MakeAsync(school);
        await using ServiceHost host = await ServiceHost.StartAsync(school.ConnectionString, Settings(mode));
        await UntilToldAsync(host, "The store of LeadGraph was installed by an earlier version. Run LeadGraph with ");
        await school.ActAsync(1, events: 5);
        if (mode == ActivityMode.Live)
        {
            Assert.Contains("\"cool\"", await host.Client.GetStringAsync(Leads));
        }

        await ChangingDatabase.InstallAsync(school.ConnectionString);
        await UntilRecordedAsync(school, "1 none 0 2", "1 0 1 0");

        await school.RegisterAsync(2);
        await UntilRecordedAsync(school, "1 none 0 2", "1 0 1 0", "2 none 0 2");
        Assert.Equal([1, 2], (await FeedSchool.PageAsync(host, "after: \"Y2hhbmdlOjE\"")).Users);
        await UntilToldAsync(host, "\"status\":\"healthy\"");
    }

    [PostgreSqlTheory]
    [InlineData(DatabaseProvider.Sqlite, ActivityMode.Live)]
    [InlineData(DatabaseProvider.PostgreSql, ActivityMode.Live)]
    [InlineData(DatabaseProvider.PostgreSql, ActivityMode.Maintained)]
    public async Task Instance_WhoseStoreALaterVersionUpgrades_GoesOnServingAndNoChangeIsLost(
        DatabaseProvider provider, ActivityMode mode)
    {
        await using ChangingDatabase school = await OpenAsync(provider, mode);

        await OldStore.SetVersionAsync(school, StoreVersion.Current + 1);
        await UntilToldAsync(
            school.Host, "The store of LeadGraph was installed by a later version. Run that version of LeadGraph.");
        await school.ActAsync(1, events: 5);
        using (HttpResponseMessage ready = await school.Host.Client.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }

        Assert.Contains("\"user_id\":1", await school.Host.Client.GetStringAsync(Leads));
        Assert.Equal(["1 none 0 2"], await school.RecordedAsync());

        // This program now plays the later version.
        await OldStore.SetVersionAsync(school, StoreVersion.Current);
        await UntilRecordedAsync(school, "1 none 0 2", "1 0 1 0");
        await UntilToldAsync(school.Host, "\"status\":\"healthy\"");
    }

    // A user has registered, and the instance has recorded it.
    private static async Task<ChangingDatabase> OpenAsync(DatabaseProvider provider, ActivityMode mode)
    {
        ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider, Settings(mode));
        await school.Host.UntilReadyAsync();
        if (mode == ActivityMode.Live)
        {
            await school.UntilComparedAsync();
        }

        await school.RegisterAsync(1);
        await UntilRecordedAsync(school, "1 none 0 2");
        return school;
    }

    private static (string Key, string? Value)[] Settings(ActivityMode mode) =>
    [
        ("LeadGraph:Store", "Auto"), ("LeadGraph:Activity:Mode", $"{mode}"),
        ("LeadGraph:Activity:RefreshInterval", "00:00:00.1"), ("LeadGraph:Live:Interval", "00:00:00.05")
    ];

    private static async Task UntilRecordedAsync(ChangingDatabase school, params string[] changes)
        => await Eventually.UntilAsync(async () => changes.SequenceEqual(await school.RecordedAsync()));

    private static Task UntilToldAsync(ServiceHost host, string words) => Eventually.UntilAsync(async () =>
    {
        using HttpResponseMessage ready = await host.Client.GetAsync("/health/ready");
        return (await ready.Content.ReadAsStringAsync()).Contains(words, StringComparison.Ordinal);
    });
}
