using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Maintained;

namespace LeadGraph.Tests.Limits;

/// <summary>What fields that take long cost, so that one operation cannot ask for many of them.</summary>
public class ReadCostTests
{
    private const string AsOf = "leadScoreSummary(asOf: \"2025-09-01T00:00:00Z\") { users }";
    private const string Preview = "scoringPreview(rules: { windowDays: 3 }) { unchanged }";
    private const string ByMomentum = "userActivity(first: 1, order: { momentum: DESC }) { nodes { userId } }";

    private const string ByBoth =
        "userActivity(first: 1, where: { momentum: { gt: -999 } }, order: { fallsAt: ASC }) { nodes { userId } }";

    [Theory]
    [InlineData(AsOf, 19, "HC0047")]
    [InlineData(Preview, 9, "HC0047")]
    [InlineData(ByMomentum, 10, "TOO_MANY_READS")]
    [InlineData(ByBoth, 6, "TOO_MANY_READS")]
    public async Task Operation_WithMoreThanItMay_GetsAnError(string field, int most, string code)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.Sqlite);

        await host.DataAsync(Aliases(field, most));
        JsonElement more = await host.AskAsync(Aliases(field, most + 1));

        Assert.Equal(code, more.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [PostgreSqlFact]
    public async Task Operation_InMaintainedMode_ReadsComputedColumnsAtNoFurtherCost()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            await MaintainedSample.CreateAsync(), MaintainedSample.InMaintainedMode);
        await host.UntilReadyAsync();

        await host.DataAsync(Aliases(ByBoth, 20));
        JsonElement past = await host.AskAsync(
            Aliases(ByBoth.Replace("first: 1", "first: 1, asOf: \"2025-09-01T00:00:00Z\""), 7));

        Assert.Equal(
            "TOO_MANY_READS", past.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    private static string Aliases(string field, int count)
        => $"{{ {string.Join(' ', Enumerable.Range(0, count).Select(i => $"a{i}: {field}"))} }}";
}
