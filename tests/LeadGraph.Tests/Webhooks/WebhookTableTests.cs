using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using LeadGraph.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;

namespace LeadGraph.Tests.Webhooks;

/// <summary>The progress of webhooks in the store, by several instances.</summary>
public class WebhookTableTests
{
    private const int All = 15;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Instance_WhoseTimeHasPassed_IsReplacedAndChangesNothingMore(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        var store = school.Host.Services.GetRequiredService<LeadStore>();
        using WebhookTable first = new(store), second = new(store);
        await first.EnsureAsync(Webhook(), delivers: true, CancellationToken.None);
        await RecordAsync(school, 3);

        Assert.True(await first.TryBeginAsync(await ReadAsync(first), 1, All, CancellationToken.None));
        WebhookRow old = await ReadAsync(first);
        Assert.Equal((1, false), (old.PendingId, old.IsTaken));
        Assert.True((await ReadAsync(second)).IsTaken);
        Assert.False(await second.TryBeginAsync(await ReadAsync(second), 1, All, CancellationToken.None));

        // The first has been killed, or is frozen. Another time the clock was set back by an hour.
        await LeaseAsync("lease_until = 1");
        Assert.False((await ReadAsync(second)).IsTaken);
        await LeaseAsync($"lease_until = {DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}");
        Assert.True(await second.TryBeginAsync(await ReadAsync(second), 1, All, CancellationToken.None));
        await first.ResumeAsync("crm", CancellationToken.None);
        Assert.Equal((true, 1), ((await ReadAsync(first)).IsTaken, (await ReadAsync(first)).PendingId));
        Assert.False(await first.PassAsync(await ReadAsync(first), 2, CancellationToken.None));
        Assert.False(await first.CompleteAsync(old, 1, CancellationToken.None));
        Assert.False(await first.FailAsync(old, "late", wait: null, CancellationToken.None));
        Assert.True(await second.CompleteAsync(await ReadAsync(second), 1, CancellationToken.None));
        Assert.False(await first.CompleteAsync(old, 1, CancellationToken.None));
        WebhookRow now = await ReadAsync(first);
        Assert.Equal((1, null, 2, null), (now.Position, now.PendingId, now.Waiting, now.Failure));

        await second.ReleaseAsync(CancellationToken.None);
        Assert.True(await first.TryBeginAsync(await ReadAsync(first), 2, All, CancellationToken.None));

        async Task LeaseAsync(string set)
        {
            await using StoreConnection connection = await school.OpenStoreAsync();
            await connection.ExecuteAsync($"UPDATE leadgraph.webhooks SET {set}", CancellationToken.None);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Instance_ThatHasHadItsAnswer_KeepsTheWebhookForFewSeconds(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        using var table = new WebhookTable(school.Host.Services.GetRequiredService<LeadStore>());
        await table.EnsureAsync(Webhook(), delivers: true, CancellationToken.None);
        await RecordAsync(school, 3);
        double started = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

        Assert.True(await table.TryBeginAsync(await ReadAsync(table), 1, All, CancellationToken.None));
        await KeptForAsync(WebhookTable.LeaseSeconds);
        Assert.True(await table.CompleteAsync(await ReadAsync(table), 1, CancellationToken.None));
        await KeptForAsync(5);
        Assert.True(await table.TryBeginAsync(await ReadAsync(table), 2, All, CancellationToken.None));
        Assert.True(await table.FailAsync(await ReadAsync(table), "HTTP 500", TimeSpan.Zero, CancellationToken.None));
        await KeptForAsync(5);

        // Since a moment that is not known, but which has been.
        async Task KeptForAsync(int seconds)
        {
            await using StoreConnection connection = await school.OpenStoreAsync();
            await using var lease = connection.Command("SELECT lease_until FROM leadgraph.webhooks");
            double until = (double)(await lease.ExecuteScalarAsync())!;
            double now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
            Assert.InRange(until, started + seconds - 1, now + seconds + 1);
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Row_OfSeveralTiers_CountsThoseOfTheReaderAndKeepsThoseOfTheRequest(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        using var table = new WebhookTable(school.Host.Services.GetRequiredService<LeadStore>());
        await table.EnsureAsync(Webhook("cool,hot"), delivers: true, CancellationToken.None);
        await RecordAsync(school, 8);
        await table.EnsureAsync(Webhook("hot"), delivers: false, CancellationToken.None);
        Assert.Equal((10, 8), ((await ReadAsync(table)).Tiers, (await ReadAsync(table)).Waiting));
        Assert.Equal(2, (await table.ReadAsync("crm", 8, CancellationToken.None))!.Waiting);
        await using (StoreConnection connection = await school.OpenStoreAsync())
        {
            Assert.Equal(4, (await WebhookTable.ReadAllAsync(connection, CancellationToken.None))[0].Waiting);
        }

        Assert.True(await table.TryBeginAsync(await ReadAsync(table), 1, 2, CancellationToken.None));
        await table.EnsureAsync(Webhook("hot"), delivers: true, CancellationToken.None);
        Assert.Equal(2, (await ReadAsync(table)).Tiers);
        Assert.False(await table.RewindAsync("crm", 5, CancellationToken.None));
        Assert.Equal((0, 1), ((await ReadAsync(table)).Position, (await ReadAsync(table)).PendingId));
        Assert.True(await table.CompleteAsync(await ReadAsync(table), 1, CancellationToken.None));
        await table.EnsureAsync(Webhook("hot"), delivers: true, CancellationToken.None);
        Assert.Equal(8, (await ReadAsync(table)).Tiers);
        Assert.True(await table.RewindAsync("crm", 0, CancellationToken.None));
    }

    [Fact]
    public void Retry_AfterTheClockWasSetBack_IsDueAtOnce()
    {
        var now = new DateTime(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc);
        var row = new WebhookRow(
            "crm", 0, 1, 3, now, now, now.AddMinutes(15), "HTTP 500", null, null, All, false, 1, 1, now,
            now);

        Assert.False((row with { Now = now.AddMinutes(14) }).IsDue);
        Assert.True((row with { Now = now.AddMinutes(15) }).IsDue);
        Assert.True((row with { Now = now.AddHours(-1) }).IsDue);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Webhook_WithoutAStore_IsToldOfByReadinessWithTheCommand(DatabaseProvider provider)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using ChangingDatabase school = await ChangingDatabase.OpenAsync(
            provider, settings: receiver.Settings("crm"));

        await Eventually.UntilAsync(async () => (await school.Host.Client.GetStringAsync("/health/ready")).Contains(
            "Webhook crm delivers nothing: There is no store in this database. Run LeadGraph with "));
        await ChangingDatabase.InstallAsync(school.ConnectionString);
        await WebhookSchool.UntilBegunAsync(school.Host, "crm");
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Problem_ThatComesBack_IsLoggedAgain(DatabaseProvider provider)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using ChangingDatabase school = await OpenAsync(provider, receiver.Settings("crm"));
        for (int times = 1; times <= 2; times++)
        {
            await WebhookSchool.UntilBegunAsync(school.Host, "crm");
            school.Host.Clock.Now += TimeSpan.FromMinutes(6);
            await Eventually.UntilAsync(async () =>
            {
                WebhookSchool.Wake(school.Host);
                return await IsReadyAsync();
            });

            using var output = new StringWriter();
            Assert.Equal(0, await DatabaseCommand.RunAsync("uninstall", school.ConnectionString, output, output));
            await Eventually.UntilAsync(() => school.Host.Logs.All.Count(record => record.Message.StartsWith(
                "Webhook crm delivers nothing: There is no store", StringComparison.Ordinal)) == times);
            await ChangingDatabase.InstallAsync(school.ConnectionString);
        }

        async Task<bool> IsReadyAsync() => !(await school.Host.Client.GetStringAsync("/health/ready"))
            .Contains("Webhook crm delivers nothing", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Count_OfWhatWaits_IsDueAtTimesAndWhenTheWebhookIsDisabled()
    {
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.Sqlite);
        var states = school.Host.Services.GetRequiredService<WebhookStates>();
        DateTime now = school.Host.Clock.Now.UtcDateTime;
        var row = new WebhookRow("crm", 0, null, 0, null, null, null, null, null, null, All, false, 2, 0, null, now);

        Assert.True(states.IsCountDue(row));
        states.Note(row with { Waiting = 2, WaitingSince = now }, isCounted: true);
        Assert.False(states.IsCountDue(row));
        states.Note(row, isCounted: false);
        Assert.Equal((2, now), (states.Find("crm")!.Waiting, states.Find("crm")!.WaitingSince));
        Assert.True(states.IsCountDue(row with { DisabledAt = now }));
        school.Host.Clock.Now += TimeSpan.FromSeconds(15);
        Assert.True(states.IsCountDue(row));
        Assert.False(states.IsCountDue(row with { Position = 2 }));
        states.Note(row with { Position = 2 }, isCounted: false);
        Assert.Null(states.Find("crm")!.WaitingSince);
    }

    [Fact]
    public void Webhook_AsText_TellsNeitherSecretNorAddress()
        => Assert.Equal("crm: https://crm.example.com", Webhook().ToString());

    private static Webhook Webhook(string? tiers = null) => LeadGraph.Webhooks.Webhook.Of(
        "crm",
        new WebhookOptions { Url = "https://crm.example.com/hidden", Secret = WebhookReceiver.Secret, To = tiers });

    private static async Task<WebhookRow> ReadAsync(WebhookTable table)
        => (await table.ReadAsync("crm", All, CancellationToken.None))!;
}
