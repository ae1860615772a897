using HotChocolate.Execution;
using HotChocolate.Execution.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the GraphQL server to an application.</summary>
public static class GraphQLServiceCollectionExtensions
{
    /// <summary>
    /// Adds the GraphQL server and returns its builder. Further calls return the builder of the same server: there is
    /// one in an application.
    /// </summary>
    public static IRequestExecutorBuilder AddGraphQLServer(this IServiceCollection services)
    {
        GraphQLSetup? setup = services
            .Select(service => service.ImplementationInstance).OfType<GraphQLSetup>().FirstOrDefault();
        if (setup is null)
        {
            setup = new GraphQLSetup(services);
            services.AddSingleton(setup);
            services.AddSingleton(setup.CreateExecutor);
            services.AddSingleton<IRequestExecutor>(provider => provider.GetRequiredService<RequestExecutor>());
            services.AddSingleton<IRequestExecutorResolver, RequestExecutorResolver>();
        }

        return new RequestExecutorBuilder(services, setup);
    }
}
