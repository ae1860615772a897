using LeadGraph.Changes;
using LeadGraph.Data;
using LeadGraph.Limits;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Changes;

public class ChangeBatchTests
{
    private readonly MemoryBudget _budget = new(Options.Create(new LimitOptions { ReadBytesPerCaller = 1_048_576 }));
    private readonly FixedClock _clock = new();
    private readonly List<long[]> _loads = [];

    [Fact]
    public async Task Deliveries_OfABatch_LoadOnce()
    {
        using ChangeBatch batch = Create(1, 2, 3);

        Assert.Equal([1, 2, 3], await DeliverAsync(batch, 3));
        Assert.Equal([[1, 2, 3]], _loads);
    }

    [Fact]
    public async Task Deliveries_AfterASecond_LoadWhatRemains()
    {
        using ChangeBatch batch = Create(1, 2, 3, 4);

        await DeliverAsync(batch, 2);
        _clock.Now += TimeSpan.FromSeconds(1.1);
        Assert.Equal([3, 4], await DeliverAsync(batch, 2));

        Assert.Equal([[1, 2, 3, 4], [3, 4]], _loads);
    }

    [Fact]
    public async Task Deliveries_WithoutMemoryForAll_LoadOneByOne()
    {
        using ChangeBatch batch = Create(1, 2, 3);

        Assert.Equal([1, 2, 3], await DeliverAsync(batch, 3, bytesPerRow: 600_000));

        Assert.Equal([[1, 2, 3], [1], [2], [3]], _loads);
        Assert.Equal(0, _budget.Reserved);
    }

    [Fact]
    public async Task Deliveries_AfterAFailedLoad_TryAgain()
    {
        using ChangeBatch batch = Create(1, 2);
        using OperationMemory memory = _budget.ForOperation("caller");

        batch.MoveNext();
        await Assert.ThrowsAsync<TimeoutException>(
            () => batch.ReadAsync(1, (_, _) => throw new TimeoutException(), memory));
        Assert.Equal([2], await DeliverAsync(batch, 1));
    }

    [Fact]
    public async Task Memory_OfTheRows_IsHeldUntilTheEnd()
    {
        ChangeBatch batch = Create(1, 2);

        await DeliverAsync(batch, 1, bytesPerRow: 1_000);
        Assert.Equal(2_000, _budget.Reserved);
        batch.Dispose();
        Assert.Equal(0, _budget.Reserved);

        await DeliverAsync(batch, 1);
        Assert.Equal(0, _budget.Reserved);
    }

    private ChangeBatch Create(params long[] users) => new(users, _budget, "caller", _clock);

    private async Task<List<long>> DeliverAsync(ChangeBatch batch, int count, long bytesPerRow = 1)
    {
        List<long> users = [];
        for (int i = 0; i < count; i++)
        {
            using OperationMemory memory = _budget.ForOperation("caller");
            batch.MoveNext();
            UserActivity? activity = await batch.ReadAsync(1, LoadAsync, memory);
            users.Add(activity!.UserId);
        }

        return users;

        Task<List<UserActivity>> LoadAsync(long[] wanted, Action<long> charge)
        {
            _loads.Add(wanted);
            return Task.FromResult(wanted.Select(user =>
            {
                charge(bytesPerRow);
                return new UserActivity { UserId = user };
            }).ToList());
        }
    }
}
