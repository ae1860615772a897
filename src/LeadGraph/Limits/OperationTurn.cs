using System.Threading.RateLimiting;
using HotChocolate;

namespace LeadGraph.Limits;

/// <summary>
/// The turn of one GraphQL operation among those of its caller. A stream lasts as long as the caller likes, so the
/// turns of operations over streams are counted one by one; other requests have had theirs before.
/// </summary>
/// <param name="limiters">What counts them.</param>
/// <param name="caller">The name under which the caller is counted.</param>
public sealed class OperationTurn(CallerLimiters limiters, string caller) : IDisposable
{
    /// <summary>The name of the global state in which resolvers find it.</summary>
    public const string State = "operationTurn";

    private RateLimitLease? _lease;

    /// <summary>The turn of an operation over a stream, once it has come.</summary>
    /// <param name="context">The request that opened the stream, with the caller.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="GraphQLException">The caller asks for too much.</exception>
    public static async ValueTask<OperationTurn> AwaitAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var limiters = context.RequestServices.GetRequiredService<CallerLimiters>();
        string caller = CallerLimits.NameOf(context);
        using RateLimitLease rate = limiters.Rate.AttemptAcquire(caller);
        RateLimitLease lease = await limiters.Operations.AcquireAsync(caller, cancellationToken: cancellationToken);
        var turn = new OperationTurn(limiters, caller) { _lease = lease };
        if (rate.IsAcquired && lease.IsAcquired)
        {
            return turn;
        }

        turn.Dispose();
        throw TooMuch("The caller asks for too much at a time.");
    }

    /// <summary>Makes the operation a subscription: its turn is over, and it counts as one until it ends.</summary>
    /// <exception cref="GraphQLException">The caller has too many.</exception>
    public IDisposable BecomeSubscription()
    {
        Dispose();
        RateLimitLease lease = limiters.Subscriptions.AttemptAcquire(caller);
        return lease.IsAcquired ? lease : throw TooMuch("The caller has too many subscriptions.");
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _lease, null)?.Dispose();

    private static GraphQLException TooMuch(string message)
        => new(ErrorBuilder.New().SetMessage(message).SetCode("TOO_MANY_REQUESTS").Build());
}
