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
    public void Lease_DisposedByItsOwnerAndAGroup_IsReleasedOnce()
    {
        var counted = new CountedLease();
        var lease = new SingleReleaseLease(counted);
        using (lease)
        {
            var leases = new LeaseGroup();
            leases.Add(lease);
            leases.Dispose();
        }

        Assert.Equal(1, counted.Releases);
    }

    [Fact]
    public async Task LeaseGroup_DisposedAfterTheTimeout_ReleasesOnce()
    {
        var counted = new CountedLease();
        var leases = new LeaseGroup();
        leases.Add(counted, TimeSpan.FromMilliseconds(1));
        await counted.Released;

        Parallel.For(0, 1_000, _ => leases.Dispose());

        Assert.Equal(1, counted.Releases);
    }

    [Fact]
    public void LeaseGroup_DisposedTwiceConcurrently_LeavesTheLimitUnchanged()
    {
        using var limiter = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions { PermitLimit = 4, QueueLimit = 0 });
        for (int round = 0; round < 2_000; round++)
        {
            var leases = new LeaseGroup();
            leases.Add(limiter.AttemptAcquire());
            Parallel.Invoke(leases.Dispose, leases.Dispose);
        }

        Assert.Equal(4, limiter.GetStatistics()!.CurrentAvailablePermits);
    }

    [Fact]
    public async Task Lease_NotAcquired_HasAReason()
    {
        using var limiter = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 0 });
        using RateLimitLease acquired = new SingleReleaseLease(limiter.AttemptAcquire());
        using RateLimitLease rejected = new SingleReleaseLease(await limiter.AcquireAsync());

        Assert.True(acquired.IsAcquired);
        Assert.False(rejected.IsAcquired);
        Assert.True(rejected.TryGetMetadata(MetadataName.ReasonPhrase, out string? reason));
        Assert.NotEqual("", reason);
    }

    /// <summary>A lease that counts its releases.</summary>
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
