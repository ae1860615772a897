namespace LeadGraph.Data;

/// <summary>
/// How many reads run at the same time. Each keeps one connection, and together they fit into the pool, so that no read
/// waits for a connection that another kind of read has.
/// </summary>
/// <param name="Reads">The most reads of all callers.</param>
/// <param name="ReadsPerCaller">The most reads of one caller.</param>
/// <param name="Downloads">
/// The most CSV downloads of all callers, whose connections are taken until they are sent.
/// </param>
/// <param name="DownloadsPerCaller">The most CSV downloads of one caller.</param>
/// <param name="BackgroundReads">The most reads for no caller.</param>
public sealed record ReadLimits(
    int Reads, int ReadsPerCaller, int Downloads, int DownloadsPerCaller, int BackgroundReads)
{
    /// <summary>The smallest pool: with two connections for each kind of read, so that no caller has all of it.</summary>
    public const int SmallestPool = 6;

    private const int Background = 2;

    /// <summary>
    /// The limits within a pool: a third of it at most is for CSV downloads, and two connections are for background
    /// work. One caller gets at most half of each kind, unless that is less than one.
    /// </summary>
    /// <param name="connections">
    /// How many connections the pool has, at least <see cref="SmallestPool"/>; null if there is no pool.
    /// </param>
    /// <param name="reads">The most reads of all callers, as configured.</param>
    /// <param name="readsPerCaller">The most reads of one caller, as configured.</param>
    /// <param name="downloads">The most CSV downloads, as configured.</param>
    /// <param name="downloadsPerCaller">The most CSV downloads of one caller, as configured.</param>
    public static ReadLimits Within(
        int? connections, int reads, int readsPerCaller, int downloads, int downloadsPerCaller)
    {
        int forDownloads = Math.Min(downloads, connections / 3 ?? downloads);
        int forReads = Math.Min(reads, connections - forDownloads - Background ?? reads);
        return new ReadLimits(
            forReads, Math.Min(readsPerCaller, Half(forReads)),
            forDownloads, Math.Min(downloadsPerCaller, Half(forDownloads)), Background);
    }

    private static int Half(int limit) => (limit + 1) / 2;
}
