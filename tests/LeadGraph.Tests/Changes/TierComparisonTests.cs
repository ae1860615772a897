using LeadGraph.Changes;
using LeadGraph.Scoring;

namespace LeadGraph.Tests.Changes;

public class TierComparisonTests
{
    private const int Million = 1_000_000;

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Differences_OfRandomLeads_AreThoseOfADictionary(int seed)
    {
        var random = new Random(seed);
        var tiers = new LeadTiers();
        Dictionary<long, LeadScore> before = [];
        for (int round = 0; round < 60; round++)
        {
            Dictionary<long, LeadScore> now = before
                .Where(_ => random.Next(10) > 0)
                .ToDictionary(lead => lead.Key, lead => random.Next(5) > 0 ? lead.Value : RandomTier(random));
            for (int added = random.Next(20); added > 0; added--)
            {
                now[random.NextInt64(round % 3 == 0 ? 50 : long.MaxValue)] = RandomTier(random);
            }

            TierComparison comparison = Compare(tiers, now.OrderBy(_ => random.Next()));

            TierDifference[] expected =
            [
                .. now.Where(lead => before.TryGetValue(lead.Key, out LeadScore tier) && tier != lead.Value)
                    .OrderBy(lead => lead.Key)
                    .Select(lead => new TierDifference(lead.Key, before[lead.Key], lead.Value)),
                .. now.Where(lead => !before.ContainsKey(lead.Key))
                    .OrderBy(lead => lead.Key).Select(lead => new TierDifference(lead.Key, null, lead.Value)),
                .. before.Where(lead => !now.ContainsKey(lead.Key))
                    .OrderBy(lead => lead.Key).Select(lead => new TierDifference(lead.Key, lead.Value, null))
            ];
            Assert.Equal(expected, comparison.Differences());
            comparison.Complete();
            Assert.Equal(
                now.OrderBy(lead => lead.Key).Select(lead => (lead.Key, lead.Value)),
                Enumerable.Range(0, tiers.Count).Select(place => (tiers.UserAt(place), tiers.TierAt(place))));
            before = now;
        }
    }

    [Fact]
    public void Comparison_ThatIsNotCompleted_ChangesNothing()
    {
        var tiers = new LeadTiers();
        Compare(tiers, [new(1, LeadScore.Cold)]).Complete();

        Compare(tiers, [new(2, LeadScore.Hot)]).Differences().ToList();

        Assert.Equal(
            [new TierDifference(1, LeadScore.Cold, LeadScore.Warm)],
            Compare(tiers, [new(1, LeadScore.Warm)]).Differences());
    }

    [Fact]
    public void Fall_OfALeadThatWouldHaveBeenInTheTierBefore_IsDueToTime()
    {
        var tiers = new LeadTiers();
        Compare(tiers, [new(1, LeadScore.Hot), new(2, LeadScore.Hot), new(3, LeadScore.Cold)]).Complete();
        TierComparison comparison = Compare(
            tiers, [new(3, LeadScore.Warm), new(2, LeadScore.Warm), new(1, LeadScore.Warm)]);
        Assert.Equal([1, 2], comparison.Fallen().Order());

        // The events of the second lead are no longer there.
        comparison.AddEarlier(3, LeadScore.Cold);
        comparison.AddEarlier(2, LeadScore.Warm);
        comparison.AddEarlier(1, LeadScore.Hot);
        comparison.AddEarlier(4, LeadScore.Hot);

        Assert.Equal([true, false, false], comparison.Differences().Select(lead => lead.HasExpired));
    }

    [Fact]
    public void Comparison_OfAMillionLeadsThatAllMoved_TakesEightBytesOfEach()
    {
        var tiers = new LeadTiers();
        AddMillion(new TierComparison(tiers)).Complete();

        long before = GC.GetAllocatedBytesForCurrentThread();
        TierComparison again = AddMillion(new TierComparison(tiers), LeadScore.Hot);
        int differences = again.Differences().Count();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Million, differences);
        // The list doubles as it grows.
        Assert.InRange(allocated, 8 * Million, 4 * 8 * Million);
    }

    [Fact]
    public void Comparison_OfAMillionLeads_TakesABitOfEachAndNoSecondCopy()
    {
        var tiers = new LeadTiers();
        AddMillion(new TierComparison(tiers)).Complete();

        long before = GC.GetAllocatedBytesForCurrentThread();
        TierComparison again = AddMillion(new TierComparison(tiers));
        int differences = again.Differences().Count();
        again.Complete();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, differences);
        Assert.InRange(allocated, Million / 8, Million / 8 * 2);
    }

    [Fact]
    public void Tiers_OfAMillionLeads_TakeNineBytesEach()
    {
        var tiers = new LeadTiers();
        AddMillion(new TierComparison(tiers)).Complete();

        long before = GC.GetAllocatedBytesForCurrentThread();
        var copy = new LeadTiers();
        copy.Insert(tiers);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // With a sixteenth of room.
        Assert.InRange(allocated, 9 * Million, 9.7 * Million);
    }

    private static TierComparison Compare(LeadTiers before, IEnumerable<KeyValuePair<long, LeadScore>> now)
    {
        var comparison = new TierComparison(before);
        foreach ((long user, LeadScore tier) in now)
        {
            comparison.Add(user, tier);
        }

        return comparison;
    }

    private static TierComparison AddMillion(TierComparison comparison, LeadScore tier = LeadScore.Cool)
    {
        for (int lead = 0; lead < Million; lead++)
        {
            // Each odd factor gives every number below a power of two once, in an order of its own.
            comparison.Add(lead * 7_919L % 1_048_576, tier);
        }

        return comparison;
    }

    private static LeadScore RandomTier(Random random) => (LeadScore)random.Next(4);
}
