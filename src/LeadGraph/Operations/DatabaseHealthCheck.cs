using LeadGraph.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadGraph.Operations;

/// <summary>
/// Checks that the database responds and that both tables have the required columns. Each check reads the catalog, so
/// it also detects changed tables. The result is Degraded, which a probe treats as ready, when data can be served but
/// are incomplete or out of date.
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
        catch (DatabaseNotReadyException notReady)
        {
            return HealthCheckResult.Unhealthy(notReady.Message);
        }
    }
}
