using HotChocolate.Execution.Configuration;

namespace LeadGraph.Leads;

/// <summary>Registers the services and the GraphQL types of leads.</summary>
public static class LeadsSetup
{
    /// <summary>Adds the services that read leads.</summary>
    /// <param name="services">Where to add it.</param>
    public static void AddLeads(this IServiceCollection services)
    {
        services.AddScoped<LeadReader>();
        services.AddSingleton<SegmentMembers>();
    }

    /// <summary>Adds the queries and the types of leads.</summary>
    /// <param name="schema">The schema.</param>
    public static IRequestExecutorBuilder AddLeadTypes(this IRequestExecutorBuilder schema)
        => schema
            .AddQueryType<Query>()
            .AddTypeExtension<UserActivityFields>()
            .AddTypeExtension<UserActivityNode>()
            .AddTypeExtension<LeadEventFields>()
            .AddTypeExtension<SegmentFields>()
            .AddDataLoader<RecentEventsDataLoader>()
            .AddDataLoader<LeadDataLoader>();
}
