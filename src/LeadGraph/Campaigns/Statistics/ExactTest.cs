namespace LeadGraph.Campaigns.Statistics;

/// <summary>
/// The exact test of Fisher (Statistical Methods for Research Workers, 1934, section 21.02) for two shares: how probable
/// it is that chance alone makes them differ at least as much. It holds its level for any numbers, however small.
/// </summary>
public static class ExactTest
{
    // Tables as probable as the one that was found count too; rounding must not leave them out.
    private const double Tolerance = 1e-7;

    /// <summary>
    /// The two-sided probability, 0 to 1: the sum over all tables with the same margins that are at most as probable.
    /// </summary>
    /// <param name="first">The first share.</param>
    /// <param name="second">The second share.</param>
    public static double Probability(Proportion first, Proportion second)
    {
        int successes = first.Successes + second.Successes;
        int least = Math.Max(0, successes - second.Trials), most = Math.Min(successes, first.Trials);
        // Relative to the table that was found, each from its neighbour: no factorials, and no overflow.
        double below = 1, all = 1;
        Walk(first.Successes, least, -1);
        Walk(first.Successes, most, 1);
        return Math.Min(1, below / all);

        void Walk(int from, int to, int step)
        {
            double weight = 1;
            for (int x = from; x != to; x += step)
            {
                weight *= step > 0 ? Ratio(x) : 1 / Ratio(x - 1);
                all += weight;
                below += weight <= 1 + Tolerance ? weight : 0;
                if (weight < 1e-300 || all > 1e300)
                {
                    return;
                }
            }
        }

        // How much more probable a table with x + 1 successes in the first share is than one with x.
        double Ratio(int x) => (double)(first.Trials - x) * (successes - x)
            / ((double)(x + 1) * (second.Trials - successes + x + 1));
    }
}
