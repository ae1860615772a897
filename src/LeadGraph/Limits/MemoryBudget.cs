using Microsoft.Extensions.Options;

namespace LeadGraph.Limits;

/// <summary>
/// Bounds the memory that rows read from the database take until the responses made of them have been sent: for one
/// operation, for all operations of one caller, and for those of all callers. Reading reserves, and the end of the
/// response gives back.
/// </summary>
/// <param name="options">The three bounds.</param>
public sealed class MemoryBudget(IOptions<LimitOptions> options)
{
    private readonly LimitOptions _limits = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _ofCallers = [];
    private long _reserved;

    /// <summary>The bytes that are reserved now.</summary>
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
    public long MostOfOperation => _limits.ReadBytesPerOperation;

    /// <summary>Opens the account of one operation, to be disposed when its response has been sent.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    public MemoryAccount Open(string caller) => new(this, caller);

    /// <summary>The account of a request, which lasts until its response has been sent.</summary>
    /// <param name="context">The request.</param>
    public static MemoryAccount AccountOf(HttpContext context)
    {
        if (context.Features.Get<MemoryAccount>() is { } opened)
        {
            return opened;
        }

        MemoryAccount account =
            context.RequestServices.GetRequiredService<MemoryBudget>().Open(CallerRateLimits.NameOf(context));
        context.Features.Set(account);
        context.Response.RegisterForDispose(account);
        return account;
    }

    /// <summary>Reserves bytes for a caller.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="bytes">How many.</param>
    /// <exception cref="MemoryLimitException">The caller, or all callers together, would have too many.</exception>
    public void Reserve(string caller, long bytes)
    {
        lock (_lock)
        {
            long ofCaller = _ofCallers.GetValueOrDefault(caller) + bytes;
            if (ofCaller > _limits.ReadBytesPerCaller)
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

            _ofCallers[caller] = ofCaller;
            _reserved += bytes;
        }
    }

    /// <summary>Gives back what was reserved.</summary>
    /// <param name="caller">The name under which the caller is counted.</param>
    /// <param name="bytes">How many bytes.</param>
    public void Release(string caller, long bytes)
    {
        lock (_lock)
        {
            _reserved -= bytes;
            long left = _ofCallers[caller] - bytes;
            if (left == 0)
            {
                _ofCallers.Remove(caller);
            }
            else
            {
                _ofCallers[caller] = left;
            }
        }
    }
}
