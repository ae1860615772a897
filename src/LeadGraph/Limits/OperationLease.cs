using System.Threading.RateLimiting;
using HotChocolate;
using HotChocolate.Execution;
using LeadGraph.Access;
using Microsoft.AspNetCore.Http.Features;

namespace LeadGraph.Limits;

/// <summary>
/// The leases of one GraphQL operation: one of its caller's concurrent operations, and one of the service's. Over HTTP
/// the middleware has acquired them for the request; over a WebSocket each operation acquires its own. Each event of a
/// subscription acquires its own over either transport.
/// </summary>
public sealed class OperationLease : IDisposable
{
    /// <summary>The name of the global state that holds the lease for resolvers.</summary>
    public const string State = "operationLease";

    /// <summary>
    /// The bytes of each subscription that are not counted, so that there may be many small ones. The limit of
    /// subscriptions bounds their sum.
    /// </summary>
    public const int UncountedSubscriptionBytes = 32 * 1024;

    // Whose share of the memory for large responses a response takes.
    private const string ResponseOwnerState = "responseOwner";

    // Who is told how much memory a subscription takes besides its request.
    private const string SubscriptionBytesState = "subscriptionBytes";

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    private readonly HttpContext _context;
    private readonly CallerLimiters _limiters;
    private readonly bool _isOverSocket;
    private readonly LeaseGroup _leases = new();
    private MemoryHold? _message;
    private long? _subscriptionBytes;

    private OperationLease(HttpContext context, bool isOverSocket)
    {
        _context = context;
        _limiters = context.RequestServices.GetRequiredService<CallerLimiters>();
        Caller = Callers.NameOf(context);
        _isOverSocket = isOverSocket;
        Memory = isOverSocket
            ? context.RequestServices.GetRequiredService<MemoryBudget>().ForOperation(Caller)
            : MemoryBudget.MemoryOf(context);
    }

    /// <summary>The name under which the caller is counted.</summary>
    public string Caller { get; }

    /// <summary>
    /// The memory of the operation, counted until the response has been sent. The operations of one HTTP request share
    /// it, because their responses are sent together.
    /// </summary>
    public OperationMemory Memory { get; }

    /// <summary>The lease of an operation over HTTP, from the leases of its request.</summary>
    /// <param name="context">The request.</param>
    public static OperationLease FromRequest(HttpContext context)
    {
        var lease = new OperationLease(context, isOverSocket: false);
        lease._leases.Add(context.Features.GetRequiredFeature<RateLimitLease>());
        return lease;
    }

    /// <summary>Acquires the lease of an operation over a WebSocket, waiting in the queues.</summary>
    /// <param name="context">The request that opened the WebSocket, with the caller.</param>
    /// <param name="message">The memory of the message that began the operation, released with the lease.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="GraphQLException">The caller exceeds a limit, or the service is busy.</exception>
    public static async ValueTask<OperationLease> AcquireAsync(
        HttpContext context, MemoryHold message, CancellationToken cancellationToken)
    {
        var lease = new OperationLease(context, isOverSocket: true);
        lease._leases.Add(message);
        lease._message = message;
        try
        {
            using RateLimitLease rate = lease._limiters.Rate.AttemptAcquire(lease.Caller);
            if (!rate.IsAcquired)
            {
                throw lease.TooManyRequests("The caller sends requests too fast.");
            }

            RateLimitLease callerLease = lease._leases.Add(await lease._limiters.Operations.AcquireAsync(
                lease.Caller, cancellationToken: cancellationToken));
            if (!callerLease.IsAcquired)
            {
                throw lease.TooManyRequests("The caller has too many requests at a time.");
            }

            RateLimitLease serviceLease =
                await lease._limiters.Service.AcquireAsync(cancellationToken: cancellationToken);
            lease._leases.Add(serviceLease, lease._limiters.ExecutionTimeout);
            return serviceLease.IsAcquired ? lease : throw Error("The service is busy; try again in 1 s.", "BUSY");
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gives the lease to the resolvers of the operation. HotChocolate's packages ignore what the engine takes from it.
    /// </summary>
    /// <param name="request">The request of the operation.</param>
    public void AddTo(OperationRequestBuilder request)
        => request.SetGlobalState(State, this)
            .SetGlobalState(ResponseOwnerState, Caller)
            .SetGlobalState(SubscriptionBytesState, (Action<long>)(bytes => _subscriptionBytes = bytes));

    /// <summary>
    /// Makes the operation a subscription: releases its leases and acquires one for a subscription, the memory that it
    /// takes, and over HTTP also a lease for a stream, which ends when the caller's credential expires.
    /// </summary>
    /// <returns>The leases of the subscription, to be disposed at its end.</returns>
    /// <exception cref="GraphQLException">
    /// The caller has too many subscriptions or streams, or they take too much memory.
    /// </exception>
    public IDisposable BecomeSubscription()
    {
        long bytes = SubscriptionBytes();
        if (!_isOverSocket)
        {
            Memory.Release();
        }

        _leases.Dispose();
        var leases = new LeaseGroup();
        try
        {
            if (!leases.Add(_limiters.Subscriptions.AttemptAcquire(Caller)).IsAcquired)
            {
                throw TooManyRequests("The caller has too many subscriptions.");
            }

            if (bytes > UncountedSubscriptionBytes)
            {
                var memory = new MemoryHold(_context.RequestServices.GetRequiredService<MemoryBudget>(), Caller);
                leases.Add(memory);
                memory.Add(bytes - UncountedSubscriptionBytes);
            }

            if (!_isOverSocket)
            {
                if (!leases.Add(_limiters.Streams.AttemptAcquire(Caller)).IsAcquired)
                {
                    throw TooManyRequests("The caller holds too many streams open.");
                }

                StreamExpiry.EndWithCredential(_context);
            }

            return leases;
        }
        catch (MemoryLimitException exceeded)
        {
            leases.Dispose();
            throw Refuse(exceeded.Status, exceeded.Message, exceeded.Code);
        }
        catch
        {
            leases.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Acquires the leases of an event of the subscription. They are released after
    /// <see cref="CallerLimiters.ExecutionTimeout"/> at the latest, because an event that takes longer waits for its
    /// client to read.
    /// </summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The leases, to be disposed when the event has been sent.</returns>
    public async ValueTask<IDisposable> BeginEventAsync(CancellationToken cancellationToken)
    {
        var leases = new LeaseGroup();
        try
        {
            RateLimitLease callerLease =
                await _limiters.Events.AcquireAsync(Caller, cancellationToken: cancellationToken);
            leases.Add(callerLease, _limiters.ExecutionTimeout);
            RateLimitLease serviceLease =
                await _limiters.Service.AcquireAsync(cancellationToken: cancellationToken);
            // An event cannot be requested again, so it waits even if the queue is full.
            while (!serviceLease.IsAcquired)
            {
                await Task.Delay(RetryInterval, cancellationToken);
                serviceLease = await _limiters.Service.AcquireAsync(cancellationToken: cancellationToken);
            }

            leases.Add(serviceLease, _limiters.ExecutionTimeout);
            return leases;
        }
        catch
        {
            leases.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leases.Dispose();
        Memory.Dispose();
    }

    // Over HTTP the body of the request is in memory until the response ends. Over a WebSocket only HotChocolate's
    // packages keep the message.
    private long SubscriptionBytes()
    {
        long request = _message?.Bytes ?? Memory.Used;
        return _isOverSocket ? _subscriptionBytes ?? request : request + (_subscriptionBytes ?? 0);
    }

    private GraphQLException TooManyRequests(string message)
        => Refuse(StatusCodes.Status429TooManyRequests, message, "TOO_MANY_REQUESTS");

    // Over HTTP the status says so too, if the response has not started.
    private GraphQLException Refuse(int status, string message, string code)
    {
        if (!_isOverSocket && !_context.Response.HasStarted)
        {
            _context.Response.StatusCode = status;
            _context.Response.Headers.RetryAfter = "1";
        }

        return Error(message, code);
    }

    private static GraphQLException Error(string message, string code)
        => new(ErrorBuilder.New().SetMessage(message).SetCode(code).Build());
}
