using System.Net.Http.Headers;

namespace LeadGraph.Webhooks;

/// <summary>When a request that failed is tried again.</summary>
public static class WebhookRetry
{
    /// <summary>
    /// How long a request is tried before the webhook is disabled, if there were <see cref="FewestAttempts"/>. Days in
    /// which an attempt was due and none was made do not count.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    /// <summary>
    /// How many attempts there are at least, so that a receiver is not given up because the service was off for days
    /// after one failure. They take about half an hour.
    /// </summary>
    public const int FewestAttempts = 10;

    /// <summary>The longest wait that a receiver can ask for.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long to wait after an attempt: exponential backoff with equal jitter, half of the delay being random
    /// (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
    /// </summary>
    /// <param name="failed">How many attempts have failed, from 1.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    public static TimeSpan Delay(int failed, double random)
    {
        TimeSpan full = failed > 10 ? LongestDelay : First * Math.Pow(2, failed - 1);
        return (full < LongestDelay ? full : LongestDelay) * (0.5 + (random / 2));
    }

    /// <summary>How long the receiver asks to wait; null if it does not.</summary>
    /// <param name="header">The header <c>Retry-After</c> of its response.</param>
    /// <param name="now">The current time.</param>
    public static TimeSpan? Asked(RetryConditionHeaderValue? header, DateTimeOffset now)
        => (header?.Delta ?? (header?.Date - now)) is { } wait && wait > TimeSpan.Zero
            ? (wait < LongestRetryAfter ? wait : LongestRetryAfter) : null;

    /// <summary>How long to wait before the next attempt; null if it has been tried for too long.</summary>
    /// <param name="row">The webhook before the attempt that failed.</param>
    /// <param name="asked">How long the receiver asks to wait.</param>
    public static TimeSpan? Wait(WebhookRow row, TimeSpan? asked)
    {
        if (row.Now - row.FirstAttemptAt - row.Overdue >= Longest && row.Attempts + 1 >= FewestAttempts)
        {
            return null;
        }

        TimeSpan delay = Delay(row.Attempts + 1, Random.Shared.NextDouble());
        return asked > delay ? asked : delay;
    }
}
