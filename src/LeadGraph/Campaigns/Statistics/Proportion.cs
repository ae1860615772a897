namespace LeadGraph.Campaigns.Statistics;

/// <summary>A share of successes among trials, with its uncertainty.</summary>
/// <param name="Successes">The successes, 0 to the number of trials.</param>
/// <param name="Trials">The trials, 0 or more.</param>
public readonly record struct Proportion(int Successes, int Trials)
{
    // The 0.975 quantile of the normal distribution, for 95 % between both bounds.
    private const double Z = 1.959963984540054;

    /// <summary>The share, 0 to 1; NaN without trials.</summary>
    public double Rate => (double)Successes / Trials;

    /// <summary>
    /// The score interval of Wilson (Probable inference, the law of succession, and statistical inference, JASA 22,
    /// 1927), without correction for continuity. It stays within 0 and 1, also for shares of 0 and 1. Without trials it
    /// is 0 to 1.
    /// </summary>
    public ConfidenceInterval Wilson()
    {
        if (Trials == 0)
        {
            return new ConfidenceInterval(0, 1);
        }

        double n = Trials, rate = Rate, square = Z * Z;
        double centre = rate + (square / (2 * n));
        double spread = Z * Math.Sqrt((rate * (1 - rate) / n) + (square / (4 * n * n)));
        double whole = 1 + (square / n);
        return new ConfidenceInterval(
            Successes == 0 ? 0 : Math.Max(0, (centre - spread) / whole),
            Successes == Trials ? 1 : Math.Min(1, (centre + spread) / whole));
    }

    /// <summary>
    /// The interval of the difference between two independent shares, the first minus the second: method 10 of Newcombe
    /// (Interval estimation for the difference between independent proportions, Statistics in Medicine 17, 1998), which
    /// combines their Wilson intervals. Without trials on one side it is the widest possible one.
    /// </summary>
    /// <param name="first">The first share.</param>
    /// <param name="second">The second share.</param>
    public static ConfidenceInterval Difference(Proportion first, Proportion second)
    {
        if (first.Trials == 0 || second.Trials == 0)
        {
            return new ConfidenceInterval(-1, 1);
        }

        ConfidenceInterval a = first.Wilson(), b = second.Wilson();
        double difference = first.Rate - second.Rate;
        return new ConfidenceInterval(
            difference - Norm(first.Rate - a.Low, b.High - second.Rate),
            difference + Norm(a.High - first.Rate, second.Rate - b.Low));
    }

    private static double Norm(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
