using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Campaigns.CampaignSchool;

namespace LeadGraph.Tests.Campaigns;

/// <summary>Random campaigns, one after the other: nobody is on a list who must not be.</summary>
public class CampaignExclusionTests
{
    private const int Campaigns = 12;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Lists_OfRandomCampaigns_HaveNobodyWhoIsLeftOut(DatabaseProvider provider)
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        await using ChangingDatabase school = await OpenAsync(provider);
        ServiceHost host = school.Host;
        // What became of each user: the blocks, and the campaigns with their moments.
        HashSet<long> blocked = [];
        List<(string Id, DateTimeOffset At, HashSet<long> Members, long[] Contacted)> made = [];
        for (int i = 0; i < Campaigns; i++)
        {
            host.Clock.Now += TimeSpan.FromHours(random.Next(1, 60));
            foreach (int user in Enumerable.Range(0, 5).Select(_ => random.Next(1, 301)))
            {
                if (!blocked.Add(user))
                {
                    continue;
                }

                await school.ExecuteAsync("INSERT INTO events (id, user_id, event_type, created_at) VALUES "
                    + $"({500_000 + user}, {user}, 'blocked', '{host.Clock.Now:yyyy-MM-dd HH:mm:ss}')");
            }

            int days = random.Next(1, 6), holdout = random.Next(0, 51);
            string[] excluded = [.. made.Where(_ => random.Next(6) == 0).Select(x => x.Id)];
            string input = $"name: \"{i}\", holdoutPercent: {holdout}, notContactedDays: {days}, "
                + $"exclude: [{string.Join(", ", excluded)}], optOutEventTypes: [\"blocked\"], "
                + "variants: [{ name: \"A\", share: 30 }, { name: \"B\", share: 70 }], "
                + "goal: { eventTypes: [\"paid\"], withinDays: 2 }";
            long[] expected =
            [
                .. Enumerable.Range(1, 300).Select(user => (long)user).Except(blocked)
                    .Except(made.Where(x => x.At > host.Clock.Now.AddDays(-days)).SelectMany(x => x.Contacted))
                    .Except(made.Where(x => excluded.Contains(x.Id)).SelectMany(x => x.Members))
            ];
            if (expected.Length == 0)
            {
                string[] errors =
                    await ErrorsAsync(host, $"mutation {{ createCampaign(input: {{ {input} }}) {{ id }} }}");
                Assert.True(
                    errors is ["INVALID_CAMPAIGN input"], $"seed {seed}, campaign {i}: {string.Join(", ", errors)}");
                continue;
            }

            string id = await CreateAsync(host, input);
            long[] contacted = await IdsAsync(host, id);

            Assert.True(
                expected.Where(user => VariantOf(id, user, holdout, 30, 70) >= 0).SequenceEqual(contacted),
                $"seed {seed}, campaign {i}");
            made.Add((id, host.Clock.Now, [.. expected], contacted));
        }
    }
}
