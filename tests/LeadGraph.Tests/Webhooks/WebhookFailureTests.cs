using System.Diagnostics;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using LeadGraph.Webhooks;
using Microsoft.Extensions.Logging;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;
using static LeadGraph.Tests.Webhooks.WebhookSchool;

namespace LeadGraph.Tests.Webhooks;

/// <summary>What happens when receivers do not accept what is delivered.</summary>
public class WebhookFailureTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Receiver_ThatIsGone_IsSentNothingUntilTheWebhookIsEnabled(DatabaseProvider provider)
    {
        int status = 410;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ => status);
        await using ChangingDatabase school = await OpenAsync(provider, receiver.Settings("crm"));
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 2);
        await school.Host.Logs.WaitForAsync(LogLevel.Error, "Webhook crm is disabled: HTTP 410.");
        await PassingTimeUntilAsync(
            school.Host, () => StatesOf(school).Find("crm") is { DisabledAt: not null, Waiting: 2 }, step: 15);
        string ready = await school.Host.Client.GetStringAsync("/health/ready");

        Assert.Contains("\"degraded\"", ready);
        Assert.Contains("Webhook crm: 2 changes wait, the oldest of 2025-09-10T15:00:00.000Z", ready);
        Assert.Contains("(HTTP 410)", ready);
        status = 200;
        await PassingTimeUntilAsync(school.Host, () => school.Host.Clock.Now.Day > 10, step: 3600);
        Assert.Single(receiver.Requests);
        await TableOf(school).ResumeAsync("crm", CancellationToken.None);
        await receiver.UntilAcceptedAsync(2);
        Assert.Equal([1, 1, 2], receiver.Requests.SelectMany(one => one.ChangeIds));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Metrics_OfAWebhook_CountWhatFailedAndWhatWasDelivered(DatabaseProvider provider)
    {
        int asked = 0;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(
            _ => Interlocked.Increment(ref asked) <= 2 ? 500 : 204);
        await using ChangingDatabase school = await OpenAsync(provider, receiver.Settings("crm"));
        using var metrics = new HostMetrics(school.Host);
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 3);
        await PassingTimeUntilAsync(school.Host, () => receiver.Accepted.Count == 3);

        await Eventually.UntilAsync(() => metrics.Of("leadgraph.webhook.delivered") == 3);
        Assert.Equal(2, metrics.Of("leadgraph.webhook.failed"));
        // RecordAsync dates changes ahead, so that their age says nothing while they wait.
        await Eventually.UntilAsync(() => metrics.Of("leadgraph.webhook.backlog.age") == 0);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Receiver_ThatAsksToWait_IsTriedAgainThenAndNotBefore(DatabaseProvider provider)
    {
        int asked = 0;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync((context, _) =>
        {
            if (Interlocked.Increment(ref asked) == 1)
            {
                context.Response.StatusCode = 503;
                context.Response.Headers.RetryAfter = "7200";
            }

            return Task.CompletedTask;
        });
        await using ChangingDatabase school = await OpenAsync(provider, receiver.Settings("crm"));
        await UntilBegunAsync(school.Host, "crm");
        var took = Stopwatch.StartNew();
        await RecordAsync(school, 1);
        await UntilFailedAsync(school.Host, "crm");

        WebhookRow row = await RowAsync(school.Host, "crm");
        Assert.Equal(row.AttemptedAt!.Value.AddHours(2), row.NextAttemptAt);
        // An instance whose clock is ahead does not take it for due.
        DateTimeOffset start = school.Host.Clock.Now += TimeSpan.FromDays(1);
        await PassingTimeUntilAsync(school.Host, () => receiver.Accepted.Count == 1, step: 600);
        // What has passed by the clock of the store is what the test has added, and what it took.
        Assert.True(school.Host.Clock.Now - start + took.Elapsed >= TimeSpan.FromHours(2));
        Assert.Equal(2, receiver.Requests.Count);
        Assert.Single(receiver.Requests.DistinctBy(request => request.Id));
    }

    [PostgreSqlFact]
    public async Task Receiver_ThatFailsInMaintainedMode_GetsTheSameAgainAndThenWhatFollows()
    {
        int asked = 0;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync((context, _) =>
        {
            int turn = Interlocked.Increment(ref asked);
            context.Response.StatusCode = turn switch { 1 => 500, 2 => 503, 3 => 500, _ => 204 };
            if (turn == 2)
            {
                context.Response.Headers.RetryAfter = "7200";
            }
            else if (turn == 3)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });
        string database = await MaintainedSample.CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, [.. receiver.Settings("crm", ("To", "cool")), .. MaintainedSample.InMaintainedMode]);
        await host.UntilReadyAsync();
        await UntilBegunAsync(host, "crm");
        await MaintainedSample.AddCoolAsync(database, 20);
        await UntilFailedAsync(host, "crm");
        await MaintainedSample.AddCoolAsync(database, 21);
        await PassingTimeUntilAsync(host, () => receiver.Accepted.Count >= 2, step: 600);

        Assert.Equal(
            [20, 20, 20, 20, 21],
            receiver.Requests.Select(one => one.Changes[0].GetProperty("user_id").GetInt64()));
        Assert.Equal(2, receiver.Requests.Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Receivers_ThatHangOrAreDown_HoldBackNoOther(DatabaseProvider provider)
    {
        await using WebhookReceiver hangs = await WebhookReceiver.StartAsync(
            (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default));
        WebhookReceiver down = await WebhookReceiver.StartAsync();
        var settingsOfDown = down.Settings("down");
        await down.DisposeAsync();
        await using WebhookReceiver lives = await WebhookReceiver.StartAsync();
        await using ChangingDatabase school = await OpenAsync(
            provider, [.. hangs.Settings("hangs"), .. settingsOfDown, .. lives.Settings("lives")]);
        foreach (string name in (string[])["hangs", "down", "lives"])
        {
            await UntilBegunAsync(school.Host, name);
        }

        await RecordAsync(school, 20);
        await lives.UntilAcceptedAsync(20);
        await UntilFailedAsync(school.Host, "down");

        Assert.Equal("the receiver cannot be reached", (await RowAsync(school.Host, "down")).Failure);
        Assert.Equal(0, (await RowAsync(school.Host, "hangs")).Position);
        Assert.Equal(20, (await RowAsync(school.Host, "down")).Waiting);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Receiver_ThatFailsForThreeDays_DisablesTheWebhookWhichKeepsItsPlace(DatabaseProvider provider)
    {
        await using WebhookReceiver other = await WebhookReceiver.StartAsync();
        bool asksToWait = true;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = other.Url;
            context.Response.Headers.RetryAfter = asksToWait ? "86400" : default;
            return Task.CompletedTask;
        });
        await using ChangingDatabase school = await OpenAsync(provider, receiver.Settings("crm"));
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 3);
        await UntilFailedAsync(school.Host, "crm", 1);
        for (int failed = 2; failed <= 4; failed++)
        {
            Assert.Null((await RowAsync(school.Host, "crm")).DisabledAt);
            await PassTimeAsync(school.Host, WebhookRetry.LongestRetryAfter);
            await UntilFailedAsync(school.Host, "crm", failed);
        }

        // After three days in which there were few attempts, there are some more.
        Assert.Null((await RowAsync(school.Host, "crm")).DisabledAt);
        asksToWait = false;
        await PassTimeAsync(school.Host, WebhookRetry.LongestRetryAfter);
        await UntilFailedAsync(school.Host, "crm", 5);
        for (int failed = 6; failed <= WebhookRetry.FewestAttempts; failed++)
        {
            Assert.Null((await RowAsync(school.Host, "crm")).DisabledAt);
            await PassTimeAsync(school.Host, TimeSpan.FromMinutes(15));
            await UntilFailedAsync(school.Host, "crm", failed);
        }

        WebhookRow row = await RowAsync(school.Host, "crm");
        Assert.Equal(WebhookRetry.FewestAttempts, row.Attempts);
        Assert.NotNull(row.DisabledAt);
        Assert.Equal((0, 3, "HTTP 307; redirects are not followed"), (row.Position, row.Waiting, row.Failure));
        Assert.Empty(other.Requests);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Webhook_ThatWasOffForDays_IsNotDisabledByItsFirstFailureAfter(DatabaseProvider provider)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ => 500);
        await using ChangingDatabase school = await OpenAsync(provider, receiver.Settings("crm"));
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 3);
        await FailAsync(school.Host, WebhookRetry.FewestAttempts);
        await school.Host.StopAsync();
        await PassTimeAsync(school.Host, WebhookRetry.Longest + TimeSpan.FromDays(1));

        await using ServiceHost later = await ServiceHost.StartAsync(
            school.ConnectionString, [("LeadGraph:Live:Interval", "01:00:00"), .. receiver.Settings("crm")]);
        await UntilBegunAsync(later, "crm");
        await UntilFailedAsync(later, "crm", WebhookRetry.FewestAttempts + 1);
        await FailAsync(later, WebhookRetry.FewestAttempts + 3);

        Assert.Null((await RowAsync(later, "crm")).DisabledAt);

        static async Task FailAsync(ServiceHost host, int attempts)
        {
            while ((await RowAsync(host, "crm")).Attempts is var failed && failed < attempts)
            {
                await PassTimeAsync(host, TimeSpan.FromMinutes(15));
                await UntilFailedAsync(host, "crm", failed + 1);
            }
        }
    }

    [Fact]
    public void Delays_BetweenAttempts_GrowToAQuarterOfAnHour()
    {
        Assert.Equal(
            [2.5, 5, 10, 20, 40, 80, 160, 320, 450, 450],
            Enumerable.Range(1, 10).Select(failed => WebhookRetry.Delay(failed, 0).TotalSeconds));
        Assert.Equal(900, WebhookRetry.Delay(100_000, 1).TotalSeconds);
        Assert.Equal(5, WebhookRetry.Delay(1, 1).TotalSeconds);
    }

    private static WebhookTable TableOf(ChangingDatabase school)
        => (WebhookTable)school.Host.Services.GetService(typeof(WebhookTable))!;

    private static WebhookStates StatesOf(ChangingDatabase school)
        => (WebhookStates)school.Host.Services.GetService(typeof(WebhookStates))!;
}
