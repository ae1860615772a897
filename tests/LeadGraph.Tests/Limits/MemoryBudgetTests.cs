using LeadGraph.Limits;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Limits;

public class MemoryBudgetTests
{
    private const int MiB = 1024 * 1024;

    private readonly MemoryBudget _budget = new(Options.Create(new LimitOptions
    {
        ReadBytesPerOperation = 4 * MiB,
        ReadBytesPerCaller = 6 * MiB,
        ReadBytes = 8 * MiB
    }));

    [Fact]
    public void Charge_BeyondTheLimitPerOperation_ThrowsWithTheLimit()
    {
        using OperationMemory memory = _budget.ForOperation("ann");
        memory.Charge(4 * MiB);

        var exception = Assert.Throws<MemoryLimitException>(() => memory.Charge(1));

        Assert.Equal((400, "READ_TOO_LARGE"), (exception.Status, exception.Code));
        Assert.Contains("4194304", exception.Message);
        Assert.True(memory.ExceededLimit);
    }

    [Fact]
    public void Charge_BeyondTheLimitPerCaller_ThrowsForThisCallerOnly()
    {
        using OperationMemory first = _budget.ForOperation("ann"), second = _budget.ForOperation("ann");
        using OperationMemory other = _budget.ForOperation("bob");
        first.Charge(4 * MiB);

        var exception = Assert.Throws<MemoryLimitException>(() => second.Charge(3 * MiB));
        other.Charge(2 * MiB);

        Assert.Equal((429, "TOO_MANY_REQUESTS"), (exception.Status, exception.Code));
        Assert.Contains("6291456", exception.Message);
    }

    [Fact]
    public void Charge_BeyondTheLimitForAll_ThrowsAboveTheUnreservedBytes()
    {
        using OperationMemory first = _budget.ForOperation("ann"), second = _budget.ForOperation("bob");
        using OperationMemory third = _budget.ForOperation("eve");
        first.Charge(4 * MiB);
        second.Charge(4 * MiB);

        third.Charge(OperationMemory.UnreservedBytes);
        var exception = Assert.Throws<MemoryLimitException>(() => third.Charge(MiB));

        Assert.Equal((503, "BUSY"), (exception.Status, exception.Code));
        Assert.Contains("8388608", exception.Message);
    }

    [Fact]
    public void Hold_BeyondHalfOfALimit_ThrowsWhileReadsGoOn()
    {
        using OperationMemory reads = _budget.ForOperation("ann");
        var first = new MemoryHold(_budget, "ann");
        var second = new MemoryHold(_budget, "bob");
        first.Add(3 * MiB);

        var ofCaller = Assert.Throws<MemoryLimitException>(() => first.Add(1));
        second.Add(MiB);
        var ofAll = Assert.Throws<MemoryLimitException>(() => second.Add(1));
        reads.Charge(3 * MiB);

        Assert.Equal((429, "TOO_MANY_REQUESTS"), (ofCaller.Status, ofCaller.Code));
        Assert.Contains($"hold {3 * MiB} bytes", ofCaller.Message);
        Assert.Equal((503, "BUSY"), (ofAll.Status, ofAll.Code));
        Assert.Contains($"hold {4 * MiB} bytes", ofAll.Message);
        Assert.Equal((3 * MiB, MiB), (first.Bytes, second.Bytes));
        reads.Dispose();
        first.Dispose();
        first.Dispose();
        second.Dispose();
        Assert.Equal(0, _budget.Reserved);
        Assert.Throws<ObjectDisposedException>(() => first.Add(1));
    }

    [Fact]
    public void Dispose_ReleasesEverythingAndClosesTheAccount()
    {
        OperationMemory memory = _budget.ForOperation("ann");
        memory.Charge(3 * MiB);
        memory.Release();
        memory.Charge(4 * MiB);

        memory.Dispose();
        memory.Dispose();

        Assert.Throws<OperationCanceledException>(() => memory.Charge(1));
        Assert.Equal(0, _budget.Reserved);
    }
}
