using HotChocolate.Execution.Configuration;
using LeadGraph.Configuration;

namespace LeadGraph.DataQuality;

/// <summary>Registers the services and the GraphQL types that tell of rows that do not count.</summary>
public static class DataQualitySetup
{
    /// <summary>Adds the monitor of the tables.</summary>
    /// <param name="services">Where to add it.</param>
    public static void AddDataQuality(this IServiceCollection services)
    {
        services.AddSettings<DataHealthOptions>(DataHealthOptions.Section, options => options.Problems());
        services.AddSingleton<DataHealthMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<DataHealthMonitor>());
    }

    /// <summary>Adds the query and its types.</summary>
    /// <param name="schema">The schema.</param>
    public static IRequestExecutorBuilder AddDataQualityTypes(this IRequestExecutorBuilder schema)
        => schema.AddTypeExtension<DataHealthFields>();
}
