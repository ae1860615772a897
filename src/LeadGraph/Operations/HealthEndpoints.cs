using LeadGraph.Access;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadGraph.Operations;

/// <summary>The endpoints for the probes of a load balancer or an orchestrator.</summary>
public static class HealthEndpoints
{
    /// <summary>
    /// Maps <c>/health/live</c>, which returns 200 while the process runs, and <c>/health/ready</c>, which returns 200
    /// when leads can be served and 503 otherwise.
    /// </summary>
    /// <param name="app">The application.</param>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        // Liveness runs no checks: a restart does not help when the database is down.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Write })
            .AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Write }).AllowAnonymous();

        // Only callers who may read see the problems; a probe needs the status alone.
        static Task Write(HttpContext context, HealthReport report)
        {
            string status = report.Status.ToString().ToLowerInvariant();
            return context.User.MayRead()
                ? context.Response.WriteAsJsonAsync(new
                {
                    status,
                    problems = report.Entries.Values.SelectMany(entry
                        => entry.Data.GetValueOrDefault(DataHealthCheck.Problems) as string[]
                            ?? (entry.Description is null ? [] : [entry.Description]))
                })
                : context.Response.WriteAsJsonAsync(new { status });
        }
    }
}
