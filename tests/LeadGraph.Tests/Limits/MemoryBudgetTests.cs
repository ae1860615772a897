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
    public void Charge_BeyondAnOperation_IsRefusedAndNamesTheLimit()
    {
        using MemoryAccount account = _budget.Open("ann");
        account.Charge(4 * MiB);

        var refusal = Assert.Throws<MemoryLimitException>(() => account.Charge(1));

        Assert.Equal((400, "READ_TOO_LARGE"), (refusal.Status, refusal.Code));
        Assert.Contains("4194304", refusal.Message);
        Assert.True(account.WasRefused);
    }

    [Fact]
    public void Charge_BeyondACaller_IsRefusedWhileOthersAreServed()
    {
        using MemoryAccount first = _budget.Open("ann"), second = _budget.Open("ann"), other = _budget.Open("bob");
        first.Charge(4 * MiB);

        var refusal = Assert.Throws<MemoryLimitException>(() => second.Charge(3 * MiB));
        other.Charge(2 * MiB);

        Assert.Equal((429, "TOO_MANY_REQUESTS"), (refusal.Status, refusal.Code));
        Assert.Contains("6291456", refusal.Message);
    }

    [Fact]
    public void Charge_BeyondTheService_IsRefusedButForWhatIsFree()
    {
        using MemoryAccount first = _budget.Open("ann"), second = _budget.Open("bob"), third = _budget.Open("eve");
        first.Charge(4 * MiB);
        second.Charge(4 * MiB);

        third.Charge(MemoryAccount.Free);
        var refusal = Assert.Throws<MemoryLimitException>(() => third.Charge(MiB));

        Assert.Equal((503, "BUSY"), (refusal.Status, refusal.Code));
        Assert.Contains("8388608", refusal.Message);
    }

    [Fact]
    public void Dispose_GivesEverythingBackAndTakesNoMore()
    {
        MemoryAccount account = _budget.Open("ann");
        account.Charge(3 * MiB);
        account.Release();
        account.Charge(4 * MiB);

        account.Dispose();
        account.Dispose();

        Assert.Throws<OperationCanceledException>(() => account.Charge(1));
        Assert.Equal(0, _budget.Reserved);
    }
}
