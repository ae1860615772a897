using Microsoft.Extensions.Time.Testing;

namespace HotChocolate.Subscriptions;

/// <summary>A clock that stands still until a test moves it, and that counts the waits that it has measured.</summary>
internal sealed class CountingClock : FakeTimeProvider
{
    private int _waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _waits);
        return timer;
    }

    /// <summary>Waits until so many waits have begun in all.</summary>
    public async Task UntilWaitsAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (Volatile.Read(ref _waits) < count)
        {
            await Task.Delay(1, limit.Token);
        }
    }
}
