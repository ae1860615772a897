using System.Diagnostics.Metrics;
using LeadGraph.Configuration;

namespace LeadGraph.Changes;

/// <summary>
/// Counts the subscribers of tier changes, lets the monitor wait for the first and tells it when the last has left.
/// </summary>
/// <param name="meters">Creates the instrument that counts subscribers.</param>
public sealed class SubscriberCount(IMeterFactory meters)
{
    private readonly UpDownCounter<int> _subscribers = meters.Create(LeadGraphMetrics.MeterName)
        .CreateUpDownCounter<int>(
            "leadgraph.subscribers", "{subscriber}", "Subscriptions to tier changes that are open.");

    private readonly Lock _lock = new();
    private TaskCompletionSource<CancellationToken> _firstArrived = NewWait();
    private CancellationTokenSource? _lastLeft;
    private int _value;

    /// <summary>The number of subscribers.</summary>
    public int Value => Volatile.Read(ref _value);

    /// <summary>Counts a subscriber until the result is disposed.</summary>
    public IDisposable Add()
    {
        lock (_lock)
        {
            if (++_value == 1)
            {
                _lastLeft = new CancellationTokenSource();
                _firstArrived.SetResult(_lastLeft.Token);
            }
        }

        _subscribers.Add(1);
        return new Lease(this);
    }

    /// <summary>Waits until there is a subscriber.</summary>
    /// <returns>A token that is cancelled when the last subscriber leaves.</returns>
    public Task<CancellationToken> WaitForFirstAsync()
    {
        lock (_lock)
        {
            return _firstArrived.Task;
        }
    }

    private static TaskCompletionSource<CancellationToken> NewWait()
        => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Remove()
    {
        _subscribers.Add(-1);
        CancellationTokenSource? lastLeft = null;
        lock (_lock)
        {
            if (--_value == 0)
            {
                lastLeft = _lastLeft;
                _firstArrived = NewWait();
            }
        }

        lastLeft?.Cancel();
    }

    private sealed class Lease(SubscriberCount count) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                count.Remove();
            }
        }
    }
}
