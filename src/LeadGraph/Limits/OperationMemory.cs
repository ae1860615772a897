namespace LeadGraph.Limits;

/// <summary>
/// The memory that one operation or one message of a subscription takes for the rows that it reads. Thread-safe.
/// </summary>
/// <param name="budget">The budget in which the memory is reserved.</param>
/// <param name="caller">The name under which the caller is counted.</param>
public sealed class OperationMemory(MemoryBudget budget, string caller) : IDisposable
{
    /// <summary>
    /// The bytes that each operation may read without a reservation, so that small requests are served while large ones
    /// have exhausted the budget. The concurrency limits bound their sum.
    /// </summary>
    public const int UnreservedBytes = 128 * 1024;

    private const int ReservationStep = 64 * 1024;

    private readonly Lock _lock = new();
    private long _used;
    private long _reserved;
    private bool _isClosed;

    /// <summary>The name under which the caller is counted.</summary>
    public string Caller => caller;

    /// <summary>
    /// Whether the operation ever exceeded a limit. Then its response must not be shared with other callers.
    /// </summary>
    public bool ExceededLimit { get; private set; }

    /// <summary>The bytes in use, reserved or not.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    /// <summary>Charges memory that is in use until the response has been sent.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <exception cref="MemoryLimitException">A limit per operation, per caller or for all is exceeded.</exception>
    /// <exception cref="OperationCanceledException">The response has ended.</exception>
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
                EnsureReserved();
            }
            catch (MemoryLimitException)
            {
                ExceededLimit = true;
                throw;
            }
        }
    }

    /// <summary>Releases all memory. More can be charged, for example for the next message.</summary>
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

    /// <summary>Releases all memory; no more can be charged.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            Release();
        }
    }

    private void EnsureReserved()
    {
        if (_used > budget.MaxBytesPerOperation)
        {
            throw new MemoryLimitException(StatusCodes.Status400BadRequest, "READ_TOO_LARGE",
                $"One operation may read {budget.MaxBytesPerOperation} bytes; ask for fewer leads, fewer events or no "
                + "details at a time.");
        }

        long missing = _used - UnreservedBytes - _reserved;
        if (missing > 0)
        {
            long bytes = Math.Max(missing, ReservationStep);
            budget.Reserve(caller, bytes);
            _reserved += bytes;
        }
    }
}
