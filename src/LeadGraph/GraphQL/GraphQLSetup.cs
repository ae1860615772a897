using HotChocolate.AspNetCore;
using HotChocolate.Execution.Configuration;
using LeadGraph.Access;
using LeadGraph.Caching;
using LeadGraph.Configuration;
using LeadGraph.Http;
using LeadGraph.Limits;
using Microsoft.Extensions.Options;

namespace LeadGraph.GraphQL;

/// <summary>Sets up GraphQL: the server with its limits, and the endpoint.</summary>
public static class GraphQLSetup
{
    /// <summary>The path of the endpoint.</summary>
    public const string Path = "/graphql";

    /// <summary>The most rows of a page, and how many there are on one unless the request says.</summary>
    public const int LargestPage = 100;

    /// <summary>Adds the GraphQL server with its limits and its <see cref="GraphQLPipeline"/>.</summary>
    /// <param name="builder">The application with its configuration.</param>
    /// <returns>The schema builder, to which features add their types.</returns>
    /// <exception cref="OptionsValidationException">A setting is invalid; the message names it.</exception>
    public static IRequestExecutorBuilder AddGraphQL(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSettings<GraphQLOptions>(GraphQLOptions.Section, _ => []);

        var options = builder.Configuration.ReadSettings<GraphQLOptions>(GraphQLOptions.Section);
        var limits = builder.Configuration.ReadSettings<LimitOptions>(LimitOptions.Section);
        IRequestExecutorBuilder server = services.AddGraphQLServer()
            .AddInMemorySubscriptions()
            .AddGlobalObjectIdentification()
            .AddProjections().AddFiltering().AddSorting()
            .ModifyPagingOptions(paging =>
            {
                paging.DefaultPageSize = LargestPage;
                paging.MaxPageSize = LargestPage;
                paging.IncludeTotalCount = true;
            })
            .ModifyRequestOptions(request => request.ExecutionTimeout = limits.ExecutionTimeout)
            .ModifyCostOptions(cost =>
            {
                cost.MaxFieldCost = limits.Cost;
                cost.MaxTypeCost = limits.Cost;
            })
            .ModifyParserOptions(parser =>
            {
                parser.MaxAllowedTokens = limits.DocumentTokens;
                parser.MaxAllowedNodes = limits.DocumentTokens;
                parser.MaxAllowedFields = limits.DocumentFields;
            })
            .AddValidationRule((_, _) => new ExpandedSelectionsRule(limits.ExpandedSelections))
            .AddMaxExecutionDepthRule(limits.Depth, skipIntrospectionFields: true)
            .DisableIntrospection(!options.AllowsIntrospection(builder.Environment))
            .AddErrorFilter<GraphQLErrorFilter>()
            .AddHttpRequestInterceptor<HttpRequestInterceptor>()
            .AddSocketSessionInterceptor<SocketSessionInterceptor>()
            .InitializeOnStartup();
        server.UsePipeline(TrustedDocuments.Read(builder.Configuration));
        return server;
    }

    /// <summary>Maps the endpoint, over HTTP and WebSocket.</summary>
    /// <param name="app">The application.</param>
    public static void MapGraphQL(this WebApplication app)
    {
        GraphQLOptions options = app.Services.GetRequiredService<IOptions<GraphQLOptions>>().Value;
        LimitOptions limits = app.Services.GetRequiredService<IOptions<LimitOptions>>().Value;
        app.MapGraphQL(Path)
            .WithOptions(new GraphQLServerOptions
            {
                // For EventSource, which sends GET.
                AllowedGetOperations = AllowedGetOperations.Query | AllowedGetOperations.Subscription,
                EnableSchemaRequests = options.AllowsIntrospection(app.Environment),
                Tool = { Enable = options.Explorer, Document = ExplorerDocument.Text },
                Sockets = { ConnectionInitializationTimeout = limits.SocketInitTimeout },
            })
            .WithMetadata(
                new GraphQLErrorFormat(), new CacheableResponse(), new WebSocketEndpoint(Path),
                new AnonymousRequests(GraphQLAccess.IsOpen))
            .RequireAuthorization(AccessSetup.ReadOrAnonymousPolicy);
    }
}
