using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Net.Http.Headers;

namespace LeadGraph.Leads;

/// <summary>
/// Lets so many campaign lists be sent at a time: each holds a connection to the database, and on it a snapshot, for as
/// long as its reader takes.
/// </summary>
public sealed class CampaignTurns : IRateLimiterPolicy<string>
{
    /// <summary>The most lists that are sent at a time.</summary>
    public const int Most = 8;

    private const int RetryAfterSeconds = 10;

    /// <inheritdoc/>
    public Func<OnRejectedContext, CancellationToken, ValueTask> OnRejected { get; } = static async (rejected, _) =>
    {
        HttpContext context = rejected.HttpContext;
        context.Response.Headers[HeaderNames.RetryAfter] = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        await context.RefuseAsync(StatusCodes.Status503ServiceUnavailable, "BUSY",
            $"{Most} lists are being fetched at present; try again in {RetryAfterSeconds} s.");
    };

    /// <inheritdoc/>
    public RateLimitPartition<string> GetPartition(HttpContext httpContext)
        => RateLimitPartition.GetConcurrencyLimiter("lists", _ => new ConcurrencyLimiterOptions { PermitLimit = Most });
}
