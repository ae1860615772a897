using LeadGraph.DataQuality;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadGraph.Operations;

/// <summary>
/// Tells of rows that do not count or are shown incompletely. Leads are served all the same, so the result is Healthy.
/// </summary>
public sealed class DataHealthCheck(DataHealthMonitor monitor) : IHealthCheck
{
    /// <summary>The problems, in the data of the result.</summary>
    public const string Problems = "problems";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(HealthCheckResult.Healthy(data: new Dictionary<string, object>
        {
            // DatabaseHealthCheck tells of row-level security.
            [Problems] = (string[])[.. (monitor.Latest?.Problems ?? [])
                .Where(problem => problem.Kind != DataProblemKind.HiddenByRowSecurity).Select(problem => problem.Text)]
        }));
}
