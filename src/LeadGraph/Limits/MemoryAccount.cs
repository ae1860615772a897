namespace LeadGraph.Limits;

/// <summary>
/// The memory that one operation, or one event of a subscription, takes by what it reads. Safe for use by several
/// threads.
/// </summary>
/// <param name="budget">Where the memory is reserved.</param>
/// <param name="caller">The name under which the caller is counted.</param>
public sealed class MemoryAccount(MemoryBudget budget, string caller) : IDisposable
{
    /// <summary>
    /// The bytes that each operation may read without a reservation: so small requests are served while large ones have
    /// taken everything. How many operations there are at a time is bounded by itself.
    /// </summary>
    public const int Free = 128 * 1024;

    private const int Step = 64 * 1024;

    private readonly Lock _lock = new();
    private long _used;
    private long _reserved;
    private bool _isClosed;

    /// <summary>Whether the operation was ever refused memory. Its response is for its caller alone then.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Takes note of memory that is going to be held until the response has been sent.</summary>
    /// <param name="bytes">How much.</param>
    /// <exception cref="MemoryLimitException">It is more than the operation, its caller or all may hold.</exception>
    /// <exception cref="OperationCanceledException">The response has ended: nobody waits for this.</exception>
    public void Charge(long bytes)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                throw new OperationCanceledException("The response that this was read for has ended.");
            }

            _used += bytes;
            try
            {
                Cover();
            }
            catch (MemoryLimitException)
            {
                WasRefused = true;
                throw;
            }
        }
    }

    /// <summary>Gives everything back, and begins anew: the event that it was read for has been sent.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (_reserved > 0)
            {
                budget.Release(caller, _reserved);
            }

            _used = 0;
            _reserved = 0;
        }
    }

    /// <summary>Gives everything back, for good.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            Release();
        }
    }

    private void Cover()
    {
        if (_used > budget.MostOfOperation)
        {
            throw new MemoryLimitException(StatusCodes.Status400BadRequest, "READ_TOO_LARGE",
                $"One operation may read {budget.MostOfOperation} bytes; ask for fewer leads, fewer events or no "
                + "details at a time.");
        }

        long missing = _used - Free - _reserved;
        if (missing > 0)
        {
            long bytes = Math.Max(missing, Step);
            budget.Reserve(caller, bytes);
            _reserved += bytes;
        }
    }
}
