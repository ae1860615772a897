using HotChocolate.Execution.Configuration;
using HotChocolate.Types;
using LeadGraph.Insight.History;

namespace LeadGraph.Insight;

/// <summary>Registers the services and the GraphQL types that explain scores and try rules.</summary>
public static class InsightSetup
{
    /// <summary>Adds the service that tries rules, and the history of the tiers.</summary>
    /// <param name="services">Where to add it.</param>
    public static void AddInsight(this IServiceCollection services)
    {
        services.AddSingleton<ScoringPreviewReader>();
        services.AddSingleton<LeadScoreHistory>();
        services.AddHostedService<HistoryKeeper>();
    }

    /// <summary>
    /// Adds the fields that explain scores, the query that tries rules and that for the history, and has their days be
    /// of the scalar <c>Date</c>.
    /// </summary>
    /// <param name="schema">The schema.</param>
    public static IRequestExecutorBuilder AddInsightTypes(this IRequestExecutorBuilder schema)
        => schema
            .BindRuntimeType<DateOnly, DateType>()
            .AddTypeExtension<ExplanationFields>()
            .AddTypeExtension<ScoringPreviewFields>()
            .AddTypeExtension<MovedLeadFields>()
            .AddTypeExtension<HistoryFields>()
            .AddDataLoader<ExplanationDataLoader>()
            .AddDataLoader<PreviousDataLoader>()
            .AddDataLoader<DailyScoreDataLoader>();
}
