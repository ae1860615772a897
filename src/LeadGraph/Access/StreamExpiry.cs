using LeadGraph.Http;
using Microsoft.AspNetCore.Authentication;

namespace LeadGraph.Access;

/// <summary>Ends streams when the credential that opened them expires or is revoked.</summary>
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

    /// <summary>Closes the connection when the credential in the request's header ends.</summary>
    /// <param name="context">The request that opened the stream.</param>
    public static void EndWithCredential(HttpContext context)
        => EndWith(context, context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties);

    /// <summary>Closes the connection when a credential ends, if it is still open.</summary>
    /// <param name="context">The request that opened the stream.</param>
    /// <param name="credential">The properties of the credential's ticket; null for one that does not end.</param>
    public static void EndWith(HttpContext context, AuthenticationProperties? credential)
    {
        if (credential is null)
        {
            return;
        }

        CancellationToken revoked = CallerIdentity.RevocationOf(credential);
        if (revoked.CanBeCanceled)
        {
            // Disposed asynchronously, as below.
            context.Response.RegisterForDisposeAsync(revoked.Register(context.Abort));
        }

        DateTimeOffset? until = credential.ExpiresUtc;
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
