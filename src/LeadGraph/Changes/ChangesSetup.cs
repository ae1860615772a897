using HotChocolate.Execution.Configuration;
using LeadGraph.Changes.Feed;
using LeadGraph.Configuration;

namespace LeadGraph.Changes;

/// <summary>Registers the services and the GraphQL types of tier changes.</summary>
public static class ChangesSetup
{
    /// <summary>Adds the services that detect tier changes.</summary>
    /// <param name="services">Where to add it.</param>
    public static void AddChanges(this IServiceCollection services)
    {
        services.AddSettings<LiveOptions>(LiveOptions.Section, options => options.Problems());
        services.AddSettings<ChangesOptions>(ChangesOptions.Section, options => options.Problems());
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<SegmentFeed>();
        services.AddSingleton<ChangeFollower>();
        services.AddSingleton<ChangeSignal>();
        services.AddSingleton<RecentChanges>();
        services.AddSingleton<FeedAge>();
        services.AddSingleton<TierReader>();
        services.AddSingleton<TierRecorder>();
        services.AddSingleton<LeadScoreMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<LeadScoreMonitor>());
        services.AddHostedService<TierChangePublisher>();
    }

    /// <summary>Adds the subscription and the types of tier changes.</summary>
    /// <param name="schema">The schema.</param>
    public static IRequestExecutorBuilder AddChangeTypes(this IRequestExecutorBuilder schema)
        => schema.AddSubscriptionType<Subscription>().AddTypeExtension<LeadScoreChangeFields>()
            .AddTypeExtension<LeadScoreChangeNode>().AddTypeExtension<ChangeFeedFields>()
            .AddDataLoader<ChangeDataLoader>();
}
