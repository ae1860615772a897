using System.Buffers.Binary;
using System.Security.Cryptography;
using LeadGraph.Campaigns;
using LeadGraph.Campaigns.Statistics;
using LeadGraph.Scoring;

namespace LeadGraph.Tests.Campaigns.Statistics;

/// <summary>Simulated campaigns with known rates: what is said of them holds as often as promised.</summary>
public class SimulationTests
{
    private const int Campaigns = 1_000;

    private static readonly DateTime Start = new(2025, 9, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Intervals_OfSimulatedCampaigns_CoverTheTruthAsOftenAsTheySay()
    {
        var random = new Random(20260901);
        int rates = 0, differences = 0;
        for (int i = 0; i < Campaigns; i++)
        {
            double first = 0.05 + (0.4 * random.NextDouble()), second = 0.05 + (0.4 * random.NextDouble());
            CampaignOutcome outcome = Simulate(random, i + 1, members: 1_200, tier => (first, second, 0.1));
            CampaignResult a = outcome.Results.First(x => x is { Variant: "A", LeadScore: null });
            CampaignComparison both = outcome.Comparisons.First(x => x is { With: "B", LeadScore: null });
            rates += a.Interval.Low <= first && first <= a.Interval.High ? 1 : 0;
            differences += both.Interval.Low <= first - second && first - second <= both.Interval.High ? 1 : 0;
        }

        Assert.InRange(rates / (double)Campaigns, 0.935, 0.965);
        Assert.InRange(differences / (double)Campaigns, 0.935, 0.965);
    }

    [Fact]
    public void Verdicts_OfCampaignsWithoutADifference_AreRarelyWrong()
    {
        var random = new Random(20260902);
        int wrong = Enumerable.Range(1, Campaigns).Count(i =>
            Simulate(random, i, members: 600, tier => (0.2, 0.2, 0.2)).Comparisons
                .Any(x => x.Verdict != CampaignVerdict.Undecided));

        Assert.InRange(wrong / (double)Campaigns, 0, 0.05);
    }

    [Fact]
    public void Verdicts_OfCampaignsOfOneTierWithoutADifference_AreRarelyWrong()
    {
        var random = new Random(20260904);
        int wrong = Enumerable.Range(1, Campaigns).Count(i =>
            Simulate(random, i, members: 600, tier => (0.2, 0.2, 0.2), tiers: 1).Comparisons
                .Any(x => x.Verdict != CampaignVerdict.Undecided));

        Assert.InRange(wrong / (double)Campaigns, 0, 0.05);
    }

    [Fact]
    public void Verdicts_OfCampaignsOfOneTier_AreOfItsPairsOnce()
    {
        var random = new Random(20260905);
        int decided = 0, decidedByTwice = 0;
        for (int i = 1; i <= Campaigns; i++)
        {
            CampaignOutcome outcome = Simulate(random, i, members: 600, tier => (0.2, 0.3, 0.2), tiers: 1);
            CampaignComparison[] total = [.. outcome.Comparisons.Where(x => x.LeadScore is null)];
            double[] alone = [.. total.Select(x => ExactTest.Probability(
                ShareOf(outcome, x.Variant), ShareOf(outcome, x.With)))];

            Assert.Equal(HolmCorrection.Correct(alone), total.Select(x => x.Probability));
            Assert.Equal(
                total,
                outcome.Comparisons.Where(x => x.LeadScore is not null).Select(x => x with { LeadScore = null }));
            decided += total.Count(x => x.Verdict != CampaignVerdict.Undecided);
            decidedByTwice += HolmCorrection.Correct([.. alone, .. alone]).Take(alone.Length).Count(x => x < 0.05);
        }

        Assert.True(decided > decidedByTwice, $"{decided} are decided, {decidedByTwice} with each pair twice");
    }

    [Fact]
    public void Verdicts_OfACampaignThatWasClosedBeforeItsDaysWereOver_AreUndecided()
    {
        CampaignOutcome outcome = Simulate(
            new Random(20260906), 1, members: 4_000, tier => (0.1, 0.9, 0.1), closedAt: Start.AddDays(2));

        Assert.All(outcome.Comparisons, x => Assert.Equal(CampaignVerdict.Undecided, x.Verdict));
        Assert.All(outcome.Results, x => Assert.Equal(0, x.Pending));
        Assert.Contains(outcome.Comparisons, x => x.Probability < 0.001);
    }

    [Fact]
    public void Verdicts_OfACampaignWithADifferenceInOneTier_NameIt()
    {
        CampaignOutcome outcome = Simulate(
            new Random(20260903), 1, members: 4_000, tier => tier == LeadScore.Warm ? (0.1, 0.4, 0.1) : (0.2, 0.2, 0.2));

        Assert.Equal(CampaignVerdict.Worse, VerdictOf(LeadScore.Warm, "A", "B"));
        Assert.Equal(CampaignVerdict.Better, VerdictOf(LeadScore.Warm, "B", null));
        Assert.Equal(CampaignVerdict.Undecided, VerdictOf(LeadScore.Hot, "A", "B"));

        CampaignVerdict VerdictOf(LeadScore tier, string first, string? second)
            => outcome.Comparisons.Single(x => x.LeadScore == tier && x.Variant == first && x.With == second).Verdict;
    }

    [Fact]
    public void Assignment_OfManyUsers_IsUniformAndIndependentBetweenCampaigns()
    {
        const int users = 60_000;
        int[] shares = [50, 30, 20];
        int[,] both = new int[4, 4];
        for (long user = 1; user <= users; user++)
        {
            both[1 + VariantOf(7, user), 1 + VariantOf(8, user)]++;
        }

        // With a hold-out of a fifth, each of these is expected of both campaigns together.
        double[] expected = [0.2, 0.4, 0.24, 0.16];
        double distance = 0;
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                double count = users * expected[i] * expected[j];
                distance += (both[i, j] - count) * (both[i, j] - count) / count;
            }
        }

        // The 0.999 quantile of chi-square with 15 degrees of freedom.
        Assert.InRange(distance, 0, 37.697);

        int VariantOf(long campaign, long user) => CampaignAssignment.VariantOf(campaign, user, 20, shares);
    }

    [Fact]
    public void Assignment_OfAUser_CanBeComputedByItsDescription()
    {
        byte[] hash = SHA256.HashData("7:42"u8);
        int holdout = (int)((BinaryPrimitives.ReadUInt32BigEndian(hash) * 100UL) >> 32);

        Assert.Equal(-1, CampaignAssignment.VariantOf(7, 42, holdout + 1, [100]));
        Assert.Equal(0, CampaignAssignment.VariantOf(7, 42, holdout, [100]));
    }

    private static Proportion ShareOf(CampaignOutcome outcome, string? variant)
        => outcome.Results.Where(x => x.LeadScore is null && x.Variant == variant)
            .Select(x => new Proportion(x.Converted, x.Members)).Single();

    private static CampaignOutcome Simulate(
        Random random, long id, int members, Func<LeadScore, (double A, double B, double Holdout)> rates,
        int tiers = 3, DateTime? closedAt = null)
    {
        var all = new CampaignMembers();
        for (int i = 0; i < members; i++)
        {
            all.Add(i + 1, (LeadScore)(1 + (i % tiers)));
        }

        var definition = new CampaignDefinition(
            [], null, null, [], [], [new("A", 50, 0), new("B", 50, 0)], 20, 0, new CampaignGoal(["lesson"], 7));
        definition = all.Assign(id, definition);
        var campaign = new Campaign
        {
            Id = $"{id}",
            Name = "simulated",
            CreatedAt = Start,
            EndsAt = Start.AddDays(7),
            ClosedAt = closedAt,
            Definition = definition
        };
        var tally = new CampaignTally(campaign, all);
        foreach (var (user, tier, variant) in all.All)
        {
            var (a, b, holdout) = rates(tier);
            double rate = variant switch { 0 => a, 1 => b, _ => holdout };
            tally.AddGoal(user, random.NextDouble() < rate ? Start.AddHours(1) : null);
        }

        return tally.ToOutcome(Start.AddDays(8));
    }
}
