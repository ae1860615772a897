using System.Threading.RateLimiting;
using HotChocolate;
using LeadGraph.Access;
using Microsoft.AspNetCore.Http.Features;

namespace LeadGraph.Limits;

/// <summary>
/// The turn of one GraphQL operation: its place among those of its caller, and the service's permit to work on it. A
/// request over HTTP has got both before; an operation over a WebSocket gets them one by one, and so does each event
/// of a subscription, however it came to be opened.
/// </summary>
public sealed class OperationLease : IDisposable
{
    /// <summary>The name of the global state in which resolvers find it.</summary>
    public const string State = "operationTurn";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpContext _context;
    private readonly CallerLimiters _limiters;
    private readonly string _caller;
    private readonly bool _isOverSocket;
    private readonly LeaseGroup _places = new();

    private OperationLease(HttpContext context, bool isOverSocket)
    {
        _context = context;
        _limiters = context.RequestServices.GetRequiredService<CallerLimiters>();
        _caller = CallerRateLimits.NameOf(context);
        _isOverSocket = isOverSocket;
        Memory = isOverSocket
            ? context.RequestServices.GetRequiredService<MemoryBudget>().Open(_caller)
            : MemoryBudget.AccountOf(context);
    }

    /// <summary>
    /// What the operation reads counts here, until its response has been sent: the operations of one HTTP request
    /// together, since they are answered together.
    /// </summary>
    public MemoryAccount Memory { get; }

    /// <summary>The turn of an operation over HTTP.</summary>
    /// <param name="context">The request.</param>
    public static OperationLease Of(HttpContext context)
    {
        var turn = new OperationLease(context, isOverSocket: false);
        turn._places.Add(context.Features.GetRequiredFeature<RateLimitLease>());
        return turn;
    }

    /// <summary>The turn of an operation over a WebSocket, once it has come.</summary>
    /// <param name="context">The request that opened the WebSocket, with the caller.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="GraphQLException">The caller asks for too much, or the service is busy.</exception>
    public static async ValueTask<OperationLease> AwaitAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var turn = new OperationLease(context, isOverSocket: true);
        try
        {
            using RateLimitLease rate = turn._limiters.Rate.AttemptAcquire(turn._caller);
            RateLimitLease place = turn._places.Add(await turn._limiters.Operations.AcquireAsync(
                turn._caller, cancellationToken: cancellationToken));
            if (!rate.IsAcquired || !place.IsAcquired)
            {
                throw turn.TooMuch("The caller asks for too much at a time.");
            }

            RateLimitLease permit = await turn._limiters.Service.AcquireAsync(cancellationToken: cancellationToken);
            turn._places.Add(permit, turn._limiters.ExecutionTimeout);
            return permit.IsAcquired ? turn : throw Refusal("The service is busy; try again in 1 s.", "BUSY");
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes the operation a subscription: its turn is over, and it counts as one, and over HTTP as a stream, which
    /// ends with its caller's credential, until what is answered is disposed.
    /// </summary>
    /// <exception cref="GraphQLException">The caller has too many.</exception>
    public IDisposable BecomeSubscription()
    {
        _places.Dispose();
        var places = new LeaseGroup();
        if (!places.Add(_limiters.Subscriptions.AttemptAcquire(_caller)).IsAcquired)
        {
            throw TooMuch("The caller has too many subscriptions.");
        }

        if (!_isOverSocket)
        {
            if (!places.Add(_limiters.Streams.AttemptAcquire(_caller)).IsAcquired)
            {
                places.Dispose();
                throw TooMuch("The caller holds too many streams open.");
            }

            StreamExpiry.EndWithCredential(_context);
        }

        return places;
    }

    /// <summary>
    /// Waits for the turn of an event of the subscription. It is over when what is answered is disposed, or when
    /// working on it may take no longer: whatever goes on after that waits for the caller to read.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<IDisposable> BeginEventAsync(CancellationToken cancellationToken)
    {
        var places = new LeaseGroup();
        try
        {
            RateLimitLease place = await _limiters.Events.AcquireAsync(_caller, cancellationToken: cancellationToken);
            places.Add(place, _limiters.ExecutionTimeout);
            RateLimitLease permit;
            // An event cannot be asked for again, so it waits also where requests would be sent away.
            while (!(permit = await _limiters.Service.AcquireAsync(cancellationToken: cancellationToken)).IsAcquired)
            {
                await Task.Delay(Pause, cancellationToken);
            }

            places.Add(permit, _limiters.ExecutionTimeout);
            return places;
        }
        catch
        {
            places.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        Memory.Dispose();
    }

    // Over HTTP nothing has been answered yet, and the refusal is the answer's status too.
    private GraphQLException TooMuch(string message)
    {
        if (!_isOverSocket && !_context.Response.HasStarted)
        {
            _context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            _context.Response.Headers.RetryAfter = "1";
        }

        return Refusal(message, "TOO_MANY_REQUESTS");
    }

    private static GraphQLException Refusal(string message, string code)
        => new(ErrorBuilder.New().SetMessage(message).SetCode(code).Build());
}
