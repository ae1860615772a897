namespace LeadGraph.Limits;

/// <summary>
/// Memory that a client makes the service hold as long as it likes: a message over a WebSocket that is not complete or
/// whose operation waits, or a subscription. Thread-safe.
/// </summary>
/// <param name="budget">The budget in which the memory is reserved.</param>
/// <param name="caller">The name under which the caller is counted.</param>
public sealed class MemoryHold(MemoryBudget budget, string caller) : IDisposable
{
    private readonly Lock _lock = new();
    private bool _isReleased;

    /// <summary>The bytes that are held.</summary>
    public long Bytes { get; private set; }

    /// <summary>Holds more.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <exception cref="MemoryLimitException">A limit per caller or for all callers is exceeded.</exception>
    public void Add(long bytes)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isReleased, this);
            budget.Hold(caller, bytes);
            Bytes += bytes;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isReleased && Bytes > 0)
            {
                budget.ReleaseHeld(caller, Bytes);
            }

            _isReleased = true;
        }
    }
}
