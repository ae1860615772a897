using LeadGraph.Data;

namespace LeadGraph.Tests.Data;

public class ReadLimitsTests
{
    [Theory]
    [InlineData(24, 8, 32, 8)]
    [InlineData(10_000, 10_000, 10_000, 10_000)]
    [InlineData(1, 1, 1, 1)]
    public void Limits_OfAnyPool_FitIntoItWithSomeOfEachKind(
        int reads, int readsPerCaller, int downloads, int downloadsPerCaller)
    {
        foreach (int connections in Enumerable.Range(ReadLimits.SmallestPool, 200))
        {
            ReadLimits limits =
                ReadLimits.Within(connections, reads, readsPerCaller, downloads, downloadsPerCaller);

            Assert.InRange(limits.Reads + limits.Downloads + limits.BackgroundReads, 3, connections);
            Assert.InRange(limits.Reads, 1, reads);
            Assert.InRange(limits.ReadsPerCaller, 1, Math.Max(1, (limits.Reads + 1) / 2));
            Assert.InRange(limits.Downloads, 1, downloads);
            Assert.InRange(limits.DownloadsPerCaller, 1, Math.Max(1, (limits.Downloads + 1) / 2));
            Assert.Equal(2, limits.BackgroundReads);
            // Another caller gets some of each kind, if more than one may read at all.
            Assert.True(limits.Reads == 1 || limits.ReadsPerCaller < limits.Reads);
            Assert.True(limits.Downloads == 1 || limits.DownloadsPerCaller < limits.Downloads);
            Assert.InRange(limits.Reads, Math.Min(reads, 2), reads);
            Assert.InRange(limits.Downloads, Math.Min(downloads, 2), downloads);
        }
    }

    [Theory]
    [InlineData(6, "2 1 2 1 2")]
    [InlineData(7, "3 2 2 1 2")]
    [InlineData(20, "12 6 6 3 2")]
    [InlineData(100, "24 8 32 8 2")]
    [InlineData(null, "24 8 32 8 2")]
    public void Limits_AsTheyComeByThemselves_AreTheDocumentedOnes(int? connections, string expected)
    {
        ReadLimits limits = ReadLimits.Within(connections, 24, 8, 32, 8);

        Assert.Equal(expected, $"{limits.Reads} {limits.ReadsPerCaller} {limits.Downloads} "
            + $"{limits.DownloadsPerCaller} {limits.BackgroundReads}");
    }
}
