using LeadGraph.Access;
using LeadGraph.Configuration;
using LeadGraph.Limits;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LeadGraph.Operations;

/// <summary>Whether Prometheus may scrape the service, in section <see cref="Section"/>.</summary>
public sealed class MetricsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Metrics";

    /// <summary>Whether there is <c>/metrics</c>, for callers with the scope <c>metrics</c>.</summary>
    public bool Enabled { get; set; }
}

/// <summary>
/// Traces, metrics and logs of GraphQL operations, HTTP requests and database commands: exported by OTLP if the
/// standard variables set an endpoint (https://opentelemetry.io/docs/specs/otel/protocol/exporter/), and metrics to
/// Prometheus where that is switched on.
/// </summary>
public static class Telemetry
{
    /// <summary>The path that Prometheus scrapes.</summary>
    public const string MetricsPath = "/metrics";

    private const string AllSignals = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds the configured exporters.</summary>
    /// <param name="builder">The application.</param>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        IConfiguration configuration = builder.Configuration;
        services.AddSettings<MetricsOptions>(MetricsOptions.Section, _ => []);
        bool isScraped = configuration.ReadSettings<MetricsOptions>(MetricsOptions.Section).Enabled;
        bool sendsMetrics = IsSent(configuration, "METRICS");

        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource
            // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override the name given here.
            .Clear().AddService("LeadGraph").AddTelemetrySdk().AddEnvironmentVariableDetector());
        if (IsSent(configuration, "TRACES"))
        {
            telemetry.WithTracing(traces => traces
                .AddAspNetCoreInstrumentation().AddNpgsql().AddSource("HotChocolate*").AddOtlpExporter());
        }

        if (sendsMetrics || isScraped)
        {
            telemetry.WithMetrics(metrics =>
            {
                metrics.AddAspNetCoreInstrumentation().AddNpgsqlInstrumentation()
                    .AddMeter(LeadGraphMetrics.MeterName, "HotChocolate*", "Microsoft.AspNetCore.*", "System.Runtime");
                if (sendsMetrics)
                {
                    metrics.AddOtlpExporter();
                }

                if (isScraped)
                {
                    metrics.AddPrometheusExporter();
                }
            });
        }

        if (IsSent(configuration, "LOGS"))
        {
            telemetry.WithLogging(
                logs => logs.AddOtlpExporter(), options => options.IncludeFormattedMessage = true);
        }
    }

    /// <summary>Maps the endpoint for Prometheus, if it is enabled.</summary>
    /// <param name="app">The application.</param>
    public static void MapMetrics(this WebApplication app)
    {
        if (app.Configuration.ReadSettings<MetricsOptions>(MetricsOptions.Section).Enabled)
        {
            IEndpointConventionBuilder metrics = app.MapPrometheusScrapingEndpoint(MetricsPath);
            metrics.WithMetadata(ServerConcurrencyMiddleware.Exempt);
            metrics.RequireScope(Scopes.Metrics);
        }
    }

    private static bool IsSent(IConfiguration configuration, string signal)
        => !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
            && (configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] ?? configuration[AllSignals]) is { Length: > 0 }
            && configuration[$"OTEL_{signal}_EXPORTER"] is not "none";
}
