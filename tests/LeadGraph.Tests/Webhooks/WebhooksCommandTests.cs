using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;
using static LeadGraph.Tests.Webhooks.WebhookSchool;

namespace LeadGraph.Tests.Webhooks;

/// <summary>The command <c>webhooks</c>, beside a running service.</summary>
public class WebhooksCommandTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Commands_BesideARunningService_ListTestEnableReplayAndRemove(DatabaseProvider provider)
    {
        int status = 410;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ => status);
        var settings = receiver.Settings("crm", ("To", "hot,warm,cool"));
        await using ChangingDatabase school = await OpenAsync(provider, settings);
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 3);
        await Eventually.UntilAsync(async () => (await RowAsync(school.Host, "crm")).DisabledAt is not null);
        string disabledAt = LeadRow.TimeText((await RowAsync(school.Host, "crm")).DisabledAt)!;

        CommandRun run = await RunAsync("list");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith(
            $"crm: {receiver.Url[..^5]}, to hot,warm,cool; 3 changes wait, the oldest of 2025-09-10T15:00:00.000Z; "
                + $"nothing delivered yet; disabled since {disabledAt} (HTTP 410)", run.Output);
        run = await RunAsync("test", "crm");
        Assert.Equal((1, "crm has failed: HTTP 410."), (run.Code, run.Error.Trim()));
        status = 200;
        run = await RunAsync("test", "CRM");
        Assert.Equal((0, "crm has accepted the message: HTTP 200."), (run.Code, run.Output.Trim()));
        Assert.StartsWith("{\"type\":\"webhook.test\",", receiver.Accepted[0].Body);

        // Nothing is skipped, though what is asked for is behind what waits.
        run = await RunAsync("replay", "crm", "--from", "2025-09-10T15:01:30Z");
        Assert.Equal(
            (0, "crm has delivered none since 2025-09-10T15:01:30.000Z, and goes on where it is."),
            (run.Code, run.Output.Trim()));
        await receiver.UntilAcceptedAsync(4);
        await UntilPassedAsync(school.Host, "crm", 3);
        run = await RunAsync("enable", "crm");
        Assert.Equal((0, "crm goes on where it stopped."), (run.Code, run.Output.Trim()));
        run = await RunAsync("replay", "crm", "--from", "2025-09-10T15:00:30Z");
        Assert.Equal((0, ""), (run.Code, run.Error));
        await receiver.UntilAcceptedAsync(6);
        Assert.Equal([1, 2, 3, 2, 3], receiver.Accepted.Skip(1).SelectMany(one => one.ChangeIds));
        Assert.Equal(receiver.Accepted[2], receiver.Accepted[4]);

        run = await RunAsync("replay", "crm", "--from", "2027-01-01");
        Assert.Equal((1, "No change since 2027-01-01T00:00:00.000Z is kept."), (run.Code, run.Error.Trim()));
        run = await RunAsync("replay", "cr", "--from", "2025-01-01");
        Assert.Contains("There is no webhook cr in the settings. Did you mean crm?", run.Error);
        run = await CommandRun.OfAsync("database", "status", $"--ConnectionStrings:LeadGraph={school.ConnectionString}");
        Assert.Contains("webhook crm:              no change waits; last delivery ", run.Output);

        await using (StoreConnection store = await school.OpenStoreAsync())
        {
            await store.ExecuteAsync(
                "INSERT INTO leadgraph.webhooks (name, tiers, position) VALUES ('old', 15, 0)", CancellationToken.None);
        }

        Assert.Contains("old: not in the settings; 3 changes wait", (await RunAsync("list")).Output);
        Assert.Equal("old is removed.", (await RunAsync("remove", "Old")).Output.Trim());
        Assert.Equal("The store has no webhook old.", (await RunAsync("remove", "old")).Error.Trim());
        Assert.Equal(
            "crm is in the settings. Take it out of them first.", (await RunAsync("remove", "crm")).Error.Trim());

        await PruneAsync(school, 1);
        run = await RunAsync("replay", "crm", "--from", "2025-09-10");
        Assert.Equal(
            "crm delivers all changes since 2025-09-10T00:00:00.000Z again from change 2 of "
                + "2025-09-10T15:01:00.000Z on; earlier ones are deleted.", run.Output.Trim());
        await receiver.UntilAcceptedAsync(8);
        await UntilPassedAsync(school.Host, "crm", 3);
        run = await RunAsync("replay", "crm", "--from", "2025-09-10T15:01:30Z");
        Assert.Equal("crm delivers all changes since 2025-09-10T15:01:30.000Z again.", run.Output.Trim());
        await receiver.UntilAcceptedAsync(9);
        await UntilPassedAsync(school.Host, "crm", 3);

        Task<CommandRun> RunAsync(params string[] words) => CommandRun.OfAsync(
            ["webhooks", .. words, $"--ConnectionStrings:LeadGraph={school.ConnectionString}",
                .. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
    }

    // In this process, because a process of its own takes seconds to start.
    private sealed record CommandRun(int Code, string Output, string Error)
    {
        public static async Task<CommandRun> OfAsync(params string[] arguments)
        {
            using StringWriter output = new(), error = new();
            int code = await CommandLine.RunAsync(arguments, output, error);
            return new CommandRun(code, output.ToString(), error.ToString());
        }
    }
}
