using System.Globalization;
using LeadGraph.Changes;
using LeadGraph.Changes.Feed;
using LeadGraph.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LeadGraph.Operations;

/// <summary>
/// Reports Degraded when changes of tier have not been recorded for long in Live mode with a store, or cannot be as it
/// is of another version. In Maintained mode <see cref="DatabaseHealthCheck"/> reports the same of the table.
/// </summary>
public sealed class FeedHealthCheck(FeedAge age, IOptions<LiveOptions> live, IOptions<ActivityOptions> activity)
    : IHealthCheck
{
    // Comparisons that take long pause four times as long.
    private TimeSpan Oldest => (5 * live.Value.Interval) + (5 * live.Value.ExecutionTimeout);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(
            activity.Value.Mode != ActivityMode.Live ? HealthCheckResult.Healthy()
            : age.Problem is { } problem ? HealthCheckResult.Degraded($"Changes of tier are not recorded. {problem}")
            : age.Value is { } value && value > Oldest
                ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture,
                    $"Changes of tier were last recorded {value.TotalSeconds:F0} s ago."))
            : HealthCheckResult.Healthy());
}
