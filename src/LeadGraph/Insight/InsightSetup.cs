using HotChocolate.Execution.Configuration;

namespace LeadGraph.Insight;

/// <summary>Registers the GraphQL types that explain scores.</summary>
public static class InsightSetup
{
    /// <summary>Adds the fields that explain scores.</summary>
    /// <param name="schema">The schema.</param>
    public static IRequestExecutorBuilder AddInsightTypes(this IRequestExecutorBuilder schema)
        => schema
            .AddTypeExtension<ExplanationFields>()
            .AddDataLoader<ExplanationDataLoader>()
            .AddDataLoader<PreviousDataLoader>();
}
