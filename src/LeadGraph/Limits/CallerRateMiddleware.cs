using System.Globalization;
using System.Threading.RateLimiting;
using LeadGraph.Http;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Limits;

/// <summary>
/// Per-caller rate limit, and the error response of this and of <see cref="CallerConcurrencyMiddleware"/>.
/// </summary>
/// <remarks>
/// ASP.NET Core's own middleware has a limiter for endpoints that it never disposes; its timer would keep a host in
/// memory after its end, which matters where one process starts many.
/// </remarks>
public sealed class CallerRateMiddleware(RequestDelegate next, CallerLimiters limiters)
{
    /// <summary>Runs the rest of the pipeline if the caller's rate allows it, or responds with 429.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        using RateLimitLease lease = limiters.Rate.AttemptAcquire(Callers.NameOf(context));
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        await WriteErrorAsync(context, lease, "Too many requests;");
    }

    /// <summary>Responds with 429.</summary>
    /// <param name="context">The request.</param>
    /// <param name="lease">The lease that was not acquired.</param>
    /// <param name="reason">
    /// The limit that is exceeded, as the beginning of the message; it goes on with when to try again.
    /// </param>
    public static async ValueTask WriteErrorAsync(HttpContext context, RateLimitLease lease, string reason)
    {
        TimeSpan wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter)
            ? retryAfter : TimeSpan.FromSeconds(1);
        int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        await context.WriteErrorAsync(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS",
            $"{reason} try again in {seconds} s.");
    }
}
