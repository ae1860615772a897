namespace LeadGraph.Campaigns.Statistics;

/// <summary>
/// The correction of Holm (A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics
/// 6, 1979) for several tests at a time: the probability that one of them finds a difference where there is none stays
/// below the level.
/// </summary>
public static class HolmCorrection
{
    /// <summary>The corrected probabilities, in the order of those given, 0 to 1.</summary>
    /// <param name="probabilities">The probabilities of the tests.</param>
    public static double[] Correct(IReadOnlyList<double> probabilities)
    {
        int[] order = [.. Enumerable.Range(0, probabilities.Count).OrderBy(i => probabilities[i])];
        double[] corrected = new double[probabilities.Count];
        double largest = 0;
        foreach (var (rank, index) in order.Index())
        {
            largest = Math.Max(largest, Math.Min(1, probabilities[index] * (order.Length - rank)));
            corrected[index] = largest;
        }

        return corrected;
    }
}
