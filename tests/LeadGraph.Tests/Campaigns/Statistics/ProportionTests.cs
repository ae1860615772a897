using LeadGraph.Campaigns.Statistics;

namespace LeadGraph.Tests.Campaigns.Statistics;

/// <summary>Intervals and tests against published values, and against their own promises.</summary>
public class ProportionTests
{
    // Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(20, 20, 0.8389, 1.0000)]
    [InlineData(0, 0, 0, 1)]
    public void Wilson_OfPublishedExamples_IsAsPublished(int successes, int trials, double low, double high)
    {
        ConfidenceInterval interval = new Proportion(successes, trials).Wilson();

        Assert.Equal(low, interval.Low, 0.00006);
        Assert.Equal(high, interval.High, 0.00006);
    }

    // Newcombe 1998, Interval estimation for the difference between independent proportions, table II, method 10.
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000)]
    [InlineData(1, 2, 0, 0, -1, 1)]
    public void Difference_OfPublishedExamples_IsAsPublished(
        int first, int ofFirst, int second, int ofSecond, double low, double high)
    {
        ConfidenceInterval interval =
            Proportion.Difference(new Proportion(first, ofFirst), new Proportion(second, ofSecond));

        Assert.Equal(low, interval.Low, 0.00006);
        Assert.Equal(high, interval.High, 0.00006);
    }

    // Fisher's lady with the tea, and others by the definition.
    [Theory]
    [InlineData(3, 4, 1, 4, 0.485714)]
    [InlineData(1, 10, 11, 14, 0.002759)]
    [InlineData(0, 5, 5, 5, 0.007937)]
    [InlineData(0, 100, 0, 50, 1)]
    [InlineData(7, 70, 5, 50, 1)]
    public void ExactTest_OfKnownTables_HasTheirProbability(
        int first, int ofFirst, int second, int ofSecond, double probability)
    {
        var (a, b) = (new Proportion(first, ofFirst), new Proportion(second, ofSecond));

        Assert.Equal(probability, ExactTest.Probability(a, b), 0.000001);
        Assert.Equal(probability, ExactTest.Probability(b, a), 0.000001);
    }

    [Fact]
    public void ExactTest_OfLargeNumbers_NeitherOverflowsNorLosesATail()
    {
        Assert.Equal(0, ExactTest.Probability(new(400_000, 500_000), new(100_000, 500_000)), 1e-12);
        Assert.InRange(ExactTest.Probability(new(50_100, 500_000), new(49_900, 500_000)), 0.5, 0.52);
    }

    [Fact]
    public void Holm_OfItsExample_CorrectsInOrder()
        => Assert.Equal(
            [0.03, 0.06, 0.06, 0.02],
            HolmCorrection.Correct([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 10)));

    [Fact]
    public void Holm_OfNothing_IsNothing() => Assert.Empty(HolmCorrection.Correct([]));
}
