using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>
/// Limits the memory that rows read from the database take until the response has been sent: per operation, per caller
/// and for all callers. Reading reserves memory, and the end of the response releases it.
/// </summary>
/// <param name="options">The three limits.</param>
public sealed class MemoryBudget(IOptions<LimitOptions> options)
{
    private readonly LimitOptions _limits = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _reservedByCaller = [];
    private long _reserved;

    /// <summary>The reserved bytes.</summary>
    public long Reserved
    {
        get
        {
            lock (_lock)
            {
                return _reserved;
            }
        }
    }

    /// <summary>The most bytes that one operation may read.</summary>
    public long MaxBytesPerOperation => _limits.ReadBytesPerOperation;

    /// <summary>Opens an account for one operation. Dispose it when the response has been sent.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    public MemoryAccount OpenAccount(string caller) => new(this, caller);

    /// <summary>The account of a request. It is opened at the first call and closed after the response.</summary>
    /// <param name="context">The request.</param>
    public static MemoryAccount AccountOf(HttpContext context)
    {
        if (context.Features.Get<MemoryAccount>() is { } existing)
        {
            return existing;
        }

        MemoryAccount account =
            context.RequestServices.GetRequiredService<MemoryBudget>().OpenAccount(CallerRateLimits.NameOf(context));
        context.Features.Set(account);
        context.Response.RegisterForDispose(account);
        return account;
    }

    /// <summary>Reserves bytes for a caller.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="bytes">How many bytes.</param>
    /// <exception cref="MemoryLimitException">The limit per caller or for all callers is exceeded.</exception>
    public void Reserve(string caller, long bytes)
    {
        lock (_lock)
        {
            long reservedByCaller = _reservedByCaller.GetValueOrDefault(caller) + bytes;
            if (reservedByCaller > _limits.ReadBytesPerCaller)
            {
                throw new MemoryLimitException(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS",
                    $"The caller's requests may read {_limits.ReadBytesPerCaller} bytes at a time; ask for less at a "
                    + "time, or try again in 1 s.");
            }

            if (_reserved + bytes > _limits.ReadBytes)
            {
                throw new MemoryLimitException(StatusCodes.Status503ServiceUnavailable, "BUSY",
                    $"The service is busy: all requests together may read {_limits.ReadBytes} bytes at a time; try "
                    + "again in 1 s.");
            }

            _reservedByCaller[caller] = reservedByCaller;
            _reserved += bytes;
        }
    }

    /// <summary>Releases reserved bytes.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="bytes">How many bytes.</param>
    public void Release(string caller, long bytes)
    {
        lock (_lock)
        {
            _reserved -= bytes;
            long remaining = _reservedByCaller[caller] - bytes;
            if (remaining == 0)
            {
                _reservedByCaller.Remove(caller);
            }
            else
            {
                _reservedByCaller[caller] = remaining;
            }
        }
    }
}
