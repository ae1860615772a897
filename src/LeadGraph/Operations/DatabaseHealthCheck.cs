using LeadGraph.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadGraph.Operations;

/// <summary>
/// Reports what <see cref="DatabaseReadiness"/> decides: whether the database responds, both tables have the required
/// columns and, in Maintained mode, the maintained table is filled. The result is Degraded, which a probe treats as
/// ready, when data can be served but are incomplete or out of date.
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
