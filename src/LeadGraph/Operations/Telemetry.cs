using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LeadGraph.Operations;

/// <summary>
/// Exports spans and metrics of GraphQL operations, HTTP requests and database commands by OTLP, where the standard
/// variables name a collector: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
/// </summary>
internal sealed class Telemetry(IConfiguration configuration) : IHostedService
{
    /// <summary>The name of the meter of LeadGraph's own instruments.</summary>
    public const string Meter = "LeadGraph";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        bool enabled = !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);
        if (enabled && IsExported(TracesEndpoint, "OTEL_TRACES_EXPORTER"))
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .SetResourceBuilder(Resource())
                .AddSource("HotChocolate*", "Microsoft.AspNetCore", "Npgsql")
                .AddOtlpExporter()
                .Build();
        }

        if (enabled && IsExported(MetricsEndpoint, "OTEL_METRICS_EXPORTER"))
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .SetResourceBuilder(Resource())
                .AddMeter(Meter, "HotChocolate*", "Microsoft.AspNetCore.*", "Npgsql*", "System.Runtime")
                .AddOtlpExporter()
                .Build();
        }

        return Task.CompletedTask;
    }

    /// <summary>Sends what has not been sent yet.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        return Task.CompletedTask;
    }

    private bool IsExported(string endpoint, string exporter)
        => (configuration[endpoint] ?? configuration[Endpoint]) is { Length: > 0 }
            && configuration[exporter] is not "none";

    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say stands before the name given here.
    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("LeadGraph").AddTelemetrySdk().AddEnvironmentVariableDetector();
}
