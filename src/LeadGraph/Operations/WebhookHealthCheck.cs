using System.Globalization;
using LeadGraph.Webhooks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadGraph.Operations;

/// <summary>
/// Reports Degraded when a webhook is disabled, or has not delivered a change for long, and tells each one's backlog.
/// </summary>
public sealed class WebhookHealthCheck(IReadOnlyList<Webhook> webhooks, WebhookStates states) : IHealthCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string[] problems = [.. webhooks.Select(ProblemOf).OfType<string>()];
        return Task.FromResult(problems.Length == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                problems[0], data: new Dictionary<string, object> { [DataHealthCheck.Problems] = problems }));
    }

    private string? ProblemOf(Webhook webhook)
    {
        if (states.FindProblem(webhook.Name) is { } problem)
        {
            return $"Webhook {webhook.Name} delivers nothing: {problem}";
        }

        TimeSpan age = states.AgeOf(webhook.Name);
        return states.Find(webhook.Name) is { } row && (row.DisabledAt is not null || age > Longest)
            ? string.Create(CultureInfo.InvariantCulture,
                $"Webhook {row.Name}: {WebhookStatus.TextOf(row)}. Its backlog is {age.TotalSeconds:F0} s old.")
            : null;
    }
}
