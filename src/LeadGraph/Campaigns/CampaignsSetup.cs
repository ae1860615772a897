using HotChocolate.Execution.Configuration;
using LeadGraph.Configuration;
using LeadGraph.GraphQL;

namespace LeadGraph.Campaigns;

/// <summary>Registers the services and the GraphQL types of campaigns.</summary>
public static class CampaignsSetup
{
    /// <summary>Adds the services that create campaigns and find out what came of them.</summary>
    /// <param name="services">Where to add them.</param>
    public static void AddCampaigns(this IServiceCollection services)
    {
        services.AddSettings<CampaignOptions>(CampaignOptions.Section, options => options.Problems());
        services.AddSingleton<CampaignService>();
        services.AddSingleton<CampaignOutcomeReader>();
        services.AddSingleton<MemberReader>();
    }

    /// <summary>Adds the queries and mutations of campaigns.</summary>
    /// <param name="schema">The schema.</param>
    public static IRequestExecutorBuilder AddCampaignTypes(this IRequestExecutorBuilder schema)
        => schema
            .AddMutationType<Mutation>()
            .AddTypeExtension<CampaignQueries>()
            .AddTypeExtension<CampaignMutations>()
            .AddTypeExtension<CampaignFields>()
            .AddTypeExtension<CampaignNode>()
            .AddTypeExtension<CampaignSavedSegmentFields>()
            .AddDataLoader<CampaignDataLoader>()
            .AddDataLoader<CampaignOutcomeDataLoader>();
}
