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
        using MemoryAccount account = _budget.OpenAccount("ann");
        account.Charge(4 * MiB);

        var exception = Assert.Throws<MemoryLimitException>(() => account.Charge(1));

        Assert.Equal((400, "READ_TOO_LARGE"), (exception.Status, exception.Code));
        Assert.Contains("4194304", exception.Message);
        Assert.True(account.ExceededLimit);
    }

    [Fact]
    public void Charge_BeyondTheLimitPerCaller_ThrowsForThisCallerOnly()
    {
        using MemoryAccount first = _budget.OpenAccount("ann"), second = _budget.OpenAccount("ann");
        using MemoryAccount other = _budget.OpenAccount("bob");
        first.Charge(4 * MiB);

        var exception = Assert.Throws<MemoryLimitException>(() => second.Charge(3 * MiB));
        other.Charge(2 * MiB);

        Assert.Equal((429, "TOO_MANY_REQUESTS"), (exception.Status, exception.Code));
        Assert.Contains("6291456", exception.Message);
    }

    [Fact]
    public void Charge_BeyondTheLimitForAll_ThrowsAboveTheUnreservedBytes()
    {
        using MemoryAccount first = _budget.OpenAccount("ann"), second = _budget.OpenAccount("bob");
        using MemoryAccount third = _budget.OpenAccount("eve");
        first.Charge(4 * MiB);
        second.Charge(4 * MiB);

        third.Charge(MemoryAccount.UnreservedBytes);
        var exception = Assert.Throws<MemoryLimitException>(() => third.Charge(MiB));

        Assert.Equal((503, "BUSY"), (exception.Status, exception.Code));
        Assert.Contains("8388608", exception.Message);
    }

    [Fact]
    public void Hold_BeyondHalfOfALimit_ThrowsWhileReadsGoOn()
    {
        using MemoryAccount reads = _budget.OpenAccount("ann");
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
        MemoryAccount account = _budget.OpenAccount("ann");
        account.Charge(3 * MiB);
        account.Release();
        account.Charge(4 * MiB);

        account.Dispose();
        account.Dispose();

        Assert.Throws<OperationCanceledException>(() => account.Charge(1));
        Assert.Equal(0, _budget.Reserved);
    }
}
