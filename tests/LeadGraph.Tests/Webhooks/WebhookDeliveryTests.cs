using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;
using Microsoft.Extensions.Logging;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;
using static LeadGraph.Tests.Webhooks.WebhookSchool;

namespace LeadGraph.Tests.Webhooks;

/// <summary>What webhooks deliver.</summary>
public class WebhookDeliveryTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_ToAReceiverThatFailsAtRandom_ArriveInOrderEachUnderOneIdThroughARestart(
        DatabaseProvider provider)
    {
        var random = new Random(1);
        int mostAccepted = 4;
        int accepted = 0;
        // It fails before or after it has acted, as a receiver may.
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ =>
        {
            int status = accepted < mostAccepted
                ? random.Next(10) switch { < 2 => 500, 2 => 503, 3 => 404, _ => 204 } : 500;
            accepted += status == 204 ? 1 : 0;
            return status;
        });
        var settings = receiver.Settings("crm");
        await using ChangingDatabase school = await OpenAsync(provider, settings);
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 12);
        await PassingTimeUntilAsync(school.Host, () => receiver.Accepted.Count >= mostAccepted);
        await UntilPassedAsync(school.Host, "crm", mostAccepted);
        await school.Host.StopAsync();
        mostAccepted = 12;
        await using ServiceHost second = await ServiceHost.StartAsync(
            school.ConnectionString, [("LeadGraph:Live:Interval", "01:00:00"), .. settings]);
        second.Clock.Now = school.Host.Clock.Now;
        await PassingTimeUntilAsync(second, () => receiver.Accepted.Count >= 12);

        IReadOnlyList<WebhookRequest> requests = receiver.Requests;
        Assert.True(requests.Count > 12);
        Assert.Equal(Enumerable.Range(1, 12).Select(id => (long)id), receiver.Accepted.SelectMany(one => one.ChangeIds));
        Assert.Equal(
            Enumerable.Range(1, 12).Select(id => (long)id), requests.DistinctBy(one => one.Id).SelectMany(one => one.ChangeIds));
        Assert.Equal(12, requests.DistinctBy(one => one.Body).Count());
        Assert.Equal(
            "{\"type\":\"lead_score.changed\",\"timestamp\":\"2025-09-10T15:01:00.000Z\",\"data\":{\"id\":2,\"user_id\":2,"
                + "\"previous\":\"cool\",\"current\":\"warm\",\"reason\":\"expiry\",\"removed\":false,"
                + "\"changed_at\":\"2025-09-10T15:01:00.000Z\"}}",
            receiver.Accepted[1].Body);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Batches_OfWhichOneFails_AreRetriedAsTheyWereThoughMoreIsRecorded(DatabaseProvider provider)
    {
        bool fails = true;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ => fails ? 500 : 200);
        await using ChangingDatabase school = await OpenAsync(
            provider, receiver.Settings("crm", ("Batch", "true"), ("To", "hot,cool")));
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 20);
        await UntilFailedAsync(school.Host, "crm");
        await RecordAsync(school, 220);
        fails = false;
        await PassingTimeUntilAsync(school.Host, () => receiver.Accepted.Count >= 3);

        // Of each four changes one is to cool and one to hot.
        Assert.InRange(receiver.Accepted[0].Changes.Length, 1, 10);
        Assert.Equal(receiver.Requests[0], receiver.Accepted[0]);
        Assert.Equal(100, receiver.Accepted[1].Changes.Length);
        Assert.All(
            receiver.Accepted.SelectMany(one => one.Changes),
            change => Assert.Contains(change.GetProperty("current").GetString(), (string[])["hot", "cool"]));
        Assert.Equal(120, receiver.Accepted.SelectMany(one => one.ChangeIds).Distinct().Count());
        await Eventually.UntilAsync(async () => (await RowAsync(school.Host, "crm")).Position == 240);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Fields_OfTheLead_AreDeliveredWhereTheyAreListed(DatabaseProvider provider)
    {
        await using WebhookReceiver all = await WebhookReceiver.StartAsync(), few = await WebhookReceiver.StartAsync(),
            none = await WebhookReceiver.StartAsync();
        await using ChangingDatabase school = await OpenAsync(
            provider,
            [
                .. all.Settings("all", ("Fields", "first_name,email,total_events")),
                .. few.Settings("few", ("Fields", "lead_score")), .. none.Settings("none")
            ]);
        await school.ExecuteAsync("INSERT INTO free_lesson_registrations (user_id, username, first_name, email) "
            + "VALUES (1, 'anna', 'Анна', 'anna@example.com')");
        await school.ActAsync(1, events: 5);
        foreach (string name in (string[])["all", "few", "none"])
        {
            await UntilBegunAsync(school.Host, name);
        }

        await RecordAsync(school, 2);
        await Task.WhenAll(all.UntilAcceptedAsync(2), few.UntilAcceptedAsync(2), none.UntilAcceptedAsync(2));

        Assert.Equal(
            """{"first_name":"Анна","email":"anna@example.com","total_events":5}""",
            all.Accepted[0].Changes[0].GetProperty("lead").GetRawText());
        Assert.Equal("null", all.Accepted[1].Changes[0].GetProperty("lead").GetRawText());
        Assert.Equal(
            """{"lead_score":"cool"}""", few.Accepted[0].Changes[0].GetProperty("lead").GetRawText());
        Assert.DoesNotContain("lead\":", none.Accepted[0].Body);
    }

    [PostgreSqlFact]
    public async Task Changes_OfMaintainedMode_AreDelivered()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        string database = await MaintainedSample.CreateAsync();
        await using ServiceHost host = await ServiceHost.StartAsync(
            database, [.. receiver.Settings("crm", ("To", "cool")), .. MaintainedSample.InMaintainedMode]);
        await host.UntilReadyAsync();
        await UntilBegunAsync(host, "crm");
        await MaintainedSample.AddCoolAsync(database, 20);
        await receiver.UntilAcceptedAsync(1);

        Assert.Equal(20, receiver.Accepted[0].Changes[0].GetProperty("user_id").GetInt64());
        Assert.Equal("events", receiver.Accepted[0].Changes[0].GetProperty("reason").GetString());
    }

    [PostgreSqlFact]
    public async Task Instances_OfWhichSeveralRun_DeliverEachChangeOnceAndTheLastTakesOver()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        var settings = receiver.Settings("crm");
        await using ChangingDatabase school = await OpenAsync(DatabaseProvider.PostgreSql, settings);
        await using ServiceHost second = await ServiceHost.StartAsync(
            school.ConnectionString, [("LeadGraph:Live:Interval", "01:00:00"), .. settings]);
        await UntilBegunAsync(school.Host, "crm");
        await UntilBegunAsync(second, "crm");
        for (int i = 1; i <= 5; i++)
        {
            await RecordAsync(school, 6);
            Wake(school.Host);
            Wake(second);
            await receiver.UntilAcceptedAsync(6 * i);
        }

        await UntilPassedAsync(second, "crm", 30);
        await school.Host.StopAsync();
        await RecordAsync(school, 1);
        await receiver.UntilAcceptedAsync(31);

        Assert.Equal(
            Enumerable.Range(1, 31).Select(id => (long)id), receiver.Requests.SelectMany(one => one.ChangeIds));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Changes_ThatWereDeletedBeforeTheyWereDelivered_AreReportedAndTheNextDelivered(
        DatabaseProvider provider)
    {
        bool fails = true;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ => fails ? 500 : 200);
        await using ChangingDatabase school = await OpenAsync(provider, receiver.Settings("crm"));
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 5);
        await UntilFailedAsync(school.Host, "crm");
        await PruneAsync(school, 3);
        fails = false;
        await PassingTimeUntilAsync(school.Host, () => receiver.Accepted.Count >= 2);

        Assert.Equal([4, 5], receiver.Accepted.SelectMany(one => one.ChangeIds));
        await school.Host.Logs.WaitForAsync(LogLevel.Error, "did not deliver changes 1 to 3");
    }
}
