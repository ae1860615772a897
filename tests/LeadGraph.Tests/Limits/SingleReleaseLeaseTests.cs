using System.Threading.RateLimiting;
using LeadGraph.Limits;

namespace LeadGraph.Tests.Limits;

public class SingleReleaseLeaseTests
{
    [Fact]
    public void Lease_DisposedByManyThreadsAtOnce_IsReleasedOnce()
    {
        var counted = new CountedLease();
        var lease = new SingleReleaseLease(counted);

        Parallel.For(0, 1_000, _ => lease.Dispose());

        Assert.Equal(1, counted.Releases);
    }

    [Fact]
    public void Lease_ThatAFeatureSharesWithItsOwner_IsReleasedOnce()
    {
        var counted = new CountedLease();
        var lease = new SingleReleaseLease(counted);
        using (lease)
        {
            var places = new LeaseGroup();
            places.Add(lease);
            places.Dispose();
        }

        Assert.Equal(1, counted.Releases);
    }

    [Fact]
    public async Task Places_DisposedAfterTheLongestTime_ReleaseOnce()
    {
        var counted = new CountedLease();
        var places = new LeaseGroup();
        places.Add(counted, TimeSpan.FromMilliseconds(1));
        await counted.Released;

        Parallel.For(0, 1_000, _ => places.Dispose());

        Assert.Equal(1, counted.Releases);
    }

    [Fact]
    public void Limit_OfLeasesDisposedTwiceAtATime_StaysWhatItIs()
    {
        using var limiter = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions { PermitLimit = 4, QueueLimit = 0 });
        for (int round = 0; round < 2_000; round++)
        {
            var places = new LeaseGroup();
            places.Add(limiter.AttemptAcquire());
            Parallel.Invoke(places.Dispose, places.Dispose);
        }

        Assert.Equal(4, limiter.GetStatistics()!.CurrentAvailablePermits);
    }

    [Fact]
    public async Task Lease_ThatIsRefused_SaysSoAndWhy()
    {
        using var limiter = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 0 });
        using RateLimitLease held = new SingleReleaseLease(limiter.AttemptAcquire());
        using RateLimitLease refused = new SingleReleaseLease(await limiter.AcquireAsync());

        Assert.True(held.IsAcquired);
        Assert.False(refused.IsAcquired);
        Assert.True(refused.TryGetMetadata(MetadataName.ReasonPhrase, out string? reason));
        Assert.NotEqual("", reason);
    }

    /// <summary>A lease that counts what the runtime's own takes for one release each.</summary>
    private sealed class CountedLease : RateLimitLease
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _releases;

        public int Releases => Volatile.Read(ref _releases);

        public Task Released => _released.Task;

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Increment(ref _releases);
            _released.TrySetResult();
        }
    }
}
