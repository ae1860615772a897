using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Leads;

/// <summary>Lists of the leads of several tiers.</summary>
public class LeadScoresTests
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task LeadScores_OfAList_AreTheTiersOfItsRows(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(provider);
        string[] all = await TiersAsync(host, "");

        Assert.Equal(all, await TiersAsync(host, "(leadScores: [])"));
        Assert.Equal(all, await TiersAsync(host, "(leadScores: null)"));
        foreach (string[] tiers in new string[][] { ["HOT", "WARM"], ["COLD"], ["COOL", "COOL", "HOT"] })
        {
            Assert.Equal(
                all.Where(tiers.Contains), await TiersAsync(host, $"(leadScores: [{string.Join(", ", tiers)}])"));
        }

        Assert.Equal(all.Where(tier => tier == "HOT"), await TiersAsync(host, "(leadScores: [HOT, COLD], leadScore: HOT)"));
        Assert.Empty(await TiersAsync(host, "(leadScores: [COLD], leadScore: HOT)"));
    }

    private static async Task<string[]> TiersAsync(ServiceHost host, string arguments)
        =>
        [
            .. (await host.DataAsync($"{{ userActivity{arguments} {{ nodes {{ leadScore }} totalCount }} }}"))
                .GetProperty("userActivity").GetProperty("nodes").EnumerateArray()
                .Select(lead => lead.GetProperty("leadScore").GetString()!),
        ];
}
