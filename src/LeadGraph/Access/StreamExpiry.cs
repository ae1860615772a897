using LeadGraph.Http;
using Microsoft.AspNetCore.Authentication;

namespace LeadGraph.Access;

/// <summary>Ends streams when the credential that opened them expires.</summary>
public static class StreamExpiry
{
    // A timer can wait for 49 days at most. A connection hardly lasts that long, so a credential that is valid for
    // longer than this gets no timer.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>Watches the WebSockets that callers open with a credential in a header.</summary>
    /// <param name="app">The application.</param>
    public static void UseStreamExpiry(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.OpensWebSocket())
        {
            EndWithCredential(context);
        }

        return next(context);
    });

    /// <summary>Closes the connection when the credential in the request's header expires.</summary>
    /// <param name="context">The request that opened the stream.</param>
    public static void EndWithCredential(HttpContext context) => EndWith(
        context, context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc);

    /// <summary>Closes the connection at a given time, if it is still open.</summary>
    /// <param name="context">The request that opened the stream.</param>
    /// <param name="until">The time; null for never.</param>
    public static void EndWith(HttpContext context, DateTimeOffset? until)
    {
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        if (until - clock.GetUtcNow() is { } left && left < Longest)
        {
            TimeSpan wait = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            // Disposed asynchronously, which waits for a call that has begun: the request must not end before it.
            context.Response.RegisterForDisposeAsync(clock.CreateTimer(
                _ => context.Abort(), state: null, wait, Timeout.InfiniteTimeSpan));
        }
    }
}
