using LeadGraph.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadGraph.Operations;

/// <summary>
/// Ready means: the database answers, and the two tables are there as they must be. Looking anew each time also
/// notices tables that change while the service runs. Degraded, which a probe takes for ready, is a service in
/// Maintained mode that goes on giving what was computed before.
/// </summary>
public sealed class DatabaseHealthCheck(LeadDatabase database) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ReadCatalogAsync(cancellationToken);
            return database.Limitation is { } limitation
                ? HealthCheckResult.Degraded(limitation)
                : HealthCheckResult.Healthy();
        }
        catch (DatabaseNotReadyException obstacle)
        {
            return HealthCheckResult.Unhealthy(obstacle.Message);
        }
    }
}
