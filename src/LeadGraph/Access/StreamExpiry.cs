using LeadGraph.Http;
using Microsoft.AspNetCore.Authentication;

namespace LeadGraph.Access;

/// <summary>Ends streams when the credential that opened them ceases to be good.</summary>
public static class StreamExpiry
{
    // Timers can wait no longer than that; no connection lasts as long.
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

    /// <summary>Cuts the connection when the credential in the request's header ceases to be good.</summary>
    /// <param name="context">The request that opened the stream.</param>
    public static void EndWithCredential(HttpContext context) => EndWith(
        context, context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc);

    /// <summary>Cuts the connection when the time has come, if it is still there.</summary>
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
