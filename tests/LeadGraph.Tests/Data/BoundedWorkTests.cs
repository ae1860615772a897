using LeadGraph.Data;

namespace LeadGraph.Tests.Data;

/// <summary>How work is cancelled whose caller waits no longer.</summary>
public class BoundedWorkTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Work_ThatIsCancelled_TakesAThreadOfItsOwnOnlyWhileTheDriverIsAtWork(
        bool usesDriver, bool isPoolThread)
    {
        using var leave = new CancellationTokenSource();
        var cancelledOn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> work = BoundedWork.RunAsync<int>(
            async stop =>
            {
                stop.Register(() => cancelledOn.SetResult(Thread.CurrentThread.IsThreadPoolThread));
                await Task.Delay(Timeout.InfiniteTimeSpan, stop);
                return 1;
            },
            TimeSpan.FromHours(1), leave.Token, usesDriver: () => usesDriver);

        leave.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Equal(isPoolThread, await cancelledOn.Task);
    }
}
