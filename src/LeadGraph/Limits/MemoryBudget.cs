using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>
/// Limits the memory that requests take: per operation, per caller and for all callers. Rows that are read and the
/// bodies of requests reserve memory, and the end of the response releases it. Messages over WebSockets and
/// subscriptions hold memory as long as their client likes, so they take at most half of each limit: the other half
/// stays for reads.
/// </summary>
/// <param name="options">The three limits.</param>
public sealed class MemoryBudget(IOptions<LimitOptions> options)
{
    private readonly LimitOptions _limits = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Usage> _usageByCaller = [];
    private Usage _usage;

    /// <summary>The reserved bytes, with the held ones.</summary>
    public long Reserved
    {
        get
        {
            lock (_lock)
            {
                return _usage.Reserved;
            }
        }
    }

    /// <summary>The most bytes that one operation may read.</summary>
    public long MaxBytesPerOperation => _limits.ReadBytesPerOperation;

    /// <summary>The memory of one operation. Dispose it when the response has been sent.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    public OperationMemory ForOperation(string caller) => new(this, caller);

    /// <summary>The memory of a request. It is created at the first call and disposed after the response.</summary>
    /// <param name="context">The request.</param>
    public static OperationMemory MemoryOf(HttpContext context)
    {
        if (context.Features.Get<OperationMemory>() is { } existing)
        {
            return existing;
        }

        OperationMemory memory =
            context.RequestServices.GetRequiredService<MemoryBudget>().ForOperation(Callers.NameOf(context));
        context.Features.Set(memory);
        context.Response.RegisterForDispose(memory);
        return memory;
    }

    /// <summary>Reserves bytes for a caller, until the response has been sent.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="bytes">How many bytes.</param>
    /// <exception cref="MemoryLimitException">The limit per caller or for all callers is exceeded.</exception>
    public void Reserve(string caller, long bytes) => Add(caller, new Usage(bytes, Held: 0));

    /// <summary>Reserves bytes for a caller, as long as its client likes.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="bytes">How many bytes.</param>
    /// <exception cref="MemoryLimitException">Half of the limit per caller or for all callers is exceeded.</exception>
    public void Hold(string caller, long bytes) => Add(caller, new Usage(bytes, Held: bytes));

    /// <summary>Releases bytes that <see cref="Reserve"/> has reserved.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="bytes">How many bytes.</param>
    public void Release(string caller, long bytes) => Subtract(caller, new Usage(bytes, Held: 0));

    /// <summary>Releases bytes that <see cref="Hold"/> has reserved.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="bytes">How many bytes.</param>
    public void ReleaseHeld(string caller, long bytes) => Subtract(caller, new Usage(bytes, Held: bytes));

    private void Add(string caller, Usage added)
    {
        lock (_lock)
        {
            Usage ofCaller = _usageByCaller.GetValueOrDefault(caller) + added;
            string what = added.Held > 0 ? "messages and subscriptions may hold" : "requests may read";
            int share = added.Held > 0 ? 2 : 1;
            if (ofCaller.Exceeds(_limits.ReadBytesPerCaller, added))
            {
                throw new MemoryLimitException(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS",
                    $"The caller's {what} {_limits.ReadBytesPerCaller / share} bytes at a time; ask for less at a "
                    + "time, or try again in 1 s.");
            }

            Usage ofAll = _usage + added;
            if (ofAll.Exceeds(_limits.ReadBytes, added))
            {
                throw new MemoryLimitException(StatusCodes.Status503ServiceUnavailable, "BUSY",
                    $"The service is busy: all {what} {_limits.ReadBytes / share} bytes at a time; try again in 1 s.");
            }

            _usageByCaller[caller] = ofCaller;
            _usage = ofAll;
        }
    }

    private void Subtract(string caller, Usage released)
    {
        lock (_lock)
        {
            _usage -= released;
            Usage remaining = _usageByCaller[caller] - released;
            if (remaining.Reserved == 0)
            {
                _usageByCaller.Remove(caller);
            }
            else
            {
                _usageByCaller[caller] = remaining;
            }
        }
    }

    private readonly record struct Usage(long Reserved, long Held)
    {
        public static Usage operator +(Usage left, Usage right)
            => new(left.Reserved + right.Reserved, left.Held + right.Held);

        public static Usage operator -(Usage left, Usage right)
            => new(left.Reserved - right.Reserved, left.Held - right.Held);

        public bool Exceeds(long limit, Usage added) => Reserved > limit || (added.Held > 0 && Held > limit / 2);
    }
}
