using System.Globalization;
using System.Threading.RateLimiting;
using LeadGraph.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Limits;

/// <summary>
/// Per-caller rate limit, and the error response of this and of <see cref="CallerConcurrencyMiddleware"/>.
/// </summary>
public sealed class CallerRateLimits(CallerLimiters limiters) : IConfigureOptions<RateLimiterOptions>
{
    /// <inheritdoc/>
    public void Configure(RateLimiterOptions limiter)
    {
        limiter.GlobalLimiter = limiters.Rate.WithTranslatedKey<HttpContext>(Callers.NameOf, leaveOpen: true);
        limiter.OnRejected = (rejected, _) =>
            WriteErrorAsync(rejected.HttpContext, rejected.Lease, "Too many requests;");
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
